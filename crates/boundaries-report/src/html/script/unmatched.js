// Code without an owner: what no rule speaks of, and what a rule gives to nobody.

function holes(kind) {
  const at = territories.findIndex((territory) => territory.kind === kind);
  return at < 0 ? [] : inTerritory[at];
}

function holesCard(title, told, list, none) {
  if (!list.length) return card(title, null, empty(none[0], none[1]));
  const byCrate = new Map();
  for (const module of list) {
    if (!byCrate.has(modules.crate[module])) byCrate.set(modules.crate[module], []);
    byCrate.get(modules.crate[module]).push(module);
  }
  return card(
    title,
    told,
    h(
      "ul",
      { class: "bars" },
      [...byCrate]
        .sort((one, other) => other[1].length - one[1].length)
        .slice(0, 15)
        .map(([crate, found]) =>
          h(
            "li",
            { "--share": `${(100 * found.length) / inCrate[crate].length}%` },
            crateLink(crate),
            h("span", { class: "number" }, number(found.length)),
            h("span", { class: "bar-of", "aria-hidden": "true" }),
            h("span", { class: "told" }, `of ${many(inCrate[crate].length, "module")}`),
          ),
        ),
    ),
    moduleTable(list),
  );
}

function unmatchedView() {
  const grouped = modules.path
    .map((_, module) => module)
    .filter((module) => territories[modules.territory[module]].kind === "group");
  const unmatched = [...holes("unmatched"), ...grouped];
  const unowned = holes("unowned");
  const whole = modules.path.length;
  return [
    h("h1", null, "Without an owner"),
    h(
      "p",
      { class: "lead" },
      "Coupling to and from such code crosses no boundary, so that nobody is asked when it changes. ",
      h("code", null, "cargo boundaries owners --unmatched"),
      " lists it too.",
    ),
    h(
      "div",
      { class: "tiles" },
      tile(
        "Unmatched",
        number(unmatched.length),
        `${percent(unmatched.length, whole)} of ${many(whole, "module")}: no rule speaks of them`,
      ),
      tile("Unowned", number(unowned.length), "a rule says that nobody owns them"),
    ),
    holesCard("No rule speaks of", "Claim it with owns in the policy, or with a line of CODEOWNERS.", unmatched, [
      "Every module is spoken of",
      "Some rule says of each module who owns it, or that nobody does.",
    ]),
    unowned.length ? holesCard("Nobody, as a rule says", null, unowned, ["", ""]) : null,
  ];
}
