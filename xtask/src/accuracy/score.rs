//! Precision and recall at three levels.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use super::candidates::Candidate;
use super::truth::{Counts, Place, TYPED, TrueReference, Truth};

/// The figures, each as total, strictly right, leniently right.
pub(crate) struct Score {
    levels: [(&'static str, Counts, Counts); 3],
}

/// A place in a file and a target: what a candidate claims.
type Claim = (String, u32, Place);

impl Score {
    pub(crate) fn new(truth: &Truth, candidates: &[Candidate]) -> Self {
        let mut claims: BTreeMap<Claim, (Option<Place>, &str)> = BTreeMap::new();
        for candidate in candidates {
            let Some(to) = truth.target(&candidate.to.0, &candidate.to.1) else { continue };
            let around = truth.module_at(&candidate.file, candidate.line).cloned();
            if around.is_none() && !truth.covers(&candidate.file) {
                continue;
            }
            let from = truth.target(&candidate.from.0, &candidate.from.1).or(around);
            if from.as_ref() != Some(&to) {
                claims.insert((candidate.file.clone(), candidate.line, to), (from, candidate.kind));
            }
        }
        let (references, judged) = reference_level(truth, &claims);
        let modules = pair_level(
            truth,
            &judged,
            |reference| (reference.from.clone(), reference.to.clone()),
            |reference| reference.accepted.iter().map(|to| (reference.from.clone(), to.clone())).collect(),
            Clone::clone,
        );
        let crates = pair_level(
            truth,
            &judged,
            |reference| (reference.from.0.clone(), reference.to.0.clone()),
            |reference| reference.accepted_crates.iter().map(|to| (reference.from.0.clone(), to.clone())).collect(),
            |place| place.0.clone(),
        );
        Self {
            levels: [
                ("reference", references.0, references.1),
                ("module_pair", modules.0, modules.1),
                ("crate_pair", crates.0, crates.1),
            ],
        }
    }
}

type Judged = Vec<(Place, Place)>;

fn reference_level(truth: &Truth, claims: &BTreeMap<Claim, (Option<Place>, &str)>) -> ((Counts, Counts), Judged) {
    let mut claimed: HashMap<(&str, u32), BTreeSet<&Place>> = HashMap::new();
    for (file, line, to) in claims.keys() {
        claimed.entry((file, *line)).or_default().insert(to);
    }
    let mut wanted: BTreeMap<(&str, u32, &Place, &str), BTreeSet<&Place>> = BTreeMap::new();
    let mut on_line: HashMap<(&str, u32), Vec<&TrueReference>> = HashMap::new();
    for reference in &truth.references {
        let key = (reference.file.as_str(), reference.line, &reference.to, reference.kind.as_str());
        wanted.entry(key).or_default().extend(&reference.accepted);
        on_line.entry((&reference.file, reference.line)).or_default().push(reference);
    }
    let mut recall = Counts::new();
    for ((file, line, to, kind), accepted) in wanted {
        let got = claimed.get(&(file, line));
        let strict = got.is_some_and(|got| got.contains(to));
        let lenient = got.is_some_and(|got| got.iter().any(|to| accepted.contains(to)));
        let group = if TYPED.contains(&kind) { "typed" } else { "named" };
        for group in [kind, "ALL", group] {
            count(&mut recall, group, strict, lenient);
        }
    }
    let (mut precision, mut judged) = (Counts::new(), Judged::new());
    for ((file, line, to), (from, kind)) in claims {
        let here = on_line.get(&(file.as_str(), *line)).map_or(&[][..], Vec::as_slice);
        let strict = here.iter().any(|reference| reference.to == *to);
        let lenient = here.iter().any(|reference| reference.accepted.contains(to));
        if !lenient && truth.is_unjudged(file, *line) {
            continue;
        }
        if let Some(from) = from {
            judged.push((from.clone(), to.clone()));
        }
        let group = if TYPED.contains(kind) { "typed" } else { "named" };
        for group in [*kind, "ALL", group] {
            count(&mut precision, group, strict, lenient);
        }
    }
    ((precision, recall), judged)
}

fn pair_level<K: Ord + Clone>(
    truth: &Truth,
    judged: &Judged,
    pair_of: impl Fn(&TrueReference) -> (K, K),
    accepted_of: impl Fn(&TrueReference) -> Vec<(K, K)>,
    cut: impl Fn(&Place) -> K,
) -> (Counts, Counts) {
    let mut pairs: BTreeMap<(K, K), BTreeSet<(K, K)>> = BTreeMap::new();
    for reference in &truth.references {
        let pair = pair_of(reference);
        if pair.0 != pair.1 {
            pairs.entry(pair).or_default().extend(accepted_of(reference));
        }
    }
    let all_accepted: BTreeSet<&(K, K)> = pairs.values().flatten().collect();
    let got: BTreeSet<(K, K)> =
        judged.iter().map(|(from, to)| (cut(from), cut(to))).filter(|(from, to)| from != to).collect();
    let (mut precision, mut recall) = (Counts::new(), Counts::new());
    for (pair, accepted) in &pairs {
        let strict = got.contains(pair);
        count(&mut recall, "ALL", strict, strict || accepted.iter().any(|pair| got.contains(pair)));
    }
    for pair in &got {
        count(&mut precision, "ALL", pairs.contains_key(pair), all_accepted.contains(pair));
    }
    (precision, recall)
}

fn count(counts: &mut Counts, group: &str, strict: bool, lenient: bool) {
    let entry = counts.entry(group.to_owned()).or_default();
    entry[0] += 1;
    entry[1] += usize::from(strict);
    entry[2] += usize::from(lenient);
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (level, precision, recall) in &self.levels {
            writeln!(f, "{level:32}{:>9}{:>9}{:>9}", "n", "strict", "lenient")?;
            for (what, counts) in [("precision", precision), ("recall", recall)] {
                for (group, [total, strict, lenient]) in counts {
                    let share = |part: &usize| 100.0 * *part as f64 / *total as f64;
                    writeln!(f, "  {what:12}{group:18}{total:9}{:8.2}%{:8.2}%", share(strict), share(lenient))?;
                }
            }
        }
        Ok(())
    }
}
