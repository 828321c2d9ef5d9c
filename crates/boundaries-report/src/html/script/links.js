// Subjects and the links to them. Every view, team, crate and module has an address of its own behind the `#`, so that it
// can be sent to a colleague, and the browser's way back works.

const encoded = (name) => encodeURIComponent(name).replaceAll("%3A", ":");

/** Alternatives of one module share a path: the second is `path~2`. */
const moduleKeys = [];
const moduleByKey = new Map();
modules.path.forEach((name, module) => {
  let key = encoded(name);
  for (let at = 2; moduleByKey.has(key); at += 1) key = `${encoded(name)}~${at}`;
  moduleKeys.push(key);
  moduleByKey.set(key, module);
});

const toTerritory = (at) => `#/team/${territories[at].slug}`;
const toCrate = (at) => `#/crate/${encoded(crates.name[at])}`;
const toModule = (at) => `#/module/${moduleKeys[at]}`;
const toUses = (from, to) => `#/uses/${from}/${to}`;

/** A team by the territory that it owns alone. */
const territoryOfTeam = (team) =>
  territories.findIndex((territory) => territory.kind === "owned" && territory.teams[0] === team);

function teamLink(team) {
  const at = territoryOfTeam(team);
  return at < 0 ? named(teams[team].name) : link(toTerritory(at), named(teams[team].name));
}

const teamLinks = (list) => list.map((team, at) => [at ? " + " : "", teamLink(team)]);
const territoryLink = (at) => link(toTerritory(at), named(territories[at].name));
const crateLink = (at) => link(toCrate(at), path(crates.name[at]));
const moduleLink = (at) => link(toModule(at), path(modules.path[at]));
const place = (file, line) => h("span", { class: "place" }, path(text(file)), line ? `:${line}` : "");

/**
 * A subject by its word in links: `team.SLUG`, `crate.NAME`, `crate.NAME@SLUG` (the part of a crate that a team owns) or
 * `module.PATH`; none if nothing has this name.
 */
function subject(word) {
  const dot = word.indexOf(".");
  const [kind, name] = [word.slice(0, dot), word.slice(dot + 1)];
  if (kind === "team") {
    const at = territories.findIndex((territory) => territory.slug === name);
    return at < 0
      ? null
      : { kind, at, word, list: inTerritory[at], href: toTerritory(at), shown: () => territoryLink(at) };
  }
  if (kind === "crate") {
    const [plain, slug] = name.split("@");
    const at = crates.name.findIndex((found) => encoded(found) === plain);
    if (at < 0) return null;
    const owner = slug === undefined ? -1 : territories.findIndex((territory) => territory.slug === slug);
    const list = owner < 0 ? inCrate[at] : inCrate[at].filter((module) => modules.territory[module] === owner);
    return { kind, at, word, list, href: toCrate(at), shown: () => crateLink(at) };
  }
  if (kind === "module" && moduleByKey.has(name)) {
    const at = moduleByKey.get(name);
    return { kind, at, word, list: [at], href: toModule(at), shown: () => moduleLink(at) };
  }
  return null;
}

const wordOf = {
  team: (at) => `team.${territories[at].slug}`,
  crate: (at) => `crate.${encoded(crates.name[at])}`,
  module: (at) => `module.${moduleKeys[at]}`,
};

/** The subject of a view, or null. The address is taken as the browser gives it: names in it stay encoded. */
const route = () => {
  const [address, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { parts: address.split("/").filter(Boolean), query: new URLSearchParams(query || "") };
};

/** The same address with another choice in it. */
function withChoice(name, choice) {
  const { parts, query } = route();
  if (choice) query.set(name, choice);
  else query.delete(name);
  const words = query.toString();
  return `#/${parts.join("/")}${words ? `?${words}` : ""}`;
}
