// From an address to a view, and the frame around it.

const openFindings = sum(data.rules.map((rule) => rule.errors + rule.warnings));
const holeCount = territories.reduce(
  (count, territory, at) => count + (["unmatched", "group"].includes(territory.kind) ? inTerritory[at].length : 0),
  0,
);

const VIEWS = [
  ["", "Overview", null],
  ["matrix", "Matrix", null],
  ["graph", "Graph", null],
  ["findings", "Findings", openFindings],
  ["contracts", "Contracts", data.contracts.length],
  ["debt", "Debt", data.ledger.total],
  ["metrics", "Metrics", null],
  ["unmatched", "Without an owner", holeCount],
];

const DRAWN = {
  "": overviewView,
  matrix: matrixView,
  graph: graphView,
  findings: findingsView,
  contracts: contractsView,
  debt: debtView,
  metrics: metricsView,
  unmatched: unmatchedView,
  team: teamView,
  crate: crateView,
  module: moduleView,
  uses: usesView,
};

const main = document.getElementById("main");
document.documentElement.dataset.basis = data.basis;
const brand = data.workspace || "workspace";
document.getElementById("brand").textContent = brand;
document
  .getElementById("views")
  .replaceChildren(
    ...VIEWS.map(([word, shown, count]) =>
      h(
        "li",
        null,
        h(
          "a",
          { href: `#/${word}`, "data-view": word },
          shown,
          count ? h("span", { class: "count" }, number(count)) : null,
        ),
      ),
    ),
  );

let isFirst = true;
function show() {
  const asked = route();
  const word = asked.parts[0] || "";
  const draw = DRAWN[word] || (() => missing("view", word));
  main.replaceChildren();
  put(main, [draw(asked)]);
  put(main, [
    h(
      "footer",
      null,
      "As of ",
      data.day,
      " · written by ",
      h("code", null, "cargo boundaries report --html"),
      " · this page asks nothing of any network",
    ),
  ]);
  const top = { team: "", crate: "", module: "", uses: "" }[word] ?? word;
  for (const found of document.querySelectorAll("[data-view]")) {
    if (found.dataset.view === top && word === top) found.setAttribute("aria-current", "page");
    else found.removeAttribute("aria-current");
  }
  const heading = main.querySelector("h1");
  document.title = `${heading ? `${heading.textContent} · ` : ""}${brand} · boundaries`;
  if (!isFirst && !asked.query.size) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  isFirst = false;
  main.dataset.address = location.hash || "#/";
  document.documentElement.dataset.ready = "true";
}

// Colours: as the system says, until somebody chooses.
const theme = document.getElementById("theme");
const system = window.matchMedia("(prefers-color-scheme: dark)");
function stored(word) {
  try {
    if (word !== undefined) localStorage.setItem("boundaries-theme", word);
    return localStorage.getItem("boundaries-theme");
  } catch {
    return null;
  }
}
function paint(word) {
  const dark = word ? word === "dark" : system.matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  theme.textContent = dark ? "☀ Light" : "☾ Dark";
  theme.setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
  redraw();
}
theme.addEventListener("click", () => {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  stored(next);
  paint(next);
});
system.addEventListener("change", () => paint(stored()));
window.addEventListener("resize", redraw);
document.getElementById("skip").addEventListener("click", () => main.focus());
window.addEventListener("hashchange", show);
paint(stored());
show();
