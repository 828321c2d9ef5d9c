// The data of the page, and the ways through it that every view needs.

const data = JSON.parse(document.getElementById("data").textContent);
const { teams, territories, crates, modules, dependencies, couplings } = data;

/** A text that the data points at by position. */
const text = (at) => (at < 0 ? "" : data.texts[at]);

/** What has become of a reference; the worse comes later. */
const INSIDE = 0;
const UNOWNED = 1;
const HONOURED = 2;
const TOLERATED = 3;
const OFF_SURFACE = 4;
const UNDECLARED = 5;
/** Those that cross a boundary between teams. */
const CROSSING = [HONOURED, TOLERATED, OFF_SURFACE, UNDECLARED];

const TEST = 1;

/** References in each state. */
const zero = () => [0, 0, 0, 0, 0, 0];
const sum = (numbers) => numbers.reduce((left, right) => left + right, 0);
const crossing = (counts) => sum(CROSSING.map((state) => counts[state]));
const worst = (counts) => counts.reduce((found, count, state) => (count > 0 ? state : found), INSIDE);

function add(into, counts) {
  counts.forEach((count, state) => {
    into[state] += count;
  });
  return into;
}

/** For each dependency in several states, the references in each. */
const mixed = new Map();
for (const [at, state, references] of dependencies.mixed) {
  if (!mixed.has(at)) mixed.set(at, zero());
  mixed.get(at)[state] += references;
}

/** The references of a dependency in each state. */
function countsOf(at) {
  const known = mixed.get(at);
  if (known) return known;
  const counts = zero();
  counts[dependencies.state[at]] = dependencies.references[at];
  return counts;
}

/** For each module, its dependencies by position: those it has, and those on it. */
const outgoing = modules.path.map(() => []);
const incoming = modules.path.map(() => []);
dependencies.from.forEach((from, at) => {
  outgoing[from].push(at);
  incoming[dependencies.to[at]].push(at);
});

/** The modules of each territory and of each crate, in the order of the matrix. */
const inTerritory = territories.map(() => []);
const inCrate = crates.name.map(() => []);
for (const module of modules.order) {
  inTerritory[modules.territory[module]].push(module);
  inCrate[modules.crate[module]].push(module);
}

/** The place of each module in the order of the matrix. */
const placeOf = new Int32Array(modules.path.length);
modules.order.forEach((module, at) => {
  placeOf[module] = at;
});

/** The figure of a metric: of a team, or of the workspace. */
function figure(metric, team = null) {
  return data.figures.find((found) => found.metric === metric && found.team === team);
}

/**
 * What a change of some modules can reach: the modules that depend on them over chains of shipped code and build scripts,
 * and the teams that own these and none of the modules asked about.
 */
function radiusOf(start) {
  const seen = new Uint8Array(modules.path.length);
  const queue = [...start];
  for (const module of start) seen[module] = 1;
  const reached = [];
  for (let at = 0; at < queue.length; at += 1) {
    for (const dependency of incoming[queue[at]]) {
      const user = dependencies.from[dependency];
      if (dependencies.kind[dependency] === TEST || seen[user]) continue;
      seen[user] = 1;
      reached.push(user);
      queue.push(user);
    }
  }
  const ownersOf = (module) => territories[modules.territory[module]].teams;
  const own = new Set(start.flatMap(ownersOf));
  const others = new Set(reached.flatMap(ownersOf).filter((team) => !own.has(team)));
  return { modules: reached, teams: [...others].sort((left, right) => left - right) };
}
