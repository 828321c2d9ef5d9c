// The numbers, each with what it means, how it is computed, and where it misleads.

function metricCard(metric) {
  const whole = figure(metric.name);
  const ofTeams = data.figures.filter((found) => found.metric === metric.name && found.team !== null);
  const top = Math.max(1, ...ofTeams.map((found) => (found.whole === null ? found.part : 0)));
  const share = (found) =>
    found.whole === null ? (100 * found.part) / top : found.whole ? (100 * found.part) / found.whole : 0;
  const rows = [...ofTeams].sort((one, other) => share(other) - share(one) || other.part - one.part);
  return h(
    "section",
    { class: "card metric", id: `metric-${metric.name}`, tabindex: "-1" },
    h(
      "h2",
      null,
      capital(metric.name.replaceAll("-", " ")),
      whole ? h("span", { class: "value" }, value(whole)) : null,
    ),
    h("p", null, capital(metric.summary), "."),
    whole && whole.whole ? h("p", { class: "told" }, `${number(whole.part)} of ${number(whole.whole)}`) : null,
    rows.length
      ? h(
          "ul",
          { class: "bars" },
          rows
            .slice(0, 30)
            .map((found) =>
              h(
                "li",
                { "--share": `${share(found)}%` },
                h("span", null, teamLink(found.team)),
                h("span", { class: "number" }, value(found)),
                h("span", { class: "bar-of", "aria-hidden": "true" }),
                h("span", { class: "told" }, found.whole ? `${number(found.part)} of ${number(found.whole)}` : ""),
              ),
            ),
        )
      : null,
    h(
      "details",
      null,
      h("summary", null, "How it is computed, and where it misleads"),
      facts([
        ["Formula", metric.formula],
        ["Unit", metric.unit],
        ["Measured of", metric.of],
        ["Inputs", metric.inputs],
        ["Errors", metric.errors],
        ["Source", metric.source],
      ]),
    ),
  );
}

const SERIES = [
  [
    "Changes that cross teams",
    "Commits that change owned code of teams that share nobody, of all that change owned code.",
  ],
  [
    "Changes that needed nobody else",
    "Of commits by authors whose team is known. Where no roster names them, the team is inferred from what they change most.",
  ],
  ["Changed together under contract", "What changed together across teams, and is under a contract today."],
];

/** The numbers of the history month by month. A month without a whole has no share, and no bar. */
function trendCards() {
  const { history } = data;
  if (history.missing || !history.months.length) return null;
  const cards = SERIES.map(([label, told], series) => {
    const months = history.months.map(([end, parts]) => {
      const [part, whole] = parts[series];
      const words = `${number(part)} of ${number(whole)}, ${percent(part, whole)}`;
      const share = whole ? part / whole : 0;
      return [end, share, `the month up to ${end}: ${whole ? words : "none"}`, whole ? Math.round(100 * share) : ""];
    });
    return card(`${label}, %`, told, h("div", { class: "scroll" }, columns(label, months, 1)));
  });
  return [
    h("h2", null, "Month by month"),
    h(
      "p",
      { class: "note" },
      `${many(history.commits, "commit")} from ${history.since} to ${history.until} were read, judged by the owners of today. `,
      h("code", null, "cargo boundaries metrics --trend"),
      " also rebuilds the graph of each month.",
    ),
    h("div", { class: "metrics" }, cards),
  ];
}

function metricsView({ parts }) {
  const measured = data.catalogue.filter((metric) => data.figures.some((found) => found.metric === metric.name));
  const later = data.catalogue.filter((metric) => !measured.includes(metric));
  if (parts[1])
    requestAnimationFrame(() => {
      const found = document.getElementById(`metric-${parts[1]}`);
      if (found) {
        found.scrollIntoView();
        found.focus({ preventScroll: true });
      }
    });
  return [
    h("h1", null, "Metrics"),
    h(
      "p",
      { class: "lead" },
      "Numbers are of teams, never of persons, and none of them is a grade. Compare a number with the same number of the same workspace at another time; the trend says more than the total. Figures of pairs of teams are the cells of the ",
      link("#/matrix", "matrix"),
      ".",
    ),
    measured.length
      ? h(
          "p",
          { class: "note" },
          measured.map((metric, at) => [
            at ? " · " : "",
            link(`#/metrics/${metric.name}`, metric.name.replaceAll("-", " ")),
          ]),
        )
      : empty("No numbers", "Numbers are of teams, and no team is known."),
    trendCards(),
    h("div", { class: "metrics" }, measured.map(metricCard)),
    later.length
      ? card(
          "Not measured here",
          data.history.missing
            ? `These need the history of the repository, or are of single modules or pairs. ${capital(data.history.missing)}.`
            : "These are of single modules or pairs of teams.",
          h(
            "dl",
            { class: "glossary" },
            later.map((metric) => [
              h("dt", null, metric.name.replaceAll("-", " ")),
              h("dd", null, capital(metric.summary), "."),
            ]),
          ),
        )
      : null,
  ];
}
