//! Who leans on a team and whom it leans on, counted in modules after Martin, and how much of what it uses is its own or
//! under contract.

use std::collections::BTreeSet;

use boundaries_graph::ModuleId;
use boundaries_policy::TeamId;

use super::{CountedCoupling, CouplingState, Measured, Sheet, Value, positions};
use crate::engine::Input;

pub(super) fn measure(input: &Input<'_>, couplings: &[CountedCoupling], team: TeamId, sheet: &mut Sheet) {
    let of = Measured::Team(team);
    let incoming = positions(couplings, |coupling| coupling.providers.contains(&team));
    let outgoing = positions(couplings, |coupling| coupling.consumers.contains(&team));
    let users = |positions: &[usize]| {
        let modules: BTreeSet<ModuleId> = positions.iter().map(|&at| couplings[at].consumer).collect();
        modules.len()
    };
    let (afferent, efferent) = (users(&incoming), users(&outgoing));
    let instability = Value::Share { part: efferent, whole: afferent + efferent };
    let both = incoming.iter().chain(&outgoing).copied().collect::<BTreeSet<_>>().into_iter().collect();
    let of_its_own = inside(input, team);
    let references = |is_meant: &dyn Fn(&CountedCoupling) -> bool| -> usize {
        let meant = outgoing.iter().map(|&at| &couplings[at]).filter(|coupling| is_meant(coupling));
        meant.map(|coupling| coupling.references.len()).sum()
    };
    let honoured = references(&|coupling| coupling.state == CouplingState::Honoured);
    let own_or_contract = Value::Share { part: of_its_own + honoured, whole: of_its_own + references(&|_| true) };
    sheet.put("fan-in", &of, Value::Count(afferent), incoming);
    sheet.put("fan-out", &of, Value::Count(efferent), outgoing.clone());
    sheet.put("instability", &of, instability, both);
    sheet.put("static-autonomy", &of, own_or_contract, outgoing);
}

/// References of a team's modules to other modules that do not leave the team: one of the owners is the same.
fn inside(input: &Input<'_>, team: TeamId) -> usize {
    let owners = |module: ModuleId| &input.policy.owner_of_module(module).teams;
    let mut count = 0;
    for dependency in input.graph.dependencies() {
        let (from, to) = (owners(dependency.from().id()), owners(dependency.to().id()));
        if from.contains(&team) && from.iter().any(|owner| to.contains(owner)) {
            count += dependency.references().len();
        }
    }
    count
}
