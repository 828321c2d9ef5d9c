//! The difference between two states in its three formats: what it looks like, and that nothing written by others gets out
//! of its place.

use boundaries_lint::change::{
    Agreement, Cause, CouplingChange, CouplingChangeKind, CouplingState, Difference, Effect, PairDifference,
    PolicyChange, Spot, Standing, Topic,
};
use boundaries_report::TextOptions;
use boundaries_report::diff::{DiffView, StateName, json, markdown, text};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::hostile::{hostile, no_command_gets_through, no_control_gets_through};

const HASH: &str = "0123456789abcdef0123456789abcdef01234567";

fn spot(path: &str, line: u32, written: &str) -> Spot {
    Spot { path: path.into(), line, column: 5, written: written.to_owned() }
}

fn coupling(consumer: &str, provider: &str, standing: Standing, places: usize) -> CouplingState {
    let places =
        (1..=places).map(|line| spot("billing/src/lib.rs", u32::try_from(line).unwrap_or(1), provider)).collect();
    CouplingState { consumer: consumer.to_owned(), provider: provider.to_owned(), standing, by: None, places }
}

fn change(kind: CouplingChangeKind, before: Option<CouplingState>, after: Option<CouplingState>) -> CouplingChange {
    CouplingChange { kind, cause: Cause::Code, before, after }
}

/// A difference in which everything that others write is `name`.
fn difference(name: &str) -> Difference {
    let state = |standing, places| coupling(&format!("{name}::a"), &format!("{name}::B"), standing, places);
    let couplings = vec![
        change(CouplingChangeKind::Gained, None, Some(state(Standing::Failing, 7))),
        change(CouplingChangeKind::Lost, Some(state(Standing::Permitted, 1)), None),
        change(
            CouplingChangeKind::Moved,
            Some(coupling("old::a", "old::B", Standing::Failing, 1)),
            Some(state(Standing::Failing, 1)),
        ),
        change(CouplingChangeKind::Judged, Some(state(Standing::Failing, 1)), Some(state(Standing::Tolerated, 1))),
        change(CouplingChangeKind::Grown, Some(state(Standing::Permitted, 1)), Some(state(Standing::Permitted, 3))),
    ];
    let contract = PolicyChange {
        effect: Effect::Loosened,
        topic: Topic::Contract,
        subject: format!("contract of `{name}` with `{name}`"),
        attribute: None,
        before: None,
        after: Some(format!("`{name}`")),
        consumers: vec![name.to_owned()],
        providers: vec![name.to_owned()],
        place_before: None,
        place_after: Some(spot(&format!("{name}.toml"), 12, "")),
        crossings: 0,
    };
    let level = PolicyChange {
        effect: Effect::Tightened,
        topic: Topic::Level,
        subject: "rule `off-surface`".to_owned(),
        attribute: Some("level".to_owned()),
        before: Some("`warn`".to_owned()),
        after: Some("`deny`".to_owned()),
        consumers: Vec::new(),
        providers: Vec::new(),
        ..contract.clone()
    };
    Difference {
        pairs: vec![PairDifference { consumers: vec![name.to_owned()], providers: vec![name.to_owned()], couplings }],
        agreements: vec![
            Agreement { team: None, contact: None, reasons: vec![level.describe()] },
            Agreement {
                team: Some(name.to_owned()),
                contact: Some(name.to_owned()),
                reasons: vec![contract.describe(), format!("1 new coupling from `{name}` without permission")],
            },
        ],
        policy: vec![contract, level],
        excused: 1,
        unread: Vec::new(),
    }
}

fn view<'a>(difference: &'a Difference, revision: &'a str) -> DiffView<'a> {
    DiffView {
        difference,
        before: StateName { revision: Some(revision), commit: Some(HASH) },
        after: StateName { revision: None, commit: None },
    }
}

