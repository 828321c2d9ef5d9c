// The view of one team, or of other code with the same owners.

const ENFORCEMENT = {
  observe: "observed: findings are told and never fail",
  "no-new": "only what is new fails",
  enforce: "enforced: all but exceptions fails",
  sealed: "sealed: nothing is tolerated",
};

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
