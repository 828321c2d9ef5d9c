//! Each reference that the analysis and the truth see otherwise, by what its target is called.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::candidates::Candidate;
use super::truth::{Place, Truth};

/// What one side says of a line: the modules and names of targets, and how they are mentioned.
type Targets<'t> = BTreeMap<(Place, &'t str), &'t str>;

/// The differences as text, a line for each, and how many references were compared.
pub(crate) fn list(truth: &Truth, candidates: &[Candidate]) -> String {
    let mut ours: BTreeMap<(&str, u32), Targets<'_>> = BTreeMap::new();
    for candidate in candidates {
        let Some(to) = truth.target(&candidate.to.0, &candidate.to.1) else { continue };
        if truth.target(&candidate.from.0, &candidate.from.1).as_ref() == Some(&to) {
            continue;
        }
        let place = ours.entry((&candidate.file, candidate.line)).or_default();
        place.insert((to, &candidate.item), candidate.kind);
    }
    let mut theirs: BTreeMap<(&str, u32), Targets<'_>> = BTreeMap::new();
    for reference in &truth.references {
        let place = theirs.entry((&reference.file, reference.line)).or_default();
        place.insert((reference.to.clone(), &reference.item), &reference.kind);
    }
    let mut text = String::new();
    let (mut compared, nothing) = (0, Targets::new());
    for place in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        let (ours, theirs) = (ours.get(place).unwrap_or(&nothing), theirs.get(place).unwrap_or(&nothing));
        compared += ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>().len();
        let mut told = |what: &str, (module, item): &(Place, &str), kind: &str| {
            // Text that is kept in memory takes any line.
            let _ = writeln!(text, "{}:{} {what} {kind} {}::{} {item}", place.0, place.1, module.0, module.1);
        };
        for (target, kind) in ours.iter().filter(|(target, _)| !theirs.keys().any(|other| is_same(target, other))) {
            if !truth.is_unjudged(place.0, place.1) {
                told("wrong", target, kind);
            }
        }
        for (target, kind) in theirs.iter().filter(|(target, _)| !ours.keys().any(|other| is_same(other, target))) {
            told("missed", target, kind);
        }
    }
    let _ = writeln!(text, "{compared} compared");
    text
}

/// Whether what the analysis says is what the truth says. Fields are mentions of their types to the one, the enums on the way
/// to a variant references of their own to the other, which calls the fields of a variant by the variant alone.
fn is_same(ours: &(Place, &str), theirs: &(Place, &str)) -> bool {
    let variant_field = || {
        let (variant, _) = theirs.1.rsplit_once("::")?;
        Some(ours.1.rsplit("::").next()? == variant)
    };
    ours.0 == theirs.0
        && (ours.1 == theirs.1
            || theirs.1.strip_prefix(ours.1).is_some_and(|rest| rest.starts_with("::"))
            || ours.1.strip_prefix(theirs.1).is_some_and(|rest| rest.starts_with("::"))
            || variant_field() == Some(true))
}
