//! What can be measured, of the code and of its history: the one table that `--explain`, the documentation and the reports are made
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
    /// When it can be measured.
    pub availability: Availability,
}

/// When a metric can be measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    /// Always: from the code and the policy as they are.
    Measured,
    /// Where the commits of the repository can be read.
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

/// Every metric: those of the code first.
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

const fn of_history(
    name: &'static str,
    summary: &'static str,
    formula: &'static str,
    unit: &'static str,
    of: &'static str,
    errors: &'static str,
    source: &'static str,
) -> Metric {
    Metric {
        name,
        summary,
        formula,
        unit,
        of,
        inputs: COMMITS,
        errors,
        source,
        availability: Availability::NeedsHistory,
    }
}

const COMMITS: &str = "commits up to HEAD that change Rust files, in the months that `[history]` or `--since` names; merges, \
                       beginnings, mass changes, commits by programs and those in .git-blame-ignore-revs left out; files by \
                       the names and owners they have today";
const CONSENT: &str = "Consent is what owners stand for, whoever reviewed. Only Rust files are looked at: a change of a manifest \
                       needs consent as well and is not seen. Files that are gone are judged by the patterns that would own \
                       them today. A team's work in repositories elsewhere is not seen.";
const HOME: &str = "Who belongs to which team is known from rosters; for authors whom none names it is inferred from whose code \
                    they change most, which flatters: a team's people are then those who change its code.";

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
    of_history(
        "changes",
        "commits that change owned code",
        "counted; of a team: those that change its code",
        "commits",
        "workspace, team",
        CONSENT,
        "the base of the numbers below",
    ),
    of_history(
        "cross-team-change-rate",
        "changes that need the consent of two owners or more",
        "changes whose files no single team owns all of, jointly or alone / changes; of a team: over those that change its \
         code; between two sets of owners that share nobody: changes of both / changes of either; behind it stand the \
         changes of the part",
        "share of commits, 0 to 1",
        "workspace, team, month, two sets of owners",
        CONSENT,
        "Kouroshfar and others 2015: changes across boundaries go with defects more than local ones do; no threshold is known",
    ),
    of_history(
        "changes-by-team",
        "changes of owned code by people of a team",
        "counted",
        "commits",
        "team",
        HOME,
        "the base of `autonomy`",
    ),
    of_history(
        "autonomy",
        "changes of a team that need nobody else's consent",
        "changes by the team's people in which it owns every owned file, jointly or alone / changes-by-team; of the \
         workspace: over all authors whose team is known; behind it stand the changes that do need others",
        "share of commits, 0 to 1",
        "workspace, team, month",
        HOME,
        "after DORA's loosely coupled architecture, of which code can only show this much",
    ),
    of_history(
        "waits-for",
        "whose consent the changes of a team need",
        "changes by people of a team that touch files of another and not its own, for each other team; of joint owners each \
         is counted, though one would do",
        "commits",
        "pair of teams",
        HOME,
        "Herbsleb and Mockus 2003: the more people a change needs, the longer it takes",
    ),
    of_history(
        "co-change-coverage",
        "how much of what changes together across teams is under contract",
        "for each change and each two sets of owners that it touches and that share nobody, 1 if a contract in force is \
         between them in either direction / 1; of a team: over the sets that it is in",
        "share, 0 to 1",
        "workspace, team, month, two sets of owners",
        "Contracts as of today are held against changes of the past. A contract open to all covers every pair with its \
         provider. What changes together may do so by chance.",
        "congruence, Cataldo, Wagstrom, Herbsleb and Carley 2006, with contracts in the place of conversations; coordination \
         needs follow what changes together more than they follow references, Cataldo, Herbsleb and Carley 2008",
    ),
    of_history(
        "hidden-coupling",
        "modules of different teams that change together and have no reference",
        "pairs of files with at least `min-shared` common changes, whose common changes are at least `min-degree` percent of \
         the mean of their changes, and with no dependency in either direction between what they hold",
        "pairs of modules",
        "workspace, two sets of owners",
        "Modules written in one file count as one. References that could not be seen look like none. Changing together by \
         habit, as by releases, looks the same as by need.",
        TORNHILL,
    ),
    of_history(
        "dormant-coupling",
        "modules of different teams that refer to each other and never change together",
        "pairs of files with a dependency, each with at least `min-shared` changes, and without a common one",
        "pairs of modules",
        "workspace, two sets of owners",
        "Not a fault: this is what a boundary that holds looks like, and where one could be sealed.",
        TORNHILL,
    ),
    of_history(
        "own-team-share",
        "how much of the changes of a module its owners make",
        "changes of the file by authors of an owning team / changes of the file by authors whose team is known; files with at \
         least `min-shared` of these",
        "share of commits, 0 to 1",
        "module",
        HOME,
        "organisational ownership, Nagappan, Murphy and Basili 2008; teams only, as the evidence for single authors is weak",
    ),
    of_history(
        "foreign-teams",
        "other teams that make more than a tenth of the changes of a module",
        "teams that do not own the file and whose authors made over 10 % of the changes that `own-team-share` is taken of",
        "teams",
        "module",
        HOME,
        "intersection factor, Nagappan, Murphy and Basili 2008",
    ),
    of_history(
        "fragmentation",
        "how the changes of a module are scattered over teams",
        "1 - sum over teams of (changes by the team / changes)^2, over the changes that `own-team-share` is taken of; an \
         author of two teams counts for each",
        "0 (one team makes all) to 1",
        "module",
        HOME,
        "fractal value, as Adam Tornhill's code-maat computes it over authors; here over teams",
    ),
    of_history(
        "balance",
        "couplings that are strong, far and volatile, as an order to look at them",
        "max(|strength - distance|, 10 - volatility) + 1, the lowest first. Strength: 1 through a surface under contract or a \
         trait, 3 a type or constant, 8 a function or macro, 10 a field or a path with `_`, `internal` or `private` in it; the \
         strongest reference counts. Distance: 7 other team in the same crate, 8 other team in another crate. Volatility: 1 \
         + 9 * files that change less / other files, rounded down, of the provider's file",
        "1 to 10",
        "dependency between modules of different teams",
        "An order, no grade: the numbers of the scale are conventions. How often a file changed stands in for how volatile \
         its subject is.",
        "balanced coupling, Khononov 2024; no study ties it to outcomes",
    ),
];
