// The views of one team, one crate, one module, and of what one subject uses of another.

const facts = (list) =>
  h(
    "dl",
    { class: "facts" },
    list.filter(Boolean).map(([word, ...told]) => [h("dt", null, word), h("dd", null, ...told)]),
  );

const ENFORCEMENT = {
  observe: "observed: findings are told and never fail",
  "no-new": "only what is new fails",
  enforce: "enforced: all but exceptions fails",
  sealed: "sealed: nothing is tolerated",
};

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

function teamView({ parts }) {
  const at = territories.findIndex((territory) => territory.slug === parts[1]);
  if (at < 0) return missing("team", parts[1] || "");
  const [territory, list, word] = [territories[at], inTerritory[at], wordOf.team(at)];
  const single = territory.kind === "owned" ? teams[territory.teams[0]] : null;
  const decisions = new Map();
  for (const module of list) {
    const decided = modules.decided[module];
    if (decided >= 0) decisions.set(decided, (decisions.get(decided) || 0) + 1);
  }
  const kinds = {
    owned: "Team",
    joint: "Joint owners",
    unowned: "Owned by nobody, as a rule says",
    unmatched: "No rule speaks of this code",
    group: "A group of crates; nobody owns it yet",
  };
  const agreed = data.contracts.filter((contract) =>
    territory.teams.some((team) => contract.providers.includes(team) || (contract.consumers || []).includes(team)),
  );
  const own = data.findings.filter(
    (found) =>
      found.grade !== "tolerated" &&
      territory.teams.some((team) => found.consumers.includes(team) || found.providers.includes(team)),
  );
  const mine =
    territory.kind === "owned" ? data.catalogue.filter((metric) => figure(metric.name, territory.teams[0])) : [];
  return [
    h("p", { class: "eyebrow" }, kinds[territory.kind]),
    h("h1", null, named(territory.name)),
    facts([
      single && single.contact ? ["Contact", named(single.contact)] : null,
      territory.kind === "joint" ? ["Teams", teamLinks(territory.teams)] : null,
      single && single.kind ? ["Kind", single.kind] : null,
      single && single.enforcement ? ["Boundary", ENFORCEMENT[single.enforcement] || single.enforcement] : null,
      [
        "Code",
        `${many(list.length, "module")} in ${many(new Set(list.map((module) => modules.crate[module])).size, "crate")} · `,
        link(`#/matrix/in/${territory.slug}`, "matrix"),
      ],
      single
        ? [
            "Surface",
            single.surface
              ? single.surface.map((entry, index) => [index ? ", " : "", path(entry)])
              : "everything it owns, under contract",
          ]
        : null,
    ]),
    h(
      "div",
      { class: "columns" },
      partnerCard("Uses", word, list, true, "Uses nothing of others"),
      partnerCard("Is used by", word, list, false, "Nobody uses it"),
    ),
    own.length
      ? card(
          "Findings",
          null,
          h("ul", { class: "findings" }, own.slice(0, 20).map(findingItem)),
          own.length > 20
            ? h("p", { class: "note" }, link(`#/findings?team=${territory.slug}`, `All ${number(own.length)}`))
            : null,
        )
      : null,
    agreed.length ? card("Contracts", null, contractTable(agreed)) : null,
    mine.length
      ? card(
          "In numbers",
          "What each means stands under Metrics.",
          h(
            "dl",
            { class: "numbers" },
            mine.map((metric) =>
              h(
                "div",
                null,
                h("dt", { title: metric.summary }, link(`#/metrics/${metric.name}`, metric.name.replaceAll("-", " "))),
                h("dd", null, value(figure(metric.name, territory.teams[0]))),
              ),
            ),
          ),
        )
      : null,
    radiusCard(list),
    decisions.size
      ? card(
          "Why it owns this",
          "The lines that decided, with how many modules each gives it.",
          table(
            "Deciding lines",
            [
              {
                head: "Line",
                cell: ([decided]) => h("code", null, named(modules.decisions[decided].text)),
                sort: ([decided]) => modules.decisions[decided].text,
              },
              {
                head: "Kind",
                cell: ([decided]) => modules.decisions[decided].kind,
                sort: ([decided]) => modules.decisions[decided].kind,
              },
              {
                head: "Place",
                cell: ([decided]) => place(modules.decisions[decided].file, modules.decisions[decided].line),
              },
              { head: "Modules", number: true, cell: ([, count]) => number(count), sort: ([, count]) => count },
            ],
            [...decisions].sort((one, other) => other[1] - one[1]),
            20,
          ),
        )
      : null,
    card("Modules", null, moduleTable(list)),
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

function crateView({ parts }) {
  const at = crates.name.findIndex((name) => encoded(name) === parts[1]);
  if (at < 0) return missing("crate", parts[1] || "");
  const list = inCrate[at];
  const owners = [...new Set(list.map((module) => modules.territory[module]))];
  return [
    h("p", { class: "eyebrow" }, `Crate · ${crates.kind[at]}`),
    h("h1", null, path(crates.name[at])),
    facts([
      ["Owner", owners.map((owner, index) => [index ? ", " : "", territoryLink(owner)])],
      ["Package", place0(crates.dir[at])],
      [
        "Code",
        many(list.length, "module"),
        owners.length
          ? [" · ", link(`#/matrix/in/${territories[owners[0]].slug}/${encoded(crates.name[at])}`, "matrix")]
          : null,
      ],
    ]),
    h(
      "div",
      { class: "columns" },
      partnerCard("Uses", wordOf.crate(at), list, true, "Uses nothing outside"),
      partnerCard("Is used by", wordOf.crate(at), list, false, "Nothing outside uses it"),
    ),
    radiusCard(list),
    card("Modules", null, moduleTable(list, true)),
  ];
}

const place0 = (folder) => path(folder || "the root of the workspace");

function moduleView({ parts }) {
  const at = moduleByKey.get(parts[1]);
  if (at === undefined) return missing("module", parts[1] || "");
  const decided = modules.decided[at];
  const decision = decided < 0 ? null : modules.decisions[decided];
  const own = data.findings.filter(
    (found) =>
      found.consumer === modules.path[at] ||
      found.provider === modules.path[at] ||
      found.provider.startsWith(`${modules.path[at]}::`),
  );
  return [
    h("p", { class: "eyebrow" }, ["Module", "Module of tests", "Module of a build script"][modules.kind[at]]),
    h("h1", null, path(modules.path[at])),
    facts([
      ["Place", place(modules.file[at], modules.line[at])],
      ["Crate", crateLink(modules.crate[at])],
      [
        "Owner",
        territoryLink(modules.territory[at]),
        decision
          ? h(
              "span",
              { class: "told" },
              " by ",
              h("code", null, named(decision.text)),
              `, ${decision.kind}, `,
              place(decision.file, decision.line),
            )
          : null,
      ],
    ]),
    own.length ? card("Findings", null, h("ul", { class: "findings" }, own.slice(0, 20).map(findingItem))) : null,
    h(
      "div",
      { class: "columns" },
      card(
        "Uses",
        null,
        outgoing[at].length
          ? dependencyTable("Modules that it uses", outgoing[at], "to")
          : empty("Uses nothing", "It names nothing of other modules."),
      ),
      card(
        "Is used by",
        null,
        incoming[at].length
          ? dependencyTable("Modules that use it", incoming[at], "from")
          : empty("Nobody uses it", "No other module names anything of it."),
      ),
    ),
    radiusCard([at]),
  ];
}

function usesView({ parts }) {
  const [from, to] = [subject(parts[1] || ""), subject(parts[2] || "")];
  if (!from || !to) return missing(from ? "part" : "part", parts.slice(1).join(" → "));
  const [users, used] = [new Set(from.list), new Set(to.list)];
  const between = from.list
    .flatMap((module) => outgoing[module])
    .filter((at) => used.has(dependencies.to[at]) && !users.has(dependencies.to[at]));
  const counts = between.reduce((all, at) => add(all, countsOf(at)), zero());
  const back = to.list
    .flatMap((module) => outgoing[module])
    .filter((at) => users.has(dependencies.to[at]) && !used.has(dependencies.to[at]));
  const items = couplings.from
    .map((_, at) => at)
    .filter((at) => users.has(couplings.from[at]) && used.has(couplings.to[at]) && !users.has(couplings.to[at]));
  const teamsOf = (list) => [...new Set(list.flatMap((module) => territories[modules.territory[module]].teams))];
  const [consumers, providers] = [teamsOf(from.list), teamsOf(to.list)];
  const agreed = data.contracts.filter(
    (contract) =>
      contract.providers.some((team) => providers.includes(team)) &&
      (contract.consumers === null || contract.consumers.some((team) => consumers.includes(team))),
  );
  const contacts = providers.filter((team) => !consumers.includes(team) && teams[team].contact);
  return [
    h("p", { class: "eyebrow" }, "Uses"),
    h("h1", null, from.shown(), " → ", to.shown()),
    between.length
      ? h(
          "p",
          { class: "lead" },
          many(sum(counts), "reference"),
          ` in ${many(new Set(between.map((at) => dependencies.from[at])).size, "module")}: `,
          splitWords(counts),
        )
      : empty("Nothing", "The first does not use the second."),
    between.length ? splitBar(counts, true) : null,
    facts([
      contacts.length
        ? [
            "Whom to ask",
            contacts.map((team, at) => [at ? ", " : "", teamLink(team), " at ", named(teams[team].contact)]),
          ]
        : null,
      back.length
        ? [
            "The other way",
            link(toUses(to.word, from.word), many(sum(back.map((at) => dependencies.references[at])), "reference")),
          ]
        : ["The other way", "nothing"],
    ]),
    crossing(counts)
      ? card(
          "Contracts between the teams",
          null,
          agreed.length
            ? contractTable(agreed)
            : empty("None", hasPolicy ? "No contract is between these teams." : "There is no policy yet."),
        )
      : null,
    items.length
      ? card(
          "What is used",
          couplings.from.length < couplings.total
            ? `${number(couplings.from.length)} of ${number(couplings.total)} couplings are listed on this page; cargo boundaries metrics --couplings lists all.`
            : null,
          table(
            "Items that are used",
            [
              { head: "Item", cell: (at) => path(itemPath(at)), sort: itemPath },
              {
                head: "Used in",
                cell: (at) => moduleLink(couplings.from[at]),
                sort: (at) => modules.path[couplings.from[at]],
              },
              {
                head: "References",
                number: true,
                cell: (at) => number(couplings.references[at]),
                sort: (at) => couplings.references[at],
              },
              { head: "State", cell: (at) => stateMark(couplings.state[at]), sort: (at) => couplings.state[at] },
              {
                head: "First at",
                cell: (at) => place(couplings.file[at], couplings.line[at]),
                sort: (at) => text(couplings.file[at]),
              },
            ],
            items.sort(
              (one, other) =>
                couplings.state[other] - couplings.state[one] ||
                couplings.references[other] - couplings.references[one],
            ),
            40,
          ),
        )
      : null,
    between.length ? card("Module by module", null, dependencyTable("Dependencies", between)) : null,
  ];
}

const itemPath = (at) =>
  couplings.item[at] < 0
    ? modules.path[couplings.to[at]]
    : `${modules.path[couplings.to[at]]}::${text(couplings.item[at])}`;
