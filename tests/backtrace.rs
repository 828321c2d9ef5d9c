//! `owners --backtrace` on what real programs print: whose code it is, and whom to ask first.

use std::io::Write as _;
use std::process::Stdio;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use insta::assert_snapshot;

const SHOP: &str = r#"
//- boundaries.toml
[teams]
billing = { owns = ["crates/billing/**"], contact = "team-billing" }
tax     = { owns = ["billing::tax"] }
orders  = { owns = ["crates/orders/**"] }
//- Cargo.toml
[workspace]
resolver = "3"
members = ["crates/*"]
//- crates/billing/Cargo.toml
[package]
name = "billing"
edition = "2024"
//- crates/billing/src/lib.rs
pub mod api;
pub mod tax {
    pub trait Taxed {
        fn rate(&self) -> u32;
        fn tax(&self) -> u32 {
            self.rate()
        }
    }
}
pub fn last() {}
//- crates/billing/src/api.rs
use std::fmt;
pub struct Invoice<T>(pub T);
impl<T> fmt::Display for Invoice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
pub fn checked(n: u32) -> u32 {
    n
}
//- crates/orders/Cargo.toml
[package]
name = "orders"
edition = "2024"
[dependencies]
billing = { path = "../billing" }
//- crates/orders/src/main.rs
mod cart {
    pub struct Order;
    impl billing::tax::Taxed for Order {
        fn rate(&self) -> u32 {
            3
        }
    }
    pub fn show() {}
}
fn main() {}
//- crates/orders/tests/all.rs
#[test]
fn it() {}
//- crates/loose/src/lib.rs
pub fn free() {}
"#;

