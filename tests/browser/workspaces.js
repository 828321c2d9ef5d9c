// Workspaces to look at.

const members = (names) => `[workspace]\nresolver = "3"\nmembers = [${names.map((name) => `"${name}"`).join(", ")}]\n`;
const manifest = (name, needs = []) =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n${needs.map((need) => `${need} = { path = "../${need}" }\n`).join("")}`;

/** Names and texts that try to be more than text. */
export const hostile = {
  "Cargo.toml": members(["orders", "billing"]),
  "boundaries.toml": `
[teams]
"</script><script>alert(1)</script>" = { owns = ["orders"], contact = "<img src=x onerror=alert(2)>" }
"צוות \\"חיוב\\" & 'co' %2F/#?+~" = { owns = ["billing"], surface = ["billing::api"], contact = "\\u202Emoc.elpmaxe" }

[[contract]]
consumer = "</script><script>alert(1)</script>"
provider = "צוות \\"חיוב\\" & 'co' %2F/#?+~"
reason = "<!-- <script> --> ]]> \\u2028 {{script}} \`\${alert(3)}\`"

[[exception]]
from = "orders::מודול"
to = "billing::tables"
reason = "</script><svg onload=alert(4)>"
`,
  "billing/Cargo.toml": manifest("billing"),
  "billing/src/lib.rs": "pub mod api;\npub mod tables;\n",
  "billing/src/api.rs": "pub struct Invoice;\n",
  "billing/src/tables.rs": "pub struct Row;\n",
  "orders/Cargo.toml": manifest("orders", ["billing"]),
  "orders/src/lib.rs": "pub mod מודול;\npub fn pay(_: billing::api::Invoice, _: billing::tables::Row) {}\n",
  "orders/src/מודול.rs": "pub fn read(_: billing::tables::Row) {}\n",
};

/** One crate with one module, owned by nobody. */
export const lonely = { "Cargo.toml": manifest("lonely"), "src/lib.rs": "pub fn alone() {}\n" };

/** Two teams that have nothing to do with each other. */
export const quiet = {
  "Cargo.toml": members(["left", "right"]),
  "boundaries.toml": '[teams]\nleft = { owns = ["left"] }\nright = { owns = ["right"] }\n',
  "left/Cargo.toml": manifest("left"),
  "left/src/lib.rs": "pub fn left() {}\n",
  "right/Cargo.toml": manifest("right"),
  "right/src/lib.rs": "pub fn right() {}\n",
};

/** 60 crates of ten teams, 2,000 modules, 10,000 dependencies between them. */
export function large() {
  const [crates, each, wanted] = [60, 33, 10_000];
  const name = (crate) => `crate_${String(crate).padStart(2, "0")}`;
  const files = { "Cargo.toml": members(Array.from({ length: crates }, (_, crate) => name(crate))) };
  // The root of a crate is a module too.
  const modules = Array.from({ length: crates }, (_, crate) =>
    Array.from({ length: crate < 20 ? each : each - 1 }, (_, at) => `part_${at}`),
  );
  const all = modules.flatMap((list, crate) => list.map((module) => [crate, module]));
  const uses = new Map(all.map(([crate, module]) => [`${crate}/${module}`, new Set()]));
  // A row of numbers that looks like chance and is the same every time.
  let seed = 42;
  const next = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 4294967296) * below);
  };
  let made = 0;
  while (made < wanted) {
    const [crate, module] = all[next(all.length)];
    const target = next(3) === 0 ? crate : next(crate + 1);
    const other = modules[target][next(modules[target].length)];
    const mine = uses.get(`${crate}/${module}`);
    if ((target === crate && other === module) || mine.has(`${target}/${other}`)) continue;
    mine.add(`${target}/${other}`);
    made += 1;
  }
  for (let crate = 0; crate < crates; crate += 1) {
    files[`${name(crate)}/Cargo.toml`] = manifest(
      name(crate),
      Array.from({ length: crate }, (_, before) => name(before)),
    );
    files[`${name(crate)}/src/lib.rs`] = modules[crate].map((module) => `pub mod ${module};\n`).join("");
    for (const module of modules[crate]) {
      const lines = [...uses.get(`${crate}/${module}`)].map((use, at) => {
        const [target, other] = use.split("/");
        const root = Number(target) === crate ? "crate" : name(Number(target));
        return `pub fn use_${at}(_: ${root}::${other}::Thing) {}\n`;
      });
      files[`${name(crate)}/src/${module}.rs`] = `pub struct Thing;\n${lines.join("")}`;
    }
  }
  const teams = Array.from(
    { length: 10 },
    (_, team) =>
      `team_${team} = { owns = [${Array.from({ length: 6 }, (_, at) => `"${name(team * 6 + at)}"`).join(", ")}], contact = "#team-${team}" }\n`,
  );
  const contracts = [1, 2, 3, 4, 5].map(
    (team) => `[[contract]]\nconsumer = "team_${team}"\nprovider = "team_0"\nreason = "the ground floor"\n\n`,
  );
  files["boundaries.toml"] = `[teams]\n${teams.join("")}\n${contracts.join("")}`;
  return files;
}

/** A workspace that tolerates so many couplings, each by an exception of its own. */
export function indebted(count) {
  const items = Array.from({ length: count }, (_, at) => `Item${at}`);
  const exceptions = items.map(
    (item) => `[[exception]]\nfrom = "orders"\nto = "billing::${item}"\nreason = "moves out"\nuntil = "2099-01-01"\n`,
  );
  const teams = `[teams]
orders = { owns = ["orders"], debt-budget = 2000 }
billing = { owns = ["billing"] }
web = { owns = ["web"], debt-budget = 3 }
`;
  return {
    "Cargo.toml": members(["billing", "orders", "web"]),
    "boundaries.toml": teams + exceptions.join(""),
    "billing/Cargo.toml": manifest("billing", []),
    "billing/src/lib.rs": items.map((item) => `pub struct ${item};\n`).join(""),
    "orders/Cargo.toml": manifest("orders", ["billing"]),
    "orders/src/lib.rs": items.map((item, at) => `pub fn use_${at}(_: billing::${item}) {}\n`).join(""),
    "web/Cargo.toml": manifest("web", []),
    "web/src/lib.rs": "",
  };
}
