// The first view: where the workspace stands, in a sentence, a few numbers, the matrix of teams, and where to look first.

const hasTeams = territories.some((territory) => territory.teams.length > 0);

/** References between territories: `[user, used, counts]`, those of the worst state first. */
function pairs() {
  const size = territories.length;
  return [...territoryMatrix().cells].map(([key, counts]) => [Math.floor(key / size), key % size, counts]);
}

const openOf = (counts) => counts[UNDECLARED] + counts[OFF_SURFACE];

function basisNote() {
  if (data.basis === "codeowners") {
    return h(
      "p",
      { class: "banner" },
      h("strong", null, "No policy yet. "),
      "Teams are known from CODEOWNERS alone, and no contract says who may use whom. What crosses is shown as it is; nothing here is a reproach. ",
      h("code", null, "cargo boundaries init"),
      " writes a first policy.",
    );
  }
  if (data.basis === "nothing") {
    return h(
      "p",
      { class: "banner" },
      h("strong", null, "No teams yet. "),
      "Neither a policy nor a CODEOWNERS says who owns what, so the workspace is shown by groups of its crates. ",
      h("code", null, "cargo boundaries init"),
      " writes a first policy.",
    );
  }
  return null;
}

function tiles(all) {
  const [covered, crossed, tolerated, tangle] = [
    "contract-coverage",
    "crossing-references",
    "tolerated",
    "team-tangle",
  ].map((metric) => figure(metric));
  const open = openOf(all);
  const holes = territories.reduce(
    (count, territory, at) =>
      count + (territory.kind === "unmatched" || territory.kind === "group" ? inTerritory[at].length : 0),
    0,
  );
  return h(
    "div",
    { class: "tiles" },
    tile(
      "Contract coverage",
      hasPolicy ? value(covered) : "–",
      !hasPolicy
        ? "there are no contracts yet"
        : covered && covered.whole
          ? `${number(covered.part)} of ${many(covered.whole, "reference")} between teams are permitted by a contract`
          : "nothing crosses a boundary between teams",
      "#/metrics",
      hasPolicy && covered && covered.whole
        ? splitBar(
            CROSSING.reduce((counts, state) => ((counts[state] = all[state]), counts), zero()),
            true,
          )
        : null,
    ),
    tile("Between teams", value(crossed), "references that cross a boundary", "#/matrix"),
    tile(
      hasPolicy ? "Without permission" : "Without a contract",
      number(open),
      hasPolicy
        ? "references that no contract permits and nothing tolerates"
        : "references between teams; no policy speaks of them yet",
      "#/findings",
    ),
    tile("Tolerated debt", value(tolerated), "references that a record of debt tolerates", "#/debt"),
    tile(
      "Team tangle",
      value(tangle),
      tangle && tangle.part ? "teams that reach each other in shipped code" : "no team reaches itself through another",
      "#/metrics",
    ),
    tile(
      "Without an owner",
      number(holes),
      `of ${many(modules.path.length, "module")}: no rule speaks of them`,
      "#/unmatched",
    ),
  );
}

function lead(all) {
  const crossed = crossing(all);
  const owned = new Set(territories.flatMap((territory) => territory.teams)).size;
  const size = `${many(modules.path.length, "module")} in ${many(crates.name.length, "crate")}`;
  if (!hasTeams)
    return `${size}. ${many(dependencies.from.length, "dependency", "dependencies")} lead from one module to another.`;
  if (!crossed) return `${size}, owned by ${many(owned, "team")}. Nothing crosses a boundary between teams.`;
  const open = openOf(all);
  const told = hasPolicy
    ? open
      ? `contracts permit ${percent(all[HONOURED], crossed)} of them, and ${number(open)} have no permission`
      : all[TOLERATED]
        ? `contracts permit ${percent(all[HONOURED], crossed)} of them, and the rest is recorded as debt`
        : "contracts permit all of them"
    : "no contract speaks of them yet";
  return `${size}, owned by ${many(owned, "team")}. ${many(crossed, "reference crosses", "references cross")} a boundary between teams; ${told}.`;
}

/** The couplings to talk about first. */
function firstLooks() {
  const open = pairs()
    .filter(([, , counts]) => openOf(counts) > 0)
    .sort((one, other) => openOf(other[2]) - openOf(one[2]))
    .slice(0, 6);
  if (!open.length)
    return empty(
      hasTeams ? "Nothing is open" : "No teams, no boundaries",
      hasTeams
        ? "Every reference between teams is permitted or recorded."
        : "Once teams own code, what crosses between them stands here.",
    );
  return h(
    "ol",
    { class: "looks" },
    open.map(([from, to, counts]) => {
      const back = territoryMatrix().cell(to, from);
      const heavier = back && crossing(back) > crossing(counts);
      const contact = territories[to].teams.map((team) => teams[team].contact).filter(Boolean);
      return h(
        "li",
        null,
        h(
          "a",
          { href: toUses(wordOf.team(from), wordOf.team(to)) },
          named(territories[from].name),
          " → ",
          named(territories[to].name),
        ),
        h("span", { class: "told" }, splitWords(counts), heavier ? " · runs against the main direction" : ""),
        contact.length
          ? h(
              "span",
              { class: "told" },
              "ask ",
              contact.map((found, at) => [at ? ", " : "", named(found)]),
            )
          : null,
      );
    }),
  );
}

