//! The architecture of a workspace as a test, here of this repository: any package will do, with `boundaries` among its
//! development dependencies and a policy at the root of the workspace.

fn main() {
    boundaries::testing::assert_holds(std::env::args().nth(1).as_deref().unwrap_or("."));
}

#[test]
fn architecture_holds() {
    boundaries::testing::assert_holds(env!("CARGO_MANIFEST_DIR"));
}
