//! Which teams claim an author of commits: by the address, or by its domain.

use std::collections::BTreeMap;

use boundaries_history::Author;
use boundaries_policy::{Policy, TeamId};

pub(super) struct Rosters {
    addresses: BTreeMap<String, Vec<TeamId>>,
    domains: BTreeMap<String, Vec<TeamId>>,
}

impl Rosters {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut rosters = Self { addresses: BTreeMap::new(), domains: BTreeMap::new() };
        for team in policy.teams() {
            for entry in team.roster.iter().map(|entry| entry.trim().to_lowercase()) {
                let entries = match entry.split_once('@') {
                    Some(("", domain)) => rosters.domains.entry(domain.to_owned()),
                    Some(_) => rosters.addresses.entry(entry),
                    None => rosters.domains.entry(entry),
                };
                entries.or_default().push(team.id);
            }
        }
        rosters
    }

    /// For each author the teams; an address says more than a domain, and a domain more than the one around it.
    pub(super) fn teams_of(&self, authors: &[Author]) -> Vec<Vec<TeamId>> {
        authors.iter().map(|author| self.of_author(&author.address.to_lowercase())).collect()
    }

    fn of_author(&self, address: &str) -> Vec<TeamId> {
        if let Some(teams) = self.addresses.get(address) {
            return teams.clone();
        }
        let mut domain = address.rsplit_once('@').map(|(_, domain)| domain);
        while let Some(name) = domain {
            if let Some(teams) = self.domains.get(name) {
                return teams.clone();
            }
            domain = name.split_once('.').map(|(_, around)| around);
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use boundaries_analysis::{MemoryReader, Workspace};

    use super::*;
    use crate::Project;

    #[test]
    fn addresses_say_more_than_domains() {
        let policy = "[teams]\na = { owns = [], roster = [\"@corp.example\"] }\nb = { owns = [], roster = [\"Pat@corp.example\", \"lab.corp.example\"] }\n";
        let nothing = Workspace::new("/", Vec::new());
        let project = Project::from_texts(&nothing, &MemoryReader::default(), Some(policy), None).expect("it is valid");
        let rosters = Rosters::of(project.policy());
        let told =
            |address: &str| -> Vec<usize> { rosters.of_author(address).iter().map(|team| team.index()).collect() };
        for (address, teams) in [
            ("kim@corp.example", &[0][..]),
            ("pat@corp.example", &[1]),
            ("kim@lab.corp.example", &[1]),
            ("kim@west.corp.example", &[0]),
            ("kim@notcorp.example", &[]),
            ("kim", &[]),
            ("", &[]),
        ] {
            assert_eq!(told(address), teams, "{address}");
        }
    }
}
