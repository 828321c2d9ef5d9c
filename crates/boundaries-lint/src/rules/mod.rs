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

/// The names of rules that the engine knows: they run after all others.
pub(crate) use stale_baseline::NAME as STALE_BASELINE;
pub(crate) use stale_exception::NAME as STALE_EXCEPTION;
pub(crate) use unused_suppression::NAME as UNUSED_SUPPRESSION;

rules! {
    ambiguous_ownership,
    broken_independence,
    codeowners_drift,
    dead_owner_rule,
    deprecated_coupling,
    expired_contract,
    expired_exception,
    expiring_soon,
    forbidden_coupling,
    forbidden_cycle,
    foreign_enclave,
    foreign_reexport,
    layer_breach,
    leaked_type,
    misread_owner_rule,
    missing_adr,
    module_cycle,
    off_surface,
    person_owned,
    shadowed_owner_rule,
    stale_baseline,
    stale_contract,
    stale_exception,
    team_cycle,
    unanswered_contract,
    undeclared_coupling,
    undeclared_dependency,
    unguarded_policy,
    unmatched_module,
    unreadable_source,
    unresolved_reference,
    unused_suppression,
    wide_contract,
}
