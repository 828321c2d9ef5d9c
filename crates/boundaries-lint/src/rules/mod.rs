//! One file per rule, with its page beside it. The list below is the only place that names them all.

/// Declares the modules of the rules and the table of their metadata, pages included.
macro_rules! rules {
    ($($module:ident,)*) => {
        $(pub(crate) mod $module;)*

        /// The table of all rules, ordered by name.
        pub(crate) static ALL: &[crate::RuleMeta] = &[$(crate::RuleMeta {
            name: $module::NAME,
            summary: $module::SUMMARY,
            default_level: $module::DEFAULT_LEVEL,
            since: $module::SINCE,
            status: $module::STATUS,
            page: include_str!(concat!(stringify!($module), ".md")),
            check: $module::check,
        }),*];
    };
}

rules! {
    ambiguous_ownership,
    broken_independence,
    codeowners_drift,
    dead_owner_rule,
    expired_contract,
    expired_exception,
    expiring_soon,
    forbidden_coupling,
    forbidden_cycle,
    foreign_enclave,
    foreign_reexport,
    layer_breach,
    misread_owner_rule,
    module_cycle,
    off_surface,
    person_owned,
    shadowed_owner_rule,
    stale_contract,
    stale_exception,
    team_cycle,
    undeclared_coupling,
    unguarded_policy,
    unmatched_module,
    unreadable_source,
    unresolved_reference,
}
