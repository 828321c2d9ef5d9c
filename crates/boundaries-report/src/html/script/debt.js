// What is tolerated: the ledger of debt, with what the history tells of it, exceptions, and contracts that end.

const RECORDS = {
  baseline: { many: "baseline", sign: "▤", told: "recorded in the baseline, where it can only shrink" },
  exception: { many: "exceptions", sign: "◇", told: "waived by an exception of the policy" },
  comment: { many: "comments", sign: "✎", told: "waived by a comment beside the code" },
  "deprecated contract": { many: "deprecated contracts", sign: "◐", told: "allowed by a contract that is to end" },
  "expired contract": { many: "expired contracts", sign: "✕", told: "was allowed by a contract that has ended" },
};

const isOver = (until) => until !== null && until < data.day;
const rounded = (amount) => new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(amount);

/** What each month, the oldest first, has cost all entries together. */
function monthly(key) {
  const months = [];
  for (const debt of data.debts) {
    (debt.interest ? debt.interest[key] : []).forEach((amount, at) => {
      months[at] = (months[at] || 0) + amount;
    });
  }
  return months;
}

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

/** A few months small enough for a cell. */
function spark(months) {
  const top = Math.max(1, ...months);
  return svg(
    "svg",
    {
      class: "months",
      width: months.length * 5,
      height: 18,
      role: "img",
      "aria-label": `by month: ${months.join(", ")}`,
    },
    months.map((amount, at) =>
      svg("rect", {
        class: "column",
        x: at * 5,
        width: 4,
        y: 17 - Math.round((amount / top) * 16),
        height: Math.max(1, Math.round((amount / top) * 16)),
      }),
    ),
  );
}

function trendCard() {
  const { history, debts } = data;
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
  const lines = monthly("lines");
  const told = `${many(history.commits, "commit")} from ${history.since} to ${history.until} were read.`;
  if (!debts.length || !lines.length)
    return card(
      "Trend",
      null,
      empty(
        "Nothing to show",
        told,
        debts.length ? " They cover no whole month." : " Nothing is tolerated, so nothing costs interest.",
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

function ledgerTable(debts) {
  const hasInterest = debts.some((debt) => debt.interest);
  const slope = (debt) => (debt.interest && debt.interest.slope !== null ? debt.interest.slope : null);
  return table(
    "Tolerated couplings",
    [
      {
        head: "Consumer → provider",
        cell: (debt) => [
          path(text(debt.consumer)),
          " → ",
          path(text(debt.provider)),
          h(
            "div",
            { class: "told" },
            teamLinks(debt.consumers),
            debt.providers.length ? [" → ", teamLinks(debt.providers)] : null,
          ),
        ],
        sort: (debt) => `${text(debt.consumer)} ${text(debt.provider)}`,
      },
      {
        head: "References",
        number: true,
        cell: (debt) => number(debt.references),
        sort: (debt) => debt.references,
        told: "The principal",
      },
      hasInterest
        ? {
            head: "Lines by month",
            cell: (debt) =>
              debt.interest
                ? [spark(debt.interest.lines), h("div", { class: "told" }, many(sum(debt.interest.commits), "commit"))]
                : "–",
            sort: (debt) => (debt.interest ? sum(debt.interest.lines) : -1),
            told: "The interest: what commits changed at both ends",
          }
        : null,
      hasInterest
        ? {
            head: "Slope",
            number: true,
            cell: (debt) =>
              slope(debt) === null
                ? "–"
                : [
                    `${slope(debt) > 0 ? "↗ +" : slope(debt) < 0 ? "↘ " : "→ "}${rounded(slope(debt))}`,
                    debt.interest.forecast
                      ? h(
                          "div",
                          { class: "told" },
                          `next 3 months ${rounded(debt.interest.forecast[0])} (${rounded(debt.interest.forecast[1])} – ${rounded(debt.interest.forecast[2])})`,
                        )
                      : null,
                  ],
            sort: (debt) => slope(debt) ?? -Infinity,
            told: "How many lines a month adds to what a month costs, by a straight line; the range holds in four of five cases",
          }
        : null,
      {
        head: "Since",
        cell: (debt) =>
          debt.first
            ? [
                h("span", { class: "nowrap" }, debt.first[2] ? "before " : "", debt.first[0]),
                h("div", { class: "told" }, h("code", null, debt.first[1].slice(0, 9))),
              ]
            : "–",
        sort: (debt) => (debt.first ? debt.first[0] : "9999"),
      },
      {
        head: "Record",
        cell: (debt) => [
          h(
            "span",
            { class: "mark", title: RECORDS[debt.kind].told },
            h("span", { "aria-hidden": "true" }, RECORDS[debt.kind].sign),
            " ",
            debt.kind,
          ),
          h("div", { class: "told" }, named(text(debt.reason))),
          place(debt.file, debt.line),
        ],
        sort: (debt) => debt.kind,
      },
      {
        head: "Until",
        cell: (debt) => (debt.until ? [debt.until, isOver(debt.until) ? h("strong", null, " over") : null] : "–"),
        sort: (debt) => debt.until || "9999",
      },
    ].filter(Boolean),
    debts,
    40,
  );
}

function debtView() {
  const { debts, exceptions, summary } = data;
  const kinds = Object.keys(RECORDS).map((kind) => [kind, debts.filter((debt) => debt.kind === kind)]);
  const byPair = new Map();
  for (const debt of debts) {
    const key = `${debt.consumers.join()}>${debt.providers.join()}`;
    if (!byPair.has(key))
      byPair.set(key, { consumers: debt.consumers, providers: debt.providers, references: 0, entries: 0 });
    byPair.get(key).references += debt.references;
    byPair.get(key).entries += 1;
  }
  const heaviest = [...byPair.values()].sort((one, other) => other.references - one.references);
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
        .filter(([kind, list]) => list.length || kind === "baseline" || kind === "exception" || kind === "comment")
        .map(([kind, list]) =>
          tile(
            capital(RECORDS[kind].many),
            number(list.length),
            `${many(sum(list.map((debt) => debt.references)), "reference")}, ${RECORDS[kind].told}`,
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
    trendCard(),
    debts.length
      ? [
          card(
            "Between whom",
            "References that are tolerated, by pair of teams.",
            h(
              "ul",
              { class: "bars" },
              heaviest
                .slice(0, 12)
                .map((pair) =>
                  h(
                    "li",
                    { "--share": `${(100 * pair.references) / Math.max(1, heaviest[0].references)}%` },
                    h(
                      "span",
                      null,
                      pair.consumers.length ? teamLinks(pair.consumers) : "no team",
                      pair.providers.length ? [" → ", teamLinks(pair.providers)] : null,
                    ),
                    h("span", { class: "number" }, number(pair.references)),
                    h("span", { class: "bar-of s3", "aria-hidden": "true" }),
                    h("span", { class: "told" }, many(pair.entries, "entry", "entries")),
                  ),
                ),
            ),
          ),
          card("The ledger", data.history.missing ? null : "What grows fastest stands in front.", ledgerTable(debts)),
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
