// The views of one crate and of one module.

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
