//! What can be measured, and what cannot yet: the one table that `--explain`, the documentation and the reports are made
//! from.

/// A number that can be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Metric {
    /// What it is called, in every format.
    pub name: &'static str,
    /// What it tells, in a line.
    pub summary: &'static str,
    /// How it is computed.
    pub formula: &'static str,
    /// In what it is counted.
    pub unit: &'static str,
    /// What it is measured of.
    pub of: &'static str,
    /// What it is computed from.
    pub inputs: &'static str,
    /// Where it can mislead.
    pub errors: &'static str,
    /// Where the idea comes from.
    pub source: &'static str,
    /// Whether it can be measured.
    pub availability: Availability,
}

/// Whether a metric can be measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    /// From the code and the policy as they are.
    Measured,
    /// Not yet: it needs the history of the code, which metrics do not read.
    NeedsHistory,
}

/// A metric that nobody knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownMetric {
    /// The name.
    pub name: String,
    /// What was probably meant.
    pub suggestion: Option<&'static str>,
}

/// Every metric: those that are measured first.
#[must_use]
pub fn catalogue() -> &'static [Metric] {
    CATALOGUE
}

/// The metric of this name.
///
/// # Errors
/// If there is none.
pub fn find_metric(name: &str) -> Result<&'static Metric, UnknownMetric> {
    CATALOGUE.iter().find(|metric| metric.name == name).ok_or_else(|| {
        let wanted = name.to_lowercase().replace([' ', '_'], "-");
        let likeness = |metric: &'static Metric| (strsim::jaro_winkler(&wanted, metric.name), metric.name);
        let nearest = CATALOGUE.iter().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0));
        // Below this likeness the offered name confuses more than it helps.
        let suggestion = nearest.filter(|&(likeness, _)| likeness >= 0.85).map(|(_, name)| name);
        UnknownMetric { name: name.to_owned(), suggestion }
    })
}

const ANY: &str = "workspace, team as consumer, pair of owners";
const GRAPH: &str = "references between modules, owners of modules, contracts in force today";
const UNSEEN: &str = "References in code that could not be read or resolved are missing, and so are those from or to code \
                      without an owner. Code with joint owners counts whole for each of them, so teams may add up to more \
                      than the workspace; code that shares an owner is never foreign.";
const RADIUS_ERRORS: &str = "An upper bound: a chain shows who can be reached, not who will be. It depends on how finely \
                             the code is cut into modules, so compare a workspace with itself, never with another one.";
const MACCORMACK: &str = "visibility in dependency matrices, MacCormack, Rusnak and Baldwin 2006";
const SOSA: &str = "interfaces that teams attend to or not, Sosa, Eppinger and Rowles 2004";
const MARTIN: &str = "Robert C. Martin, stability of packages, with modules in the place of classes and teams in that of \
                      packages; no study ties it to outcomes";
const TORNHILL: &str = "change coupling, as Adam Tornhill describes it";

const fn measured(
    name: &'static str,
    summary: &'static str,
    formula: &'static str,
    unit: &'static str,
    of: &'static str,
    errors: &'static str,
    source: &'static str,
) -> Metric {
    Metric { name, summary, formula, unit, of, inputs: GRAPH, errors, source, availability: Availability::Measured }
}

const fn later(
    name: &'static str,
    summary: &'static str,
    formula: &'static str,
    unit: &'static str,
    of: &'static str,
    source: &'static str,
) -> Metric {
    Metric {
        name,
        summary,
        formula,
        unit,
        of,
        inputs: "commits of the repository, owners of paths",
        errors: "Not measured yet.",
        source,
        availability: Availability::NeedsHistory,
    }
}

