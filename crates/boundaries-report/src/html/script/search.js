// Search over everything that has a name.

const input = document.getElementById("search");
const results = document.getElementById("results");
let index = null;

function entries() {
  const all = [
    ...territories.map((territory, at) => ["team", territory.name, toTerritory(at)]),
    ...crates.name.map((name, at) => ["crate", name, toCrate(at)]),
    ...data.rules
      .filter((rule) => rule.errors + rule.warnings + rule.tolerated)
      .map((rule) => ["rule", rule.name, `#/findings?rule=${rule.name}`]),
    ...data.catalogue.map((metric) => ["metric", metric.name, `#/metrics/${metric.name}`]),
    ...modules.path.map((name, at) => ["module", name, toModule(at)]),
  ];
  return all.map(([kind, name, href]) => ({ kind, name, href, folded: name.toLowerCase() }));
}

/** How well a name fits: whole, from its start, from the start of a part, anywhere; none if it does not. */
function fit(entry, wanted) {
  const at = entry.folded.indexOf(wanted);
  if (at < 0) return null;
  if (entry.folded === wanted) return 0;
  if (at === 0) return 1;
  return /[^\p{L}\p{N}]/u.test(entry.folded[at - 1]) ? 2 : 3;
}

function search(words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  index = index || entries();
  const found = index.map((entry) => ({ entry, rank: fit(entry, wanted) })).filter(({ rank }) => rank !== null);
  found.sort((one, other) => one.rank - other.rank || one.entry.name.length - other.entry.name.length);
  return found.slice(0, 14).map(({ entry }) => entry);
}

let chosen = -1;
function chooseResult(at) {
  const items = [...results.querySelectorAll("[role=option]")];
  chosen = items.length ? (at + items.length) % items.length : -1;
  items.forEach((item, position) => item.setAttribute("aria-selected", position === chosen));
  input.setAttribute("aria-activedescendant", chosen < 0 ? "" : items[chosen].id);
  if (chosen >= 0) items[chosen].scrollIntoView({ block: "nearest" });
}
function closeResults() {
  results.hidden = true;
  input.setAttribute("aria-expanded", "false");
  chosen = -1;
}
function showResults() {
  const found = search(input.value);
  results.replaceChildren(
    ...found.map((entry, at) =>
      h(
        "li",
        { role: "option", id: `result-${at}`, "aria-selected": "false", "data-href": entry.href },
        h("span", { class: "kind" }, entry.kind),
        path(entry.name),
      ),
    ),
    ...(found.length || !input.value.trim() ? [] : [h("li", { class: "none" }, "Nothing has this name.")]),
  );
  results.hidden = !input.value.trim();
  input.setAttribute("aria-expanded", String(!results.hidden));
  chooseResult(0);
}
function followResult(item) {
  if (!item) return;
  location.hash = item.dataset.href;
  input.value = "";
  closeResults();
  input.blur();
}

input.addEventListener("input", showResults);
input.addEventListener("focus", () => {
  if (input.value.trim()) showResults();
});
input.addEventListener("blur", () => setTimeout(closeResults, 150));
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") chooseResult(chosen + 1);
  else if (event.key === "ArrowUp") chooseResult(chosen - 1);
  else if (event.key === "Enter") followResult(results.querySelectorAll("[role=option]")[chosen]);
  else if (event.key === "Escape") {
    input.value = "";
    closeResults();
    input.blur();
  } else return;
  event.preventDefault();
});
results.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  followResult(event.target.closest("[data-href]"));
});
document.addEventListener("keydown", (event) => {
  if (
    event.key === "/" &&
    !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey
  ) {
    event.preventDefault();
    input.focus();
  }
});
