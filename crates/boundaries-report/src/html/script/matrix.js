// The design structure matrix: teams, then the crates of a team among the other teams, then the modules of a crate among
// all the rest. Rows and columns stand in the same order, users in front, so that what lies below the diagonal runs against
// the order.

/** Counts what groups use of each other; `groupOf` has the group of each module, or -1. */
function matrixOf(groups, groupOf, blocks = []) {
  const cells = new Map();
  dependencies.from.forEach((from, at) => {
    const [row, column] = [groupOf[from], groupOf[dependencies.to[at]]];
    if (row < 0 || column < 0 || row === column) return;
    const key = row * groups.length + column;
    if (!cells.has(key)) cells.set(key, zero());
    add(cells.get(key), countsOf(at));
  });
  return {
    groups,
    cells,
    blocks,
    cell: (row, column) => cells.get(row * groups.length + column),
    isAgainst: (row, column) => row > column && !groups[row].loose && !groups[column].loose,
    link: (row, column) => toUses(groups[row].word, groups[column].word),
  };
}

/** What nobody owns stands at the end, outside of the order. */
const territoryGroup = (at) => ({
  label: territories[at].name,
  word: wordOf.team(at),
  href: toTerritory(at),
  size: inTerritory[at].length,
  loose: ["unowned", "unmatched"].includes(territories[at].kind),
});

const territoryMatrix = () =>
  matrixOf(
    territories.map((_, at) => territoryGroup(at)),
    modules.territory,
  );

/** Parts of crates: what of a crate lies in a territory, in the order of the matrix. */
function crateParts(list) {
  const parts = [];
  for (const module of list) {
    const [territory, krate] = [modules.territory[module], modules.crate[module]];
    const last = parts.at(-1);
    if (last && last.territory === territory && last.krate === krate) last.list.push(module);
    else parts.push({ territory, krate, list: [module] });
  }
  return parts;
}

function crateGroup(part) {
  const whole = part.list.length === inCrate[part.krate].length;
  const word = whole ? wordOf.crate(part.krate) : `${wordOf.crate(part.krate)}@${territories[part.territory].slug}`;
  const label = whole ? crates.name[part.krate] : `${crates.name[part.krate]} (${territories[part.territory].name})`;
  return {
    label,
    word,
    href: `#/matrix/in/${territories[part.territory].slug}/${encoded(crates.name[part.krate])}`,
    size: part.list.length,
    inner: true,
  };
}

const moduleGroup = (module) => ({
  label: modules.path[module],
  word: wordOf.module(module),
  href: toModule(module),
  size: 1,
  inner: true,
});

/** The matrix that an address asks for, with the way back up. */
function askedMatrix(parts) {
  const groups = [];
  const groupOf = new Int32Array(modules.path.length).fill(-1);
  const blocks = [];
  const place = (group, list) => {
    for (const module of list) groupOf[module] = groups.length;
    groups.push(group);
  };
  const block = (start) => blocks.push({ start, end: groups.length });
  if (parts[0] === "crates") {
    for (const list of inTerritory) {
      const start = groups.length;
      for (const part of crateParts(list)) place(crateGroup(part), part.list);
      block(start);
    }
    return { level: "crates", matrix: matrixOf(groups, groupOf, blocks), title: "All crates" };
  }
  if (parts[0] === "modules") {
    for (const part of crateParts(modules.order)) {
      const start = groups.length;
      for (const module of part.list) place(moduleGroup(module), [module]);
      block(start);
    }
    return { level: "modules", matrix: matrixOf(groups, groupOf, blocks), title: "All modules" };
  }
  const opened = parts[0] === "in" ? territories.findIndex((territory) => territory.slug === parts[1]) : -1;
  if (opened < 0) return { level: "teams", matrix: territoryMatrix(), title: hasTeams ? "Teams" : "Parts" };
  const crate = parts[2] === undefined ? -1 : crates.name.findIndex((name) => encoded(name) === parts[2]);
  territories.forEach((_, at) => {
    if (at !== opened) return place(territoryGroup(at), inTerritory[at]);
    const start = groups.length;
    for (const part of crateParts(inTerritory[at])) {
      if (part.krate !== crate) place(crateGroup(part), part.list);
      else for (const module of part.list) place(moduleGroup(module), [module]);
    }
    return block(start);
  });
  return { level: "in", matrix: matrixOf(groups, groupOf, blocks), title: null, opened, crate };
}

/** So many rows can be read as a table of cells; more become a list of what is filled. */
const GRID = 40;