const CATALOGUE: &[Metric] = &[
    measured(
        "contract-coverage",
        "how much of what teams use of each other a contract permits",
        "honoured / crossing-references; no value where nothing crosses",
        "share of references, 0 to 1",
        ANY,
        UNSEEN,
        "after the congruence of Cataldo, Wagstrom, Herbsleb and Carley 2006, with contracts in the place of conversations, \
         and references that a contract permits in the place of pairs; static references only, and they are the weaker half \
         of coordination needs",
    ),
    measured(
        "crossing-references",
        "mentions of code that the owners of the mentioning module have no part in",
        "honoured + undeclared + off-surface + tolerated",
        "references",
        ANY,
        UNSEEN,
        SOSA,
    ),
    measured("honoured", "crossing references that a contract permits", "counted", "references", ANY, UNSEEN, SOSA),
    measured(
        "undeclared",
        "crossing references between teams without a contract in force, and tolerated by nothing",
        "counted, whatever the level of the rule `undeclared-coupling`",
        "references",
        ANY,
        UNSEEN,
        SOSA,
    ),
    measured(
        "off-surface",
        "crossing references past the surface of a contract, and tolerated by nothing",
        "counted, whatever the level of the rule `off-surface`",
        "references",
        ANY,
        UNSEEN,
        SOSA,
    ),
    measured(
        "tolerated",
        "crossing references without permission that a comment, an exception or the baseline tolerates",
        "counted",
        "references",
        ANY,
        UNSEEN,
        SOSA,
    ),
    measured(
        "stale-contracts",
        "contracts in force that nothing uses",
        "counted; of a team: those that name it on either side; of a pair: those between its teams; not measured where \
         flags such as `--features` leave code out",
        "contracts",
        "workspace, team, pair of teams",
        "A contract that is used only in code that could not be read looks stale. One that is open to every consumer \
         belongs to no pair.",
        SOSA,
    ),
    measured(
        "team-tangle",
        "the largest set of teams that reach each other",
        "size of the largest strongly connected set of teams, over crossing references in shipped code; 0 where no teams do",
        "teams",
        "workspace",
        UNSEEN,
        "cycles between components, as in design structure matrices; Cargo forbids them between crates, teams get them",
    ),
    measured(
        "tangle-cut",
        "the fewest references to move so that the tangle is none",
        "references of the cheapest set of edges whose absence leaves no cycle; exact up to 15 teams, else the best that \
         was found",
        "references",
        "workspace",
        "What is cheapest to cut need not be what is best to cut.",
        "minimum feedback arc set",
    ),
    measured(
        "fan-in",
        "modules of other teams that use this team's code (afferent coupling, Ca)",
        "distinct modules on the consuming side of crossing references to the team",
        "modules",
        "team",
        UNSEEN,
        MARTIN,
    ),
    measured(
        "fan-out",
        "modules of this team that use other teams' code (efferent coupling, Ce)",
        "distinct modules on the consuming side of crossing references from the team",
        "modules",
        "team",
        UNSEEN,
        MARTIN,
    ),
    measured(
        "instability",
        "whether the team leans on others rather than others on it",
        "Ce / (Ca + Ce), that is fan-out / (fan-in + fan-out); no value where both are 0",
        "share, 0 (only leant on) to 1 (only leaning)",
        "team",
        "Neither end is good or bad: look for teams near 0 that use teams near 1.",
        MARTIN,
    ),
    measured(
        "static-autonomy",
        "how much of what the team's code uses is its own or under contract",
        "(references from the team's modules to other modules that share an owner + honoured) / (the former + \
         crossing-references of the team); no value where both are 0",
        "share of references, 0 to 1",
        "team",
        "Says nothing about whether a change needs anybody's consent: that is `autonomy`, which needs history. Large \
         teams look autonomous because most of their code is their own. References inside one module are not counted.",
        "our own, the static shadow of `autonomy`",
    ),
    measured(
        "direct-modules",
        "blast radius: modules that use the code themselves",
        "modules outside that depend on one inside, over dependencies that stand in shipped code or build scripts",
        "modules",
        "team, subject of `--of`",
        RADIUS_ERRORS,
        MACCORMACK,
    ),
    measured(
        "reaching-modules",
        "blast radius: modules that a change of the code can reach, directly or through chains",
        "modules outside from which one inside can be reached, over dependencies that stand in shipped code or build \
         scripts",
        "modules",
        "team, subject of `--of`",
        RADIUS_ERRORS,
        MACCORMACK,
    ),
    measured(
        "direct-teams",
        "blast radius: other teams that use the code themselves",
        "owners of direct-modules that own nothing of the code",
        "teams",
        "team, subject of `--of`",
        RADIUS_ERRORS,
        MACCORMACK,
    ),
    measured(
        "reaching-teams",
        "blast radius: other teams that a change of the code can reach",
        "owners of reaching-modules that own nothing of the code",
        "teams",
        "team, subject of `--of`",
        RADIUS_ERRORS,
        MACCORMACK,
    ),
    later(
        "co-change-coverage",
        "how much of what changes together across teams is under contract",
        "like contract-coverage, over pairs of modules that change together",
        "share",
        "workspace, team, pair of owners",
        "Cataldo, Herbsleb and Carley 2008",
    ),
    later(
        "cross-team-change-rate",
        "changes that need the consent of two owners or more",
        "commits whose smallest set of owners has two or more / commits",
        "share of commits",
        "workspace, month, pair of owners",
        "Kouroshfar and others 2015",
    ),
    later(
        "autonomy",
        "changes of a team that need nobody else's consent",
        "commits by a team that need no other owner / commits by that team",
        "share of commits",
        "team",
        "after DORA's loosely coupled architecture",
    ),
    later(
        "waits-for",
        "whose consent the changes of a team need",
        "commits of a team that touch code of another, for each other team",
        "commits",
        "pair of teams",
        "Herbsleb and Mockus 2003",
    ),
    later(
        "hidden-coupling",
        "code that changes together without a reference",
        "pairs of modules that change together and have no dependency",
        "pairs",
        "pair of owners",
        TORNHILL,
    ),
    later(
        "dormant-coupling",
        "references over which nothing changes together",
        "pairs of modules with a dependency that do not change together",
        "pairs",
        "pair of owners",
        TORNHILL,
    ),
    later(
        "own-team-share",
        "how much of the changes of a module its owners make",
        "changes by owners / changes; and teams that make over 10 % of them",
        "share of changes",
        "module",
        "Nagappan, Murphy and Basili 2008",
    ),
    later(
        "balance",
        "couplings that are strong, far and volatile, as an order to look at them",
        "max(|strength - distance|, 10 - volatility) + 1, the lowest first",
        "1 to 10",
        "coupling",
        "Khononov 2024",
    ),
];
