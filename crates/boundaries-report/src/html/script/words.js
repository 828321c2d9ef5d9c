// The words of the page, each said in one place.

const hasPolicy = data.basis === "policy";

/** Each state: its name, its sign, and what it means. Signs differ in shape, so that no meaning hangs on a colour. */
const STATES = [
  { name: "inside", sign: "·", told: "both ends belong to the same team, or share an owner" },
  { name: "without owner", sign: "○", told: "nobody owns one of the two ends, so no boundary is crossed" },
  { name: "honoured", sign: "●", told: "a contract in force permits it" },
  {
    name: "tolerated",
    sign: "◐",
    told: "no contract permits it; the baseline, an exception or a comment tolerates it",
  },
  { name: "off surface", sign: "◆", told: "a contract is between the teams, and does not open this path" },
  hasPolicy
    ? { name: "undeclared", sign: "▲", told: "no contract in force is between the teams" }
    : { name: "no contract yet", sign: "▲", told: "it crosses a boundary; nobody has written a policy yet" },
];

const STANDINGS = {
  "in force": { sign: "●", told: "it permits, and is used" },
  deprecated: { sign: "◐", told: "it permits, and is to end some day" },
  expiring: { sign: "◔", told: "it permits, and ends within thirty days" },
  stale: { sign: "○", told: "it permits, and nothing uses it" },
  upcoming: { sign: "◌", told: "its first day is still to come" },
  proposed: { sign: "?", told: "it is requested and not granted, so it permits nothing" },
  expired: { sign: "✕", told: "its last day has passed, so it permits nothing" },
};

const GRADES = {
  error: { name: "fails", sign: "▲", told: "it makes the check fail" },
  warning: { name: "told", sign: "◇", told: "it is reported and does not fail" },
  tolerated: { name: "tolerated", sign: "◐", told: "a record of debt tolerates it" },
};

const GAPS = {
  "unparsed-file": "files that do not parse, in parts not even as tokens",
  "read-by-tokens": "files that the parser refuses, read by their tokens",
  "unreadable-file": "files that cannot be read",
  "missing-module-file": "modules without a file",
  "unresolved-path": "paths that should lead into the workspace and lead nowhere",
  "unresolved-import": "imports that should lead into the workspace and lead nowhere",
  "ambiguous-name": "names that several globs offer",
  "unknown-macro": "macro calls that could not be read",
  "assumed-items": "items in calls of unknown macros, taken as they are written",
  "unknown-receiver": "methods and fields on values whose type is not written down",
  "hidden-code": "code brought in from a place that cannot be read",
  "limit-reached": "places where a limit of the tool was reached",
};

const plural = new Intl.PluralRules("en");
const grouped = new Intl.NumberFormat("en");
const number = (value) => grouped.format(value);
const many = (value, one, more = `${one}s`) => `${number(value)} ${plural.select(value) === "one" ? one : more}`;
const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)} %` : "–");
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** A number of a metric, as it is drawn. */
function value(found) {
  if (!found) return "–";
  return found.whole === null ? number(found.part) : percent(found.part, found.whole);
}

/** A state as a sign with its name. */
const stateMark = (state, count) =>
  h(
    "span",
    { class: `mark s${state}`, title: STATES[state].told },
    h("span", { class: "sign", "aria-hidden": "true" }, STATES[state].sign),
    " ",
    count === undefined ? STATES[state].name : `${number(count)} ${STATES[state].name}`,
  );

/** References in each state, as a bar with its numbers told. */
function splitBar(counts, wide) {
  const whole = sum(counts) || 1;
  const parts = counts.map((count, state) =>
    count > 0 ? h("span", { class: `part s${state}`, "--share": `${(100 * count) / whole}%` }) : null,
  );
  const told = counts.map((count, state) => (count > 0 ? `${number(count)} ${STATES[state].name}` : null));
  return h(
    "span",
    {
      class: wide ? "split wide" : "split",
      role: "img",
      "aria-label": told.filter(Boolean).join(", "),
      title: told.filter(Boolean).join(", "),
    },
    parts,
  );
}

/** References in each state, in words. */
const splitWords = (counts) =>
  h(
    "span",
    { class: "marks" },
    counts.map((count, state) => (count > 0 ? stateMark(state, count) : null)),
  );

/** The signs of the matrix, with what they mean. */
function legend(states) {
  return h(
    "ul",
    { class: "legend", "aria-label": "Signs" },
    states.map((state) =>
      h(
        "li",
        { title: STATES[state].told },
        h("span", { class: `swatch s${state}`, "aria-hidden": "true" }, STATES[state].sign),
        STATES[state].name,
      ),
    ),
  );
}