fn in_text(view: &DiffView<'_>, options: TextOptions) -> String {
    let mut out = Vec::new();
    text(view, options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn in_markdown(view: &DiffView<'_>) -> String {
    let mut out = Vec::new();
    markdown(view, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn in_json(view: &DiffView<'_>) -> String {
    let mut out = Vec::new();
    json(view, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn text_tells_the_one_thing_first() {
    insta::assert_snapshot!(in_text(&view(&difference("billing"), "main"), TextOptions::default()), @"
    this change loosens the policy in 1 place and tightens it in 1 place; 1 coupling passes by that alone
    `main` (0123456789) → the work tree

    policy
      loosened   new contract of `billing` with `billing`, because `billing`
                 (billing.toml:12)
      tightened  rule `off-surface`: level `warn` → `deny` (billing.toml:12)

    who has to agree
      every team
        rule `off-surface`: level `warn` → `deny`
      billing (billing)
        new contract of `billing` with `billing`
        1 new coupling from `billing` without permission

    billing → billing 1 gained, 1 lost, 1 moved, 1 judged otherwise, 1 grown
      + `billing::a` uses `billing::B`, without permission
          billing/src/lib.rs:1:5 billing::B
          billing/src/lib.rs:2:5 billing::B
          billing/src/lib.rs:3:5 billing::B
          and 4 more
      - `billing::a` uses `billing::B`
          billing/src/lib.rs:1:5 billing::B
      > `billing::a` uses `billing::B`, moved from `old::a` and `old::B`
          billing/src/lib.rs:1:5 billing::B
      ! `billing::a` uses `billing::B`: without permission → tolerated
          billing/src/lib.rs:1:5 billing::B
      ~ `billing::a` uses `billing::B`, 3 places instead of 1

    1 coupling gained (1 without permission), 1 lost, 1 moved, 1 judged otherwise, 1 grown; the policy is loosened in 1 place, tightened in 1 place
    ");
}

#[test]
fn ascii_text_has_only_ascii() {
    let text = in_text(&view(&difference("billing"), "main"), TextOptions { unicode: false, ..TextOptions::default() });
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn markdown_is_short_first_and_folds_the_rest() {
    insta::assert_snapshot!(in_markdown(&view(&difference("billing"), "main")), @r"
    > [!WARNING]
    > **Boundaries: this change loosens the policy in 1 place and tightens it in 1 place; 1 coupling passes by that alone**

    `main` (0123456789) → the work tree: 1 coupling gained (1 without permission), 1 lost, 1 moved, 1 judged otherwise, 1 grown; the policy is loosened in 1 place, tightened in 1 place.

    **Who has to agree**

    - **every team**: rule `off-surface`\: level `warn` → `deny`
    - **`billing`** (`billing`): new contract of `billing` with `billing`; 1 new coupling from `billing` without permission

    <details><summary>Policy: 1 loosened, 1 tightened</summary>

    - **loosened**: new contract of `billing` with `billing`, because `billing` (`billing.toml:12`)
    - tightened: rule `off-surface`\: level `warn` → `deny` (`billing.toml:12`)

    </details>

    <details><summary><code>billing</code> → <code>billing</code>: 1 gained, 1 lost, 1 moved, 1 judged otherwise, 1 grown</summary>

    - **gained**: `billing::a` uses `billing::B`, without permission
      - `billing/src/lib.rs:1` `billing::B`
      - `billing/src/lib.rs:2` `billing::B`
      - `billing/src/lib.rs:3` `billing::B`
      - `billing/src/lib.rs:4` `billing::B`
      - `billing/src/lib.rs:5` `billing::B`
      - and 2 more
    - lost: `billing::a` uses `billing::B`
      - `billing/src/lib.rs:1` `billing::B`
    - moved: `billing::a` uses `billing::B`, was `old::a` uses `old::B`
      - `billing/src/lib.rs:1` `billing::B`
    - judged: `billing::a` uses `billing::B`: without permission → tolerated
      - `billing/src/lib.rs:1` `billing::B`
    - grown: `billing::a` uses `billing::B`, 3 places instead of 1

    </details>
    ");
}

#[test]
fn json_is_versioned() {
    let value: serde_json::Value =
        serde_json::from_str(&in_json(&view(&difference("billing"), "main"))).expect("it is JSON");
    assert_eq!(value["schema-version"], 1);
    assert_eq!((&value["verdict"], &value["totals"]["gained-open"]), (&"loosens".into(), &1.into()));
    assert_eq!(value["pairs"][0]["couplings"][0]["after"]["places"][0]["line"], 1);
    assert_eq!(value["policy"][0]["text"], "new contract of `billing` with `billing`");
}

#[test]
fn nothing_different_is_one_sentence() {
    let nothing =
        Difference { pairs: Vec::new(), policy: Vec::new(), agreements: Vec::new(), excused: 0, unread: Vec::new() };
    let told = in_text(&view(&nothing, HASH), TextOptions::default());
    assert_eq!(told, "nothing differs\n`0123456789` → the work tree\n");
}

#[test]
fn a_comment_is_never_too_long() {
    let mut huge = difference(&"b".repeat(3000));
    let pair = huge.pairs[0].clone();
    huge.pairs = vec![pair; 400];
    let many = huge.agreements[1].clone();
    huge.agreements = vec![many; 400];
    let page = in_markdown(&view(&huge, "main"));
    assert!(page.len() <= 65_000, "{}", page.len());
    assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
    assert!(page.contains("not fit into a comment"), "{}", &page[page.len() - 200..]);
}

/// What others wrote is text or code: no link, picture, heading or HTML but the folds comes of it.
fn nothing_but_its_own_shape(page: &str) -> Result<(), TestCaseError> {
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Html(html) => {
                let rest = html.replace("<details>", "").replace("</details>", "").replace("<summary>", "");
                let rest = rest.replace("</summary>", "").replace("<code>", "").replace("</code>", "");
                prop_assert!(!rest.contains('<'), "{html:?} in {page}");
            }
            Event::Start(
                Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Strong | Tag::BlockQuote(_) | Tag::HtmlBlock,
            )
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak => {}
            other => prop_assert!(false, "{other:?} in {page}"),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_gets_out_of_its_place(name in hostile()) {
        let difference = difference(&name);
        let view = view(&difference, &name);
        let shown = [in_text(&view, TextOptions::default()), in_json(&view), in_markdown(&view)];
        for shown in &shown {
            no_control_gets_through(shown)?;
            no_command_gets_through(shown, &[])?;
        }
        nothing_but_its_own_shape(&shown[2])?;
    }
}
