// The ledger as a table: each record that tolerates couplings, with what the history tells of it.

const RECORDS = {
  baseline: { many: "baseline", sign: "▤", told: "recorded in the baseline, where it can only shrink" },
  exception: { many: "exceptions", sign: "◇", told: "waived by an exception of the policy" },
  comment: { many: "comments", sign: "✎", told: "waived by a comment beside the code" },
  "deprecated contract": { many: "deprecated contracts", sign: "◐", told: "allowed by a contract that is to end" },
  "expired contract": { many: "expired contracts", sign: "✕", told: "was allowed by a contract that has ended" },
};

const isOver = (until) => until !== null && until < data.day;
const rounded = (amount) => new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(amount);

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
        cell: (debt) => {
          const seen = (what, first) =>
            h(
              "div",
              null,
              h("span", { class: "nowrap" }, first[2] ? "before " : "", first[0]),
              h("div", { class: "told" }, what, h("code", null, first[1].slice(0, 9))),
            );
          const told = [
            debt.used ? seen("in the code by ", debt.used) : null,
            debt.recorded ? seen("recorded in ", debt.recorded) : null,
          ];
          return told.some(Boolean) ? told : "–";
        },
        sort: (debt) => (debt.used || debt.recorded)?.[0] ?? "9999",
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
