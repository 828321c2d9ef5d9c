// What is tolerated: how much of what kind, against whose budget, between whom, and what it costs month by month.

/** Months as bars: of each its name, its height, what it says in words, and what stands above it. */
function columns(label, months, top = Math.max(1, ...months.map(([, amount]) => amount))) {
  const [width, height] = [28, 110];
  const bars = months.map(([name, amount, told, shown], at) => {
    const tall = Math.round((amount / top) * height);
    const middle = at * width + width / 2;
    const isNamed = (months.length - 1 - at) % 3 === 0;
    return svg(
      "g",
      null,
      svg("rect", {
        class: "column",
        x: at * width + 4,
        y: height - tall + 16,
        width: width - 8,
        height: Math.max(tall, 1),
      }),
      shown === "" ? null : svg("text", { x: middle, y: height - tall + 11, class: "amount" }, shown),
      isNamed ? svg("text", { x: middle, y: height + 32, class: "month" }, name.slice(2, 7)) : null,
      svg("title", null, told),
    );
  });
  const [wide, tall] = [months.length * width, height + 38];
  const words = `${label}: ${months.map(([, , told]) => told).join("; ")}`;
  return svg(
    "svg",
    { class: "months", viewBox: `0 0 ${wide} ${tall}`, width: wide, height: tall, role: "img", "aria-label": words },
    bars,
  );
}

/** The last day of a month, of so many that end with the newest commit. */
function monthName(at, count) {
  const known = data.history.months[data.history.months.length - count + at];
  return known ? known[0] : "";
}

function trendCard() {
  const { history } = data;
  if (history.missing)
    return card(
      "Trend",
      null,
      empty(
        "No history was read",
        "Age, interest and slope of debt come from the commits of the repository. ",
        h("bdi", null, capital(history.missing)),
        ".",
      ),
    );
  const { lines, total } = data.ledger;
  const told = `${many(history.commits, "commit")} from ${history.since} to ${history.until} were read.`;
  if (!total || !lines.length)
    return card(
      "Trend",
      null,
      empty(
        "Nothing to show",
        told,
        total ? " They cover no whole month." : " Nothing is tolerated, so nothing costs interest.",
      ),
    );
  if (!sum(lines))
    return card(
      "Trend",
      null,
      empty("No interest yet", told, " None of them changed both ends of a tolerated coupling."),
    );
  return card(
    "Trend",
    `Interest: lines that commits changed at both ends of tolerated couplings, by month, all entries together. A commit that touches several entries counts for each. ${told}`,
    h(
      "div",
      { class: "scroll" },
      columns(
        "Lines by month",
        lines.map((amount, at) => {
          const name = monthName(at, lines.length);
          return [name, amount, `the month up to ${name}: ${many(amount, "line")}`, amount ? number(amount) : ""];
        }),
      ),
    ),
  );
}

/** What each team tolerates of its own use of others, against what it means to tolerate at most. */
function budgetCard() {
  const over = ([, references, budget]) => (budget === null ? -Infinity : references - budget);
  const budgets = [...data.ledger.budgets].sort(
    (one, other) => Math.max(over(other), 0) - Math.max(over(one), 0) || other[1] - one[1],
  );
  if (!budgets.length) return null;
  const top = Math.max(1, ...budgets.map(([, references, budget]) => Math.max(references, budget ?? 0)));
  const state = (references, budget) => {
    if (budget === null) return "no budget";
    return references > budget
      ? [h("strong", null, "▲ ", number(references - budget), " over"), ` its budget of ${number(budget)}`]
      : `✓ within its budget of ${number(budget)}`;
  };
  return card(
    "Budgets of teams",
    budgets.some(([, , budget]) => budget !== null)
      ? "References to code of others that each team tolerates, against its debt-budget in the policy; the mark is the budget."
      : "References to code of others that each team tolerates. No team has a debt-budget in the policy.",
    h(
      "ul",
      { class: "bars budgets" },
      budgets.map(([team, references, budget]) =>
        h(
          "li",
          { "--share": `${(100 * references) / top}%`, "--budget": budget === null ? null : `${(100 * budget) / top}%` },
          h("span", null, teamLink(team)),
          h("span", { class: "number" }, number(references)),
          h(
            "span",
            { class: `bar-of ${budget !== null && references > budget ? "s5" : "s3"}`, "aria-hidden": "true" },
            budget === null ? null : h("i", null),
          ),
          h("span", { class: "told" }, state(references, budget)),
        ),
      ),
    ),
  );
}

/** What the order of the ledger is, and whether all of it has room. */
function ledgerNote() {
  const { total } = data.ledger;
  const order = data.history.missing ? "" : "What grows fastest stands in front. ";
  if (total === data.debts.length) return order || null;
  return `${order}${number(data.debts.length)} of ${many(total, "record")} are listed on this page; cargo boundaries debt lists all. Every other number here counts all of them.`;
}

function debtView() {
  const { debts, exceptions, summary } = data;
  const kinds = Object.keys(RECORDS).map((kind) => data.ledger.kinds.find(([word]) => word === kind) || [kind, 0, 0]);
  const heaviest = data.ledger.pairs;
  return [
    h("h1", null, "Debt"),
    h(
      "p",
      { class: "lead" },
      "What no contract permits and what is not to fail today, and what a contract that ends still permits: each entry with its reason, its cost, and the day on which it is to be gone. A record that is no longer true is itself a finding.",
    ),
    h(
      "div",
      { class: "tiles" },
      kinds
        .filter(([kind, records]) => records || kind === "baseline" || kind === "exception" || kind === "comment")
        .map(([kind, records, references]) =>
          tile(
            capital(RECORDS[kind].many),
            number(records),
            `${many(references, "reference")}, ${RECORDS[kind].told}`,
          ),
        ),
      summary.recorded
        ? tile(
            "No longer needed",
            number(summary.recorded - summary.remaining),
            `of ${many(summary.recorded, "recorded place")}; cargo boundaries baseline prune takes them out`,
          )
        : null,
    ),
    h("div", { class: "columns" }, trendCard(), budgetCard()),
    debts.length
      ? [
          card(
            "Between whom",
            `References that are tolerated, by pair of teams${heaviest.length > 12 ? `: the 12 heaviest of ${number(heaviest.length)}` : ""}.`,
            h(
              "ul",
              { class: "bars" },
              heaviest
                .slice(0, 12)
                .map(([consumers, providers, references, records]) =>
                  h(
                    "li",
                    { "--share": `${(100 * references) / Math.max(1, heaviest[0][2])}%` },
                    h(
                      "span",
                      null,
                      consumers.length ? teamLinks(consumers) : "no team",
                      providers.length ? [" → ", teamLinks(providers)] : null,
                    ),
                    h("span", { class: "number" }, number(references)),
                    h("span", { class: "bar-of s3", "aria-hidden": "true" }),
                    h("span", { class: "told" }, many(records, "record")),
                  ),
                ),
            ),
          ),
          card("The ledger", ledgerNote(), ledgerTable(debts)),
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
  ];
}
