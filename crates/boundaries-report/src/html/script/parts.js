// What views of single subjects are made of: facts, partners, how far a change reaches, tables of modules.

const facts = (list) =>
  h(
    "dl",
    { class: "facts" },
    list.filter(Boolean).map(([word, ...told]) => [h("dt", null, word), h("dd", null, ...told)]),
  );

/** Dependencies, as a table. */
function dependencyTable(caption, list, ends) {
  return table(
    caption,
    [
      ends !== "to"
        ? {
            head: "Module",
            cell: (at) => moduleLink(dependencies.from[at]),
            sort: (at) => modules.path[dependencies.from[at]],
          }
        : null,
      ends !== "from"
        ? {
            head: ends ? "Module" : "uses",
            cell: (at) => moduleLink(dependencies.to[at]),
            sort: (at) => modules.path[dependencies.to[at]],
          }
        : null,
      ends && hasTeams
        ? {
            head: "Owner",
            cell: (at) => territoryLink(modules.territory[ends === "to" ? dependencies.to[at] : dependencies.from[at]]),
            sort: (at) =>
              territories[modules.territory[ends === "to" ? dependencies.to[at] : dependencies.from[at]]].name,
          }
        : null,
      {
        head: "References",
        number: true,
        cell: (at) => number(dependencies.references[at]),
        sort: (at) => dependencies.references[at],
      },
      { head: "State", cell: (at) => splitWords(countsOf(at)), sort: (at) => dependencies.state[at] },
      {
        head: "Code",
        cell: (at) => ["shipped", "tests", "build script"][dependencies.kind[at]],
        sort: (at) => dependencies.kind[at],
      },
    ].filter(Boolean),
    [...list].sort(
      (one, other) =>
        dependencies.state[other] - dependencies.state[one] ||
        dependencies.references[other] - dependencies.references[one],
    ),
    25,
  );
}

function radiusCard(list) {
  const radius = radiusOf(list);
  const metric = data.catalogue.find((found) => found.name === "blast-radius-modules") || null;
  if (!radius.modules.length)
    return card(
      "How far a change reaches",
      null,
      h("p", null, "No module outside depends on it in shipped code or build scripts."),
    );
  const away = [...radius.modules].slice(0, 400);
  return card(
    "How far a change reaches",
    metric ? capital(metric.summary) : "Over chains of dependencies in shipped code and build scripts; an upper bound.",
    h(
      "p",
      null,
      h("strong", null, many(radius.modules.length, "module")),
      radius.teams.length
        ? [" and ", h("strong", null, many(radius.teams.length, "other team")), ": ", teamLinks(radius.teams)]
        : " of the same owners",
    ),
    h(
      "details",
      null,
      h("summary", null, "The modules, the nearest first"),
      h(
        "ul",
        { class: "plain wrapping" },
        away.map((module) => h("li", null, moduleLink(module))),
      ),
      radius.modules.length > away.length
        ? h("p", { class: "note" }, `${number(radius.modules.length - away.length)} more are further away.`)
        : null,
    ),
  );
}

/** What some modules use of other territories, or are used by. */
function partners(list, isUser) {
  const inside = new Set(list);
  const found = new Map();
  for (const module of list) {
    for (const at of isUser ? outgoing[module] : incoming[module]) {
      const other = isUser ? dependencies.to[at] : dependencies.from[at];
      if (inside.has(other)) continue;
      const territory = modules.territory[other];
      if (!found.has(territory)) found.set(territory, zero());
      add(found.get(territory), countsOf(at));
    }
  }
  return [...found].sort((one, other) => sum(other[1]) - sum(one[1]));
}

function partnerCard(title, word, list, isUser, none) {
  const rows = partners(list, isUser);
  if (!rows.length)
    return card(title, null, empty(none, isUser ? "All that it uses is its own." : "No code of others depends on it."));
  return card(
    title,
    null,
    h(
      "ul",
      { class: "bars" },
      rows.map(([territory, counts]) => {
        const ends = isUser ? [word, wordOf.team(territory)] : [wordOf.team(territory), word];
        return h(
          "li",
          null,
          h("a", { href: toUses(...ends) }, named(territories[territory].name)),
          h("span", { class: "number" }, number(sum(counts))),
          splitBar(counts, true),
          h("span", { class: "told" }, splitWords(counts)),
        );
      }),
    ),
  );
}

function missing(kind, name) {
  return [
    h("h1", null, "Not here"),
    empty(
      `This workspace has no ${kind} of this name`,
      h("code", null, name),
      ". It may have been renamed since the link was made; the search above may find it.",
    ),
  ];
}

function moduleTable(list, hasOwner) {
  return table(
    "Modules",
    [
      { head: "Module", cell: moduleLink, sort: (module) => modules.path[module] },
      hasOwner
        ? {
            head: "Owner",
            cell: (module) => territoryLink(modules.territory[module]),
            sort: (module) => territories[modules.territory[module]].name,
          }
        : {
            head: "Crate",
            cell: (module) => crateLink(modules.crate[module]),
            sort: (module) => crates.name[modules.crate[module]],
          },
      {
        head: "Place",
        cell: (module) => place(modules.file[module], modules.line[module]),
        sort: (module) => text(modules.file[module]),
      },
      {
        head: "Uses",
        number: true,
        cell: (module) => number(outgoing[module].length),
        sort: (module) => outgoing[module].length,
        told: "Modules that it uses",
      },
      {
        head: "Is used by",
        number: true,
        cell: (module) => number(incoming[module].length),
        sort: (module) => incoming[module].length,
        told: "Modules that use it",
      },
    ],
    list,
    25,
  );
}