function teamTable() {
  const size = territories.length;
  const matrix = territoryMatrix();
  const rows = territories.map((territory, at) => {
    const [uses, used] = [zero(), zero()];
    for (let other = 0; other < size; other += 1) {
      if (matrix.cell(at, other)) add(uses, matrix.cell(at, other));
      if (matrix.cell(other, at)) add(used, matrix.cell(other, at));
    }
    return { at, uses, used };
  });
  return table(
    hasTeams ? "Teams" : "Parts",
    [
      {
        head: hasTeams ? "Owners" : "Part",
        cell: ({ at }) => territoryLink(at),
        sort: ({ at }) => territories[at].name,
      },
      {
        head: "Modules",
        number: true,
        cell: ({ at }) => number(inTerritory[at].length),
        sort: ({ at }) => inTerritory[at].length,
      },
      {
        head: "Uses others",
        number: true,
        cell: ({ uses }) => number(sum(uses)),
        sort: ({ uses }) => sum(uses),
        told: "References to code of other owners",
      },
      {
        head: "Is used",
        number: true,
        cell: ({ used }) => number(sum(used)),
        sort: ({ used }) => sum(used),
        told: "References of other owners to its code",
      },
      hasTeams && hasPolicy
        ? {
            head: "Permitted",
            number: true,
            cell: ({ uses }) => percent(uses[HONOURED], crossing(uses)),
            sort: ({ uses }) => (crossing(uses) ? uses[HONOURED] / crossing(uses) : -1),
            told: "How much of what it uses across boundaries a contract permits",
          }
        : null,
      {
        head: "What it uses",
        cell: ({ uses }) => (sum(uses) ? splitBar(uses, true) : h("span", { class: "told" }, "nothing")),
      },
    ].filter(Boolean),
    rows,
  );
}

function gapsCard() {
  if (!data.gaps.length)
    return card(
      "What could not be seen",
      null,
      h("p", null, "Nothing: every file was read and every path that leads into the workspace was followed."),
    );
  return card(
    "What could not be seen",
    "References in such places are missing from every number here; none is guessed.",
    h(
      "ul",
      { class: "plain" },
      data.gaps.map(([reason, count]) => h("li", null, h("strong", null, number(count)), " ", GAPS[reason] || reason)),
    ),
    h("p", { class: "told" }, h("code", null, "cargo boundaries graph --gaps"), " lists them with their places."),
  );
}

function overviewView() {
  const all = zero();
  dependencies.from.forEach((_, at) => add(all, countsOf(at)));
  const matrix = territoryMatrix();
  return [
    h("h1", null, named(data.workspace)),
    h("p", { class: "lead" }, lead(all)),
    basisNote(),
    hasTeams ? tiles(all) : null,
    h(
      "div",
      { class: territories.length <= 8 ? "columns" : "stack" },
      card(
        hasTeams ? "Who uses whom" : "What uses what",
        "A row uses the columns in which it has a number: so many references. The number in the diagonal is how many modules a row has.",
        legend(statesIn(matrix)),
        territories.length > GRID
          ? onPaper
            ? cellList(matrix)
            : drawing(matrix)
          : territories.length
            ? grid(matrix)
            : empty("There is no code", "The workspace has no modules."),
      ),
      card(
        "Where to look first",
        hasTeams ? "The pairs of teams with most references that no contract permits." : null,
        firstLooks(),
      ),
    ),
    card(hasTeams ? "Teams" : "Parts", null, teamTable()),
    h("div", { class: "columns" }, tangleCard(), gapsCard()),
  ];
}

function tangleCard() {
  const { tangle } = data;
  if (!tangle)
    return card(
      "Team tangle",
      null,
      empty(
        "No tangle",
        "No team reaches itself through others in shipped code: teams can be put in a row in which each depends only on later ones.",
      ),
    );
  return card(
    "Team tangle",
    "Teams that reach each other cannot move without each other.",
    h("p", null, teamLinks(tangle.teams)),
    h("p", null, tangle.cheapest ? "The cheapest cut that parts them:" : "The best cut that was found:"),
    h(
      "ul",
      { class: "plain" },
      tangle.cut.map(([from, to, references]) => {
        const [user, used] = [territoryOfTeam(from), territoryOfTeam(to)];
        const shown = [named(teams[from].name), " → ", named(teams[to].name)];
        return h(
          "li",
          null,
          user >= 0 && used >= 0 ? link(toUses(wordOf.team(user), wordOf.team(used)), shown) : shown,
          ` · ${many(references, "reference")} in shipped code`,
        );
      }),
    ),
  );
}