function cellList(matrix) {
  const size = matrix.groups.length;
  const rows = [...matrix.cells].map(([key, counts]) => ({ row: Math.floor(key / size), column: key % size, counts }));
  rows.sort((one, other) => worst(other.counts) - worst(one.counts) || sum(other.counts) - sum(one.counts));
  return table(
    "Filled cells of the matrix",
    [
      {
        head: "Uses",
        cell: ({ row }) => link(matrix.groups[row].href, path(matrix.groups[row].label)),
        sort: ({ row }) => matrix.groups[row].label,
      },
      {
        head: "Is used",
        cell: ({ column }) => link(matrix.groups[column].href, path(matrix.groups[column].label)),
        sort: ({ column }) => matrix.groups[column].label,
      },
      {
        head: "References",
        number: true,
        cell: ({ row, column, counts }) => link(matrix.link(row, column), number(sum(counts))),
        sort: ({ counts }) => sum(counts),
      },
      { head: "State", cell: ({ counts }) => splitWords(counts), sort: ({ counts }) => worst(counts) },
      {
        head: "Order",
        cell: ({ row, column }) => (matrix.isAgainst(row, column) ? "against" : "with"),
        sort: ({ row, column }) => (matrix.isAgainst(row, column) ? 1 : 0),
        told: "Whether it runs against the order in which users stand before what they use",
      },
    ],
    rows,
  );
}

const statesIn = (matrix) =>
  STATES.map((_, state) => state).filter((state) => [...matrix.cells.values()].some((counts) => counts[state] > 0));

function matrixView({ parts, query }) {
  const asked = askedMatrix(parts.slice(1));
  const { matrix } = asked;
  const fits = matrix.groups.length <= GRID;
  const shape = query.get("as") || (matrix.groups.length <= 24 ? "table" : "picture");
  const levels = [
    ["", hasTeams ? "Teams" : "Parts"],
    ["crates", "Crates"],
    ["modules", "Modules"],
  ];
  const here = asked.level === "teams" ? "" : asked.level;
  const trail =
    asked.level !== "in"
      ? null
      : h(
          "p",
          { class: "trail" },
          link("#/matrix", hasTeams ? "All teams" : "All parts"),
          " › ",
          asked.crate < 0
            ? named(territories[asked.opened].name)
            : link(`#/matrix/in/${territories[asked.opened].slug}`, named(territories[asked.opened].name)),
          asked.crate < 0 ? null : [" › ", crateLink(asked.crate)],
        );
  const filled = matrix.cells.size;
  const against = [...matrix.cells.keys()].filter((key) =>
    matrix.isAgainst(Math.floor(key / matrix.groups.length), key % matrix.groups.length),
  ).length;
  return [
    h("h1", null, "Matrix"),
    h(
      "p",
      { class: "lead" },
      "Each row uses the columns in which it has a mark. Who uses stands before who is used, as far as cycles allow: marks below the diagonal run against that order, and are the ones to look at when you want to take a cycle apart.",
    ),
    h(
      "div",
      { class: "bar" },
      h(
        "div",
        { class: "choices", role: "group", "aria-label": "Level" },
        levels.map(([word, shown]) =>
          h("a", { href: `#/matrix${word && `/${word}`}`, "aria-current": here === word ? "true" : null }, shown),
        ),
      ),
      choices("Shape", "as", shape, [
        ["picture", "Picture"],
        ["table", "Table"],
      ]),
      h(
        "span",
        { class: "note" },
        `${many(matrix.groups.length, "row")}, ${many(filled, "filled cell")}, ${number(against)} against the order`,
      ),
    ),
    trail,
    filled ? legend(statesIn(matrix)) : null,
    !matrix.groups.length
      ? empty("There is no code", "The workspace has no modules.")
      : shape === "picture"
        ? drawing(matrix)
        : fits
          ? grid(matrix)
          : cellList(matrix),
    filled || !matrix.groups.length ? null : empty("Nothing uses anything", "No part of this matrix uses another."),
    asked.level === "teams" && territories.length
      ? card(
          "Look inside",
          "A team opens into its crates, and a crate into its modules, among everything else.",
          h(
            "ul",
            { class: "pills" },
            territories.map((territory, at) =>
              h(
                "li",
                null,
                link(
                  `#/matrix/in/${territory.slug}`,
                  named(territory.name),
                  h("small", null, number(inTerritory[at].length)),
                ),
              ),
            ),
          ),
        )
      : null,
    asked.level === "in" && asked.crate < 0
      ? card(
          "Look inside",
          "A crate opens into its modules.",
          h(
            "ul",
            { class: "pills" },
            crateParts(inTerritory[asked.opened]).map((part) =>
              h(
                "li",
                null,
                link(crateGroup(part).href, path(crates.name[part.krate]), h("small", null, number(part.list.length))),
              ),
            ),
          ),
        )
      : null,
  ];
}
