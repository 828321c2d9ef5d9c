// Tables that can be sorted by their heads, and that show more when asked.

const PAGE = 60;
/** So many rows go on paper, where nobody can ask for more. */
const PAPER = 200;
/** Whether what is drawn is for paper. */
let onPaper = false;

/**
 * `columns`: `{ head, cell(row), sort(row)?, number?, told? }`; `rows` in their first order. `caption` is told to screen
 * readers.
 */
function table(caption, columns, rows, limit = PAGE) {
  let shown = onPaper ? PAPER : limit;
  let order = [...rows];
  let by = null;
  let down = false;
  const body = h("tbody");
  const more = h("button", {
    type: "button",
    class: "more",
    onclick: () => {
      shown = shown * 4;
      draw();
    },
  });

  function draw() {
    body.replaceChildren(
      ...order.slice(0, shown).map((row) =>
        h(
          "tr",
          null,
          columns.map((column, at) =>
            h(
              at === 0 ? "th" : "td",
              { class: column.number ? "number" : null, scope: at === 0 ? "row" : null },
              column.cell(row),
            ),
          ),
        ),
      ),
    );
    more.hidden = order.length <= shown;
    more.textContent = `Show more: ${number(Math.min(shown, order.length))} of ${number(order.length)} are shown`;
  }

  function sortBy(at) {
    down = by === at ? !down : Boolean(columns[at].number);
    by = at;
    const key = columns[at].sort;
    order = [...rows].sort((left, right) => {
      const [one, other] = [key(left), key(right)];
      const compared = typeof one === "number" ? one - other : String(one).localeCompare(String(other), "en");
      return down ? -compared : compared;
    });
    heads.forEach((head, column) => {
      head.setAttribute("aria-sort", column !== at ? "none" : down ? "descending" : "ascending");
    });
    draw();
  }

  const heads = columns.map((column, at) =>
    h(
      "th",
      { scope: "col", class: column.number ? "number" : null, title: column.told },
      column.sort ? h("button", { type: "button", onclick: () => sortBy(at) }, column.head) : column.head,
    ),
  );
  draw();
  const left = onPaper && rows.length > shown;
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      { class: "list" },
      h("caption", { class: "spoken" }, caption),
      h("thead", null, h("tr", null, heads)),
      body,
    ),
    left ? h("p", { class: "note" }, `The first ${number(shown)} of ${number(rows.length)} are printed.`) : null,
    more,
  );
}

/** Choices of which one is taken, as links: the address says which. */
function choices(label, name, taken, list) {
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": label },
    list.map(([word, shown, sign]) =>
      h(
        "a",
        { href: withChoice(name, word), "aria-current": (taken || "") === word ? "true" : null },
        sign && h("span", { "aria-hidden": "true" }, sign, " "),
        shown,
      ),
    ),
  );
}
