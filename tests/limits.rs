//! `--limit`: each limit by its name, what lies beyond it, and the page that lists them.

use boundaries::Limits;

#[test]
fn the_documentation_lists_each_limit() {
    let page = include_str!("../docs/limits.md");
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(2)?.strip_prefix('`')?.strip_suffix('`'))
        .collect();
    assert_eq!(listed, Limits::NAMES);
}
