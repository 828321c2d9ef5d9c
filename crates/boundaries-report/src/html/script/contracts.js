// The contracts with where each is in its life.

const standingMark = (standing) =>
  h(
    "span",
    { class: `standing ${standing.replaceAll(" ", "-")}`, title: STANDINGS[standing].told },
    h("span", { "aria-hidden": "true" }, STANDINGS[standing].sign),
    " ",
    standing,
  );

function contractTable(list) {
  return table(
    "Contracts",
    [
      {
        head: "Consumer → provider",
        cell: (contract) => [
          contract.consumers === null ? "every team" : teamLinks(contract.consumers),
          " → ",
          teamLinks(contract.providers),
        ],
        sort: (contract) =>
          `${(contract.consumers || []).map((team) => teams[team].name).join()} ${contract.providers.map((team) => teams[team].name).join()}`,
      },
      {
        head: "State",
        cell: (contract) => standingMark(contract.standing),
        sort: (contract) => Object.keys(STANDINGS).indexOf(contract.standing),
      },
      {
        head: "Uses",
        number: true,
        cell: (contract) => number(contract.uses),
        sort: (contract) => contract.uses,
        told: "References that it covers; where it is not in force, those that wait for it or still rely on it",
      },
      {
        head: "What and why",
        cell: (contract) => [
          h("div", null, named(contract.reason)),
          h(
            "div",
            { class: "told" },
            contract.surface
              ? ["opens ", contract.surface.map((entry, at) => [at ? ", " : "", path(entry)])]
              : "opens the provider's surface",
            contract.kinds.length === 3 ? "" : ` · for ${contract.kinds.join(" and ")} code`,
            contract.mode ? ` · ${contract.mode}` : "",
            contract.reexport ? " · may be re-exported" : "",
            contract.adr ? [" · ", path(contract.adr)] : null,
          ),
          contract.deprecated ? h("div", { class: "told" }, "instead: ", named(contract.deprecated)) : null,
        ],
      },
      {
        head: "From – until",
        cell: (contract) =>
          contract.since || contract.until ? `${contract.since || "…"} – ${contract.until || "…"}` : "no end",
        sort: (contract) => contract.until || "9999",
      },
      {
        head: "Place",
        cell: (contract) => place(contract.file, contract.line),
        sort: (contract) => `${text(contract.file)}:${String(contract.line).padStart(7, "0")}`,
      },
    ],
    list,
    60,
  );
}

function contractsView({ query }) {
  const taken = query.get("state") || "";
  const standings = Object.keys(STANDINGS).filter((standing) =>
    data.contracts.some((contract) => contract.standing === standing),
  );
  const list = taken ? data.contracts.filter((contract) => contract.standing === taken) : data.contracts;
  return [
    h("h1", null, "Contracts"),
    h(
      "p",
      { class: "lead" },
      "A contract is the declared permission that a consumer may use a provider, on a surface, with a reason. What no contract permits is a finding; a contract that nothing uses is a false statement about the system.",
    ),
    data.contracts.length
      ? [
          choices("State", "state", taken, [
            ["", `All ${number(data.contracts.length)}`],
            ...standings.map((standing) => [
              standing,
              `${standing} ${number(data.contracts.filter((contract) => contract.standing === standing).length)}`,
              STANDINGS[standing].sign,
            ]),
          ]),
          contractTable(list),
          h(
            "dl",
            { class: "glossary" },
            standings.map((standing) => [
              h("dt", null, standingMark(standing)),
              h("dd", null, STANDINGS[standing].told),
            ]),
          ),
        ]
      : empty(
          "No contracts yet",
          hasPolicy ? "The policy declares none. " : "There is no policy yet. ",
          h("code", null, "cargo boundaries contracts propose CONSUMER PROVIDER"),
          " asks for the smallest surface that covers what is used today.",
        ),
  ];
}
