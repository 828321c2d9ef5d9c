//! Examples in the help texts of commands whose arguments have no file of their own. A test reads every line back.

pub(super) const PROGRAM: &str = "\
Without a command, `check` runs. Without a policy, `check` prints an overview of who depends on whom and changes nothing.

Examples:
  cargo boundaries                                an overview, or what the policy does not allow
  cargo boundaries init                           write a first policy
  cargo boundaries owners crates/billing          who owns this
  cargo boundaries why orders billing             how one team uses another, and what permits it
  cargo boundaries ask orders billing::api        may this be used? before it is written
  cargo boundaries explain undeclared-coupling    what a rule means, and what to do

Exit codes: 0 clean, 1 findings that fail, 2 could not run.";

pub(super) const CHECK: &str = "\
Examples:
  cargo boundaries check                                  what the policy does not allow
  cargo boundaries check --base origin/main               fail only on what a change adds
  cargo boundaries check --team billing --format short    one line for each place, of one team
  cargo boundaries check --format sarif=out.sarif         a file for a code scanner
  cargo boundaries check -D warnings -A team-cycle        levels for this run
  cargo boundaries check --watch                          again after each change of a file
  cargo boundaries check --explain-config                 which settings are in force

Exit codes: 0 clean, 1 findings that fail, 2 could not run.";

pub(super) const INIT: &str = "\
Examples:
  cargo boundaries init --print             look at the policy first
  cargo boundaries init                     write boundaries.toml and the baseline
  cargo boundaries init --from deny.toml    take over what another tool demands";

pub(super) const EXPLAIN: &str = "\
Examples:
  cargo boundaries explain                        all rules, with their levels
  cargo boundaries explain undeclared-coupling    the page of one";

pub(super) const WHY: &str = "\
Examples:
  cargo boundaries why orders billing                        every place where a team uses another
  cargo boundaries why orders::cart billing::api::Invoice    a module and an item
  cargo boundaries why crate:web team:platform               where a name means several things";

pub(super) const DIFF: &str = "\
Examples:
  cargo boundaries diff main                              what the work tree changes
  cargo boundaries diff main...                           the same, from where the branch was left
  cargo boundaries diff v1.0.0 v1.1.0 --format json       between two releases, for a script
  cargo boundaries diff main... HEAD --format markdown    a comment for a pull request";

pub(super) const CONTRACTS: &str = "\
Examples:
  cargo boundaries contracts                   every contract, and how often it is used
  cargo boundaries contracts --team billing    those of a team, on either side";

pub(super) const PROPOSE: &str = "\
Examples:
  cargo boundaries contracts propose orders billing --print                look at it first
  cargo boundaries contracts propose orders billing --reason 'charging'    write it";

pub(super) const CONTRACTS_PRUNE: &str = "\
Examples:
  cargo boundaries contracts prune --dry-run     what nothing uses
  cargo boundaries contracts prune --surfaces    take it out, from surfaces as well";

pub(super) const BASELINE: &str = "\
Examples:
  cargo boundaries baseline update    what it would record; it grows with `--accept` alone
  cargo boundaries baseline prune     take out what is paid back";

pub(super) const UPDATE: &str = "\
Examples:
  cargo boundaries baseline update                               look at it first, or record less
  cargo boundaries baseline update --accept --reason 'ORD-12'    the first time, or to tolerate more";

pub(super) const PRUNE: &str = "\
Examples:
  cargo boundaries baseline prune    take out what is paid back";

pub(super) const LSP: &str = "\
Examples:
  cargo boundaries lsp    what an editor starts; docs/editors.md has a recipe for each";

pub(super) const MCP: &str = "\
Examples:
  cargo boundaries mcp                                        for the workspace around here
  cargo boundaries mcp --manifest-path /path/to/Cargo.toml    for the one of this manifest";

pub(super) const SCHEMA: &str = "\
Examples:
  cargo boundaries schema > boundaries.schema.json    for an editor that completes TOML by schemas";
