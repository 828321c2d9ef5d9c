// The findings, each a small letter: both teams, the place, the line that decided, ways on.

const ROLES = {
  primary: "here",
  step: "step",
  constraint: "the constraint",
  definition: "defined",
  "consumer-owner": "owner of the consumer",
  "provider-owner": "owner of the provider",
  contract: "the contract",
  "near-miss": "almost covers it",
  surface: "the surface",
  exception: "the exception",
  "owner-line": "line of CODEOWNERS",
};

/** A headline with what stands between backticks as code. */
const headline = (words) => words.split("`").map((part, at) => (at % 2 ? h("code", null, named(part)) : part));

function findingItem(found) {
  const rule = data.rules[found.rule];
  const grade = GRADES[found.grade];
  return h(
    "li",
    { class: `finding ${found.grade}`, id: `finding-${found.fingerprint}` },
    h(
      "details",
      null,
      h(
        "summary",
        null,
        h(
          "span",
          { class: "grade", title: grade.told },
          h("span", { "aria-hidden": "true" }, grade.sign),
          " ",
          grade.name,
        ),
        h("span", { class: "headline" }, headline(found.headline)),
        h("span", { class: "rule" }, rule.name),
      ),
      h(
        "div",
        { class: "letter" },
        found.places.length
          ? h(
              "ul",
              { class: "places" },
              found.places.map(([file, line, column, written]) =>
                h(
                  "li",
                  null,
                  place(file, line),
                  `:${column}`,
                  " ",
                  written >= 0 && text(written) ? h("code", null, named(text(written))) : null,
                ),
              ),
              found.references > found.places.length
                ? h("li", { class: "note" }, `and ${number(found.references - found.places.length)} more`)
                : null,
            )
          : null,
        found.labels.length
          ? h(
              "dl",
              { class: "facts" },
              found.labels.map(([role, told, file, line]) => [
                h("dt", null, ROLES[role] || role),
                h("dd", null, headline(text(told)), " ", h("span", { class: "told" }, place(file, line))),
              ]),
            )
          : null,
        found.notes.length
          ? h(
              "ul",
              { class: "plain" },
              found.notes.map((note) => h("li", null, headline(text(note)))),
            )
          : null,
        found.waiver
          ? h("p", null, `Tolerated by a record of the kind ${found.waiver[0]}: `, named(text(found.waiver[1])))
          : null,
        found.help.length
          ? [
              h("h3", null, "Ways on"),
              h(
                "ol",
                { class: "ways" },
                found.help.map(([, told, snippet]) =>
                  h("li", null, headline(text(told)), snippet >= 0 ? h("pre", null, text(snippet)) : null),
                ),
              ),
            ]
          : null,
        h(
          "p",
          { class: "told" },
          capital(rule.summary),
          ". ",
          h("code", null, `cargo boundaries explain ${rule.name}`),
          " has the whole page.",
        ),
      ),
    ),
  );
}

function findingsView({ query }) {
  const [grade, rule, slug] = ["grade", "rule", "team"].map((name) => query.get(name) || "");
  const team = territories.find((territory) => territory.slug === slug);
  const list = data.findings.filter(
    (found) =>
      (!grade || found.grade === grade) &&
      (!rule || data.rules[found.rule].name === rule) &&
      (!team || team.teams.some((id) => found.consumers.includes(id) || found.providers.includes(id))),
  );
  const rules = data.rules
    .map((each) => ({ ...each, total: each.errors + each.warnings + each.tolerated }))
    .filter((each) => each.total);
  const total = sum(rules.map((each) => each.total));
  const grades = {
    error: sum(rules.map((each) => each.errors)),
    warning: sum(rules.map((each) => each.warnings)),
    tolerated: sum(rules.map((each) => each.tolerated)),
  };
  let shown = onPaper ? PAPER : 50;
  const items = h("ul", { class: "findings" });
  const more = h("button", {
    type: "button",
    class: "more",
    onclick: () => {
      shown += 200;
      draw();
    },
  });
  const draw = () => {
    items.replaceChildren(...list.slice(0, shown).map(findingItem));
    more.hidden = list.length <= shown;
    more.textContent = `Show more: ${number(Math.min(shown, list.length))} of ${number(list.length)} are shown`;
  };
  draw();
  return [
    h("h1", null, "Findings"),
    h(
      "p",
      { class: "lead" },
      "Each finding is one statement about one module and one item that it uses. It opens to the places in code, the lines that decided, and ways on.",
    ),
    hasPolicy ? null : basisNote(),
    total
      ? [
          choices("Grade", "grade", grade, [
            ["", `All ${number(total)}`],
            ...Object.keys(GRADES)
              .filter((each) => grades[each])
              .map((each) => [each, `${GRADES[each].name} ${number(grades[each])}`, GRADES[each].sign]),
          ]),
          choices("Rule", "rule", rule, [
            ["", "Every rule"],
            ...rules.map((each) => [each.name, `${each.name} ${number(each.total)}`]),
          ]),
          team
            ? h(
                "p",
                { class: "note" },
                "Only those in which ",
                named(team.name),
                " takes part. ",
                link(withChoice("team", ""), "Show all"),
              )
            : null,
          total > data.findings.length
            ? h(
                "p",
                { class: "note" },
                `${number(data.findings.length)} of ${number(total)} are listed on this page; `,
                h("code", null, "cargo boundaries check --format json"),
                " has all.",
              )
            : null,
          list.length ? items : empty("None of this kind", "No finding fits all of these choices."),
          onPaper && list.length > shown
            ? h("p", { class: "note" }, `The first ${number(shown)} of ${number(list.length)} are printed.`)
            : null,
          more,
        ]
      : empty(
          "No findings",
          "Whatever crosses a boundary between teams is permitted, and what the policy says is true.",
        ),
  ];
}