fn told(args: &[&str], input: &str) -> String {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let root = dir.path().canonicalize().expect("the folder is there").display().to_string();
    let mut child = command(&["owners", "--backtrace"])
        .args(args)
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program can be called");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    stdin.write_all(input.replace("[root]", &root).as_bytes()).expect("the program reads");
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn a_short_backtrace_names_the_team_of_each_frame() {
    assert_snapshot!(told(&[], "
thread 'main' (5778) panicked at crates/billing/src/api.rs:9:5:
index out of bounds: the len is 0 but the index is 7
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   1: core::panicking::panic_fmt
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:80:14
   2: <usize as core::slice::index::SliceIndex<[T]>>::index
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/index.rs:272:10
   3: billing::api::checked
             at ./crates/billing/src/api.rs:9:5
   4: <billing::api::Invoice<T> as core::fmt::Display>::fmt::{{closure}}
             at ./crates/billing/src/api.rs:5:9
   5: serde_json::value::to_value
             at /home/me/.cargo/registry/src/registry-1949cf8c6b5b557f/serde_json-1.0.1/src/value/mod.rs:1:1
   6: billing::tax::Taxed::tax
             at ./crates/billing/src/lib.rs:6:13
   7: orders::cart::show
             at ./crates/orders/src/main.rs:8:5
   8: loose::free
             at ./crates/loose/src/lib.rs:1:1
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
"), @"
    ask billing (team-billing) first: crates/billing/src/api.rs:9:5 is the first frame from the top that has an owner

      panic  billing     crates/billing/src/api.rs:9:5   billing::api
          3  billing     crates/billing/src/api.rs:9:5   billing::api::checked
          4  billing     crates/billing/src/api.rs:5:9   <billing::api::Invoice<T> as core::fmt::Display>::fmt::{{closure}}
          6  tax         crates/billing/src/lib.rs:6:13  billing::tax::Taxed::tax
          7  orders      crates/orders/src/main.rs:8:5   orders::cart::show
          8  (no owner)  crates/loose/src/lib.rs:1:1     loose::free
    skipped: 3 in the standard library, 1 in other crates
    ");
}

#[test]
fn a_full_backtrace_with_absolute_paths_of_this_and_other_machines_is_found() {
    assert_snapshot!(told(&[], r"
stack backtrace:
   0:     0x55ed4106a1aa - std[e28293b1aa0f68bd]::backtrace_rs::backtrace::libunwind::trace
                               at /rustc/x/library/std/src/../../backtrace/src/backtrace/libunwind.rs:117:9
   1:     0x55ed41040336 - billing::api::checked::h35fe1e78892760a9
                               at [root]/crates/billing/src/api.rs:9:5
   2:     0x55ed4103ff0a - <<std[e28293b1aa0f68bd]::sys::Lock>::print::Shown as core[c1f1a4ba060b9bfa]::fmt::Display>::fmt
   3:     0x55ed4103fe6b - orders::main::he5f60b3c6a7c64e5
                               at /builds/ci/shop/crates/orders/src/main.rs:10:1
   4:     0x55ed4103fe6b - orders::cart::show
                               at C:\work\shop\crates\orders\src\main.rs:8:5
   5:     0x7fb723617305 - __libc_start_main_impl
                               at ./csu/../csu/libc-start.c:360:3
   6:                0x0 - <unknown>
"), @"
    ask billing (team-billing) first: crates/billing/src/api.rs:9:5 is the first frame from the top that has an owner

          1  billing  crates/billing/src/api.rs:9:5   billing::api::checked::h35fe1e78892760a9
          3  orders   crates/orders/src/main.rs:10:1  orders::main::he5f60b3c6a7c64e5
          4  orders   crates/orders/src/main.rs:8:5   orders::cart::show
    skipped: 3 in the standard library, 1 not found
    ");
}

#[test]
fn symbols_alone_are_enough_but_never_a_guess() {
    assert_snapshot!(told(&[], "
stack backtrace:
   0: core::panicking::panic_bounds_check
   1: billing[2cd6a586784425bf]::api::checked::<u32>::{closure#0}
   2: <orders::cart::Order as billing::tax::Taxed>::rate
   3: <orders::cart::Order as billing::tax::Taxed>::tax
   4: <core::iter::Map<I, F> as billing::tax::Taxed>::rate
   5: billing::api::<impl core::fmt::Display for billing::api::Invoice<T>>::fmt
   6: core::ops::function::FnOnce::call_once<orders::main>
   7: orders::cart::not_there_any_more
   8: main
"), @"
    ask billing (team-billing) first: crates/billing/src/api.rs is the first frame from the top that has an owner

          1  billing  crates/billing/src/api.rs  billing[2cd6a586784425bf]::api::checked::<u32>::{closure#0}  (by name)
          2  orders   crates/orders/src/main.rs  <orders::cart::Order as billing::tax::Taxed>::rate  (by name)
          3  tax      crates/billing/src/lib.rs  <orders::cart::Order as billing::tax::Taxed>::tax  (by name)
          5  billing  crates/billing/src/api.rs  billing::api::<impl core::fmt::Display for billing::api::Invoice<T>>::fmt  (by name)
          7  orders   crates/orders/src/main.rs  orders::cart::not_there_any_more  (by name)
    skipped: 3 in the standard library, 1 not found
    ");
}

#[test]
fn a_test_run_in_the_folder_of_its_package_is_understood() {
    assert_snapshot!(told(&[], "
thread 'it' (5885) panicked at tests/all.rs:2:9:
stack backtrace:
   0: all::it
             at ./tests/all.rs:2:9
   1: orders::cart::show
             at ./src/main.rs:8:5
   2: billing::last
             at ../billing/src/lib.rs:10:1
   3: somebody::elses
             at ./src/lib.rs:1:1
"), @"
    ask orders first: crates/orders/tests/all.rs:2:9 is the first frame from the top that has an owner

      panic  orders   crates/orders/tests/all.rs:2:9  all
          0  orders   crates/orders/tests/all.rs:2:9  all::it
          1  orders   crates/orders/src/main.rs:8:5   orders::cart::show
          2  billing  crates/billing/src/lib.rs:10:1  billing::last
    skipped: 1 in other crates
    ");
}

#[test]
fn logs_and_reports_of_errors_are_read() {
    assert_snapshot!(told(&[], "
2026-11-21T08:00:00.000Z  INFO orders::cart: crates/orders/src/main.rs:8: shown
2026-11-21T08:00:01.000Z ERROR billing::tax: crates/billing/src/lib.rs:6: no rate
[2026-11-21T08:00:02Z ERROR billing::api] no money
{\"level\":\"ERROR\",\"target\":\"orders\",\"filename\":\"crates/orders/src/main.rs\",\"line_number\":10}
Error: no money

Location:
   \u{1b}[35mcrates/billing/src/api.rs\u{1b}[0m:\u{1b}[35m9\u{1b}[0m
"), @"
    ask tax first: crates/billing/src/lib.rs:6 is the first frame from the top that has an owner

        log  tax      crates/billing/src/lib.rs:6   billing::tax
        log  billing  crates/billing/src/api.rs     billing::api  (by name)
        log  orders   crates/orders/src/main.rs:10  orders
        log  billing  crates/billing/src/api.rs:9   billing::api
    skipped: 1 line of the log without a warning or an error
    ");
}

#[test]
fn code_without_an_owner_is_told_and_the_next_owner_is_asked() {
    let trace = "thread 'main' panicked at crates/loose/src/lib.rs:1:1:\nx\nthread 'main' panicked at crates/orders/src/main.rs:10:1:\ny\n";
    assert_snapshot!(told(&[], trace), @"
    ask orders first: crates/orders/src/main.rs:10:1 is the first frame from the top that has an owner

      panic  (no owner)  crates/loose/src/lib.rs:1:1     loose
      panic  orders      crates/orders/src/main.rs:10:1  orders
    ");
    assert_snapshot!(told(&["--format", "csv"], trace), @"
    frame,state,teams,contacts,path,line,column,module,symbol,found-by
    panic,unmatched,,,crates/loose/src/lib.rs,1,1,loose,,file
    panic,owned,orders,,crates/orders/src/main.rs,10,1,orders,,file
    ");
    assert_snapshot!(told(&["--format", "markdown"], trace), @"
    | frame | owner | place | function |
    |---:|---|---|---|
    | panic | (no owner) | `crates/loose/src/lib.rs:1:1` | `loose` |
    | panic | **`orders`** | `crates/orders/src/main.rs:10:1` | `orders` |
    ");
    assert_snapshot!(told(&["--format", "json"], "thread 'main' panicked at crates/billing/src/api.rs:9:5:\n"), @r#"
    {
      "schema-version": 1,
      "responsible": 0,
      "frames": [
        {
          "origin": "panic",
          "number": null,
          "symbol": null,
          "path": "crates/billing/src/api.rs",
          "line": 9,
          "column": 5,
          "module": "billing::api",
          "state": "owned",
          "teams": [
            {
              "name": "billing",
              "contact": "team-billing"
            }
          ],
          "found-by": "file"
        }
      ],
      "skipped": {
        "standard-library": 0,
        "other-crates": 0,
        "not-found": 0,
        "quiet-lines": 0
      }
    }
    "#);
    assert_eq!(told(&[], ""), "no frame is in this workspace\n");
    assert_eq!(
        told(&[], "thread 'main' panicked at crates/loose/src/lib.rs:1:1:\n").lines().next(),
        Some("no frame in this workspace has an owner")
    );
}
