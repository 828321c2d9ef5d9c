// A small matrix as a table: rows use columns. The arrow keys walk over its cells, Enter opens one.

/** What one cell says, in a sentence. */
function cellTold(matrix, row, column) {
  const [user, used] = [matrix.groups[row], matrix.groups[column]];
  if (row === column) return `${user.label}: ${many(user.size, "module")}`;
  const counts = matrix.cell(row, column);
  if (!counts) return `${user.label} does not use ${used.label}`;
  const states = counts.map((count, state) => (count > 0 ? `${number(count)} ${STATES[state].name}` : null));
  const order = matrix.isAgainst(row, column) ? "; against the order" : "";
  return `${user.label} uses ${used.label}: ${many(sum(counts), "reference")} (${states.filter(Boolean).join(", ")})${order}`;
}

/** A line below a matrix that tells the cell under the pointer or the keys. */
function teller(first) {
  const line = h("p", { class: "teller", "aria-live": "polite" }, first);
  return {
    line,
    tell: (words) => {
      if (line.textContent !== words) line.textContent = words;
    },
  };
}

function grid(matrix) {
  const { groups } = matrix;
  const told = teller("Rows use columns. Point at a cell, or walk with the arrow keys; Enter opens it.");
  const cells = [];
  const max = Math.max(1, ...[...matrix.cells.values()].map(sum));

  function cellOf(row, column) {
    const attributes = {
      role: "gridcell",
      tabindex: "-1",
      "data-row": row,
      "data-column": column,
      "aria-label": cellTold(matrix, row, column),
    };
    if (row === column)
      return h("td", { ...attributes, class: "self" }, h("span", { class: "size" }, number(groups[row].size)));
    const counts = matrix.cell(row, column);
    if (!counts) return h("td", { ...attributes, class: "none" });
    const state = worst(counts);
    const total = sum(counts);
    const weight = Math.round(10 + (34 * Math.log1p(total)) / Math.log1p(max));
    return h(
      "td",
      {
        ...attributes,
        class: `filled s${state}${matrix.isAgainst(row, column) ? " against" : ""}`,
        "--weight": `${weight}%`,
      },
      h(
        "a",
        { href: matrix.link(row, column), tabindex: "-1" },
        h("span", { class: "sign", "aria-hidden": "true" }, STATES[state].sign),
        h("span", { class: "amount" }, number(total)),
        CROSSING.some((kind) => counts[kind] > 0 && counts[kind] < total) ? splitBar(counts) : null,
      ),
    );
  }

  const header = (group, scope) =>
    h(
      "th",
      { scope, class: group.inner ? "inner" : null },
      h(
        "a",
        { href: group.href, title: group.label, tabindex: scope === "col" ? "-1" : null },
        h("span", { class: "text" }, named(group.label)),
      ),
    );

  const head = h(
    "tr",
    null,
    h("td", { class: "corner" }, h("span", null, "uses →")),
    groups.map((group) => header(group, "col")),
  );
  const rows = groups.map((group, row) => {
    const line = groups.map((_, column) => cellOf(row, column));
    cells.push(line);
    return h("tr", null, header(group, "row"), line);
  });

  let at = [0, 0];
  function mark(row, column) {
    for (const found of body.querySelectorAll(".lit")) found.classList.remove("lit");
    head.children[column + 1].classList.add("lit");
    rows[row].firstChild.classList.add("lit");
    told.tell(`${cellTold(matrix, row, column)}.`);
  }
  function go(row, column) {
    if (!cells[row] || !cells[row][column]) return;
    cells[at[0]][at[1]].tabIndex = -1;
    at = [row, column];
    cells[row][column].tabIndex = 0;
    cells[row][column].focus();
  }
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const cellFrom = (event) => event.target.closest("[data-row]");
  const body = h(
    "table",
    {
      class: groups.length > 14 ? "grid small" : "grid",
      role: "grid",
      "aria-label": `Who uses whom: ${many(groups.length, "row")}`,
      onkeydown: (event) => {
        if (!cellFrom(event)) return;
        const step = steps[event.key];
        if (step) go(at[0] + step[0], at[1] + step[1]);
        else if (event.key === "Home") go(at[0], 0);
        else if (event.key === "End") go(at[0], groups.length - 1);
        else if (event.key === "Enter") {
          const target = cells[at[0]][at[1]].querySelector("a");
          if (target) location.hash = target.getAttribute("href");
          else if (at[0] === at[1]) location.hash = groups[at[0]].href;
        } else return;
        event.preventDefault();
      },
      onfocusin: (event) => {
        const cell = cellFrom(event);
        if (cell) mark(Number(cell.dataset.row), Number(cell.dataset.column));
      },
      onpointerover: (event) => {
        const cell = cellFrom(event);
        if (cell) mark(Number(cell.dataset.row), Number(cell.dataset.column));
      },
    },
    h("thead", null, head),
    h("tbody", null, rows),
  );
  if (cells.length) cells[0][0].tabIndex = 0;
  return h("div", { class: "matrix" }, h("div", { class: "scroll" }, body), told.line);
}
