// What is tolerated: the records of debt, exceptions, and contracts that end.

const RECORDS = {
  baseline: { sign: "▤", told: "recorded in the baseline, where it can only shrink" },
  exception: { sign: "◇", told: "waived by an exception of the policy" },
  suppression: { sign: "✎", told: "waived by a comment beside the code" },
};

const isOver = (until) => until !== null && until < data.day;

function debtView() {
  const { debts, exceptions, summary } = data;
  const ending = data.contracts.filter(
    (contract) => ["deprecated", "expired", "expiring"].includes(contract.standing) && contract.uses > 0,
  );
  const kinds = Object.keys(RECORDS).map((kind) => [kind, debts.filter((debt) => debt.kind === kind)]);
  const byPair = new Map();
  for (const debt of debts) {
    const key = `${debt.consumers.join()}>${debt.providers.join()}`;
    if (!byPair.has(key)) byPair.set(key, { ...debt, references: 0, entries: 0 });
    byPair.get(key).references += debt.references;
    byPair.get(key).entries += 1;
  }
  const paid = summary.recorded - summary.remaining;
  return [
    h("h1", null, "Debt"),
    h(
      "p",
      { class: "lead" },
      "What no contract permits and what is not to fail today: each entry with its reason, and the day on which it is to be gone. A record that is no longer true is itself a finding.",
    ),
    h(
      "div",
      { class: "tiles" },
      kinds.map(([kind, list]) =>
        tile(
          capital(kind === "suppression" ? "comments" : `${kind}s`.replace("baselines", "baseline")),
          number(list.length),
          `${many(sum(list.map((debt) => debt.references)), "place")} in code, ${RECORDS[kind].told}`,
        ),
      ),
      tile("Ending contracts", number(ending.length), "deprecated, expiring or expired, and still used", "#/contracts"),
      summary.recorded
        ? tile("Paid back", number(paid), `of ${many(summary.recorded, "recorded place")}; prune takes them out`)
        : null,
    ),
    card("Trend", null, trendTold()),
    debts.length
      ? [
          card(
            "Between whom",
            "References that are tolerated, by pair of teams.",
            h(
              "ul",
              { class: "bars" },
              [...byPair.values()]
                .sort((one, other) => other.references - one.references)
                .slice(0, 12)
                .map((pair) => {
                  const counts = zero();
                  counts[TOLERATED] = pair.references;
                  const top = Math.max(...[...byPair.values()].map((other) => other.references));
                  return h(
                    "li",
                    { "--share": `${(100 * pair.references) / top}%` },
                    h(
                      "span",
                      null,
                      pair.consumers.length ? teamLinks(pair.consumers) : "no team",
                      pair.providers.length ? [" → ", teamLinks(pair.providers)] : null,
                    ),
                    h("span", { class: "number" }, number(pair.references)),
                    h("span", { class: "bar-of s3", "aria-hidden": "true" }),
                    h("span", { class: "told" }, many(pair.entries, "entry", "entries")),
                  );
                }),
            ),
          ),
          card(
            "The ledger",
            null,
            table(
              "Tolerated findings",
              [
                {
                  head: "Consumer → provider",
                  cell: (debt) => [path(text(debt.consumer)), " → ", path(text(debt.provider))],
                  sort: (debt) => `${text(debt.consumer)} ${text(debt.provider)}`,
                },
                {
                  head: "Teams",
                  cell: (debt) => [
                    teamLinks(debt.consumers),
                    debt.providers.length ? [" → ", teamLinks(debt.providers)] : null,
                  ],
                  sort: (debt) =>
                    debt.consumers
                      .concat(debt.providers)
                      .map((team) => teams[team].name)
                      .join(),
                },
                {
                  head: "Places",
                  number: true,
                  cell: (debt) => number(debt.references),
                  sort: (debt) => debt.references,
                },
                {
                  head: "Record",
                  cell: (debt) =>
                    h(
                      "span",
                      { class: "mark", title: RECORDS[debt.kind].told },
                      h("span", { "aria-hidden": "true" }, RECORDS[debt.kind].sign),
                      " ",
                      debt.kind,
                    ),
                  sort: (debt) => debt.kind,
                },
                { head: "Why", cell: (debt) => named(text(debt.reason)), sort: (debt) => text(debt.reason) },
                {
                  head: "Until",
                  cell: (debt) =>
                    debt.until ? (isOver(debt.until) ? [debt.until, h("strong", null, " over")] : debt.until) : "–",
                  sort: (debt) => debt.until || "9999",
                },
                {
                  head: "Rule",
                  cell: (debt) => data.rules[debt.rule].name,
                  sort: (debt) => data.rules[debt.rule].name,
                },
                { head: "Written at", cell: (debt) => place(debt.file, debt.line) },
              ],
              [...debts].sort((one, other) => other.references - one.references),
              40,
            ),
            debts.length < summary.waived
              ? h("p", { class: "note" }, `${number(debts.length)} of ${number(summary.waived)} are listed.`)
              : null,
          ),
        ]
      : empty(
          "No debt",
          "Nothing is tolerated: whatever crosses a boundary is permitted by a contract, or is a finding.",
        ),
    exceptions.length
      ? card(
          "Exceptions of the policy",
          null,
          table(
            "Exceptions",
            [
              {
                head: "From → to",
                cell: (exception) => [path(exception.from), " → ", path(exception.to)],
                sort: (exception) => exception.from,
              },
              { head: "Why", cell: (exception) => named(exception.reason), sort: (exception) => exception.reason },
              {
                head: "Until",
                cell: (exception) =>
                  exception.until
                    ? [exception.until, isOver(exception.until) ? h("strong", null, " over") : null]
                    : "no end",
                sort: (exception) => exception.until || "9999",
              },
              { head: "Written at", cell: (exception) => place(exception.file, exception.line) },
            ],
            exceptions,
            40,
          ),
        )
      : null,
    ending.length ? card("Contracts that end", null, contractTable(ending)) : null,
  ];
}

const trendTold = () =>
  empty(
    "No history was read",
    "Age, interest and slope of debt come from the commits of the repository, and this page was written from the code and the policy as they are on ",
    data.day,
    ".",
  );
