//! One file per rule, with its page beside it. The list below is the only place that names them all.

/// Declares the modules of the rules and the list of them.
macro_rules! rules {
    ($($module:ident::$rule:ident,)*) => {
        $(pub(crate) mod $module;)*

        /// All rules of this crate, ordered by name.
        pub(crate) static ALL: &[&dyn crate::Rule] = &[$(&$module::$rule),*];
    };
}

/// The rules that the engine knows: they run after all others.
pub(crate) static LAST: &[&crate::RuleMeta] =
    &[&stale_baseline::META, &stale_exception::META, &unused_suppression::META];

/// Whether what a rule says of a module follows from that module and from what it depends on. A cycle goes anywhere, and what
/// rules look at that a program added is not known.
pub(crate) fn stays_below(rule: &str) -> bool {
    let cycles = [&forbidden_cycle::META, &module_cycle::META, &team_cycle::META];
    ALL.iter().any(|ours| ours.meta().name == rule) && cycles.iter().all(|cycle| cycle.name != rule)
}

rules! {
    ambiguous_ownership::AmbiguousOwnership,
    broken_independence::BrokenIndependence,
    codeowners_drift::CodeownersDrift,
    dead_owner_rule::DeadOwnerRule,
    deprecated_coupling::DeprecatedCoupling,
    expired_contract::ExpiredContract,
    expired_exception::ExpiredException,
    expiring_soon::ExpiringSoon,
    forbidden_coupling::ForbiddenCoupling,
    forbidden_cycle::ForbiddenCycle,
    foreign_enclave::ForeignEnclave,
    foreign_reexport::ForeignReexport,
    layer_breach::LayerBreach,
    leaked_type::LeakedType,
    misread_owner_rule::MisreadOwnerRule,
    missing_adr::MissingAdr,
    module_cycle::ModuleCycle,
    off_surface::OffSurface,
    person_owned::PersonOwned,
    shadowed_owner_rule::ShadowedOwnerRule,
    stale_baseline::StaleBaseline,
    stale_contract::StaleContract,
    stale_exception::StaleException,
    team_cycle::TeamCycle,
    unanswered_contract::UnansweredContract,
    undeclared_coupling::UndeclaredCoupling,
    undeclared_dependency::UndeclaredDependency,
    unguarded_policy::UnguardedPolicy,
    unmatched_module::UnmatchedModule,
    unreadable_source::UnreadableSource,
    unresolved_reference::UnresolvedReference,
    unused_suppression::UnusedSuppression,
    wide_contract::WideContract,
}
