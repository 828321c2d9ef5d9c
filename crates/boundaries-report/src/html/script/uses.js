// What one subject uses of another, item by item.

function usesView({ parts }) {
  const [from, to] = [subject(parts[1] || ""), subject(parts[2] || "")];
  if (!from || !to) return missing(from ? "part" : "part", parts.slice(1).join(" → "));
  const [users, used] = [new Set(from.list), new Set(to.list)];
  const between = from.list
    .flatMap((module) => outgoing[module])
    .filter((at) => used.has(dependencies.to[at]) && !users.has(dependencies.to[at]));
  const counts = between.reduce((all, at) => add(all, countsOf(at)), zero());
  const back = to.list
    .flatMap((module) => outgoing[module])
    .filter((at) => users.has(dependencies.to[at]) && !used.has(dependencies.to[at]));
  const items = couplings.from
    .map((_, at) => at)
    .filter((at) => users.has(couplings.from[at]) && used.has(couplings.to[at]) && !users.has(couplings.to[at]));
  const teamsOf = (list) => [...new Set(list.flatMap((module) => territories[modules.territory[module]].teams))];
  const [consumers, providers] = [teamsOf(from.list), teamsOf(to.list)];
  const agreed = data.contracts.filter(
    (contract) =>
      contract.providers.some((team) => providers.includes(team)) &&
      (contract.consumers === null || contract.consumers.some((team) => consumers.includes(team))),
  );
  const contacts = providers.filter((team) => !consumers.includes(team) && teams[team].contact);
  return [
    h("p", { class: "eyebrow" }, "Uses"),
    h("h1", null, from.shown(), " → ", to.shown()),
    between.length
      ? h(
          "p",
          { class: "lead" },
          many(sum(counts), "reference"),
          ` in ${many(new Set(between.map((at) => dependencies.from[at])).size, "module")}: `,
          splitWords(counts),
        )
      : empty("Nothing", "The first does not use the second."),
    between.length ? splitBar(counts, true) : null,
    facts([
      contacts.length
        ? [
            "Whom to ask",
            contacts.map((team, at) => [at ? ", " : "", teamLink(team), " at ", named(teams[team].contact)]),
          ]
        : null,
      back.length
        ? [
            "The other way",
            link(toUses(to.word, from.word), many(sum(back.map((at) => dependencies.references[at])), "reference")),
          ]
        : ["The other way", "nothing"],
    ]),
    crossing(counts)
      ? card(
          "Contracts between the teams",
          null,
          agreed.length
            ? contractTable(agreed)
            : empty("None", hasPolicy ? "No contract is between these teams." : "There is no policy yet."),
        )
      : null,
    items.length
      ? card(
          "What is used",
          couplings.from.length < couplings.total
            ? `${number(couplings.from.length)} of ${number(couplings.total)} couplings are listed on this page; cargo boundaries metrics --couplings lists all.`
            : null,
          table(
            "Items that are used",
            [
              { head: "Item", cell: (at) => path(itemPath(at)), sort: itemPath },
              {
                head: "Used in",
                cell: (at) => moduleLink(couplings.from[at]),
                sort: (at) => modules.path[couplings.from[at]],
              },
              {
                head: "References",
                number: true,
                cell: (at) => number(couplings.references[at]),
                sort: (at) => couplings.references[at],
              },
              { head: "State", cell: (at) => stateMark(couplings.state[at]), sort: (at) => couplings.state[at] },
              {
                head: "First at",
                cell: (at) => place(couplings.file[at], couplings.line[at]),
                sort: (at) => text(couplings.file[at]),
              },
            ],
            items.sort(
              (one, other) =>
                couplings.state[other] - couplings.state[one] ||
                couplings.references[other] - couplings.references[one],
            ),
            40,
          ),
        )
      : null,
    between.length ? card("Module by module", null, dependencyTable("Dependencies", between)) : null,
  ];
}

const itemPath = (at) =>
  couplings.item[at] < 0
    ? modules.path[couplings.to[at]]
    : `${modules.path[couplings.to[at]]}::${text(couplings.item[at])}`;
