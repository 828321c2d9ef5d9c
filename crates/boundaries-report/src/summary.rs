//! The closing line of a text report. It always tells how much is tolerated.

use boundaries_lint::{Report, Summary};

use crate::sanitize::sanitised;
use crate::theme::{Paint, TextOptions};

/// The closing line.
pub(crate) fn line(report: &Report, options: TextOptions) -> String {
    let summary = &report.summary;
    let verdict = if summary.failing > 0 {
        options.paint(Paint::Deny, &failing(summary.failing))
    } else if summary.denied + summary.warned > 0 {
        options.paint(Paint::Warn, "nothing fails")
    } else {
        options.paint(Paint::Good, if summary.base.is_some() { "no new findings" } else { "no findings" })
    };
    let mut parts = vec![verdict];
    if summary.warned > 0 {
        parts.push(count(summary.warned, "warning"));
    }
    if summary.observed > 0 {
        parts.push(format!("{} only observed", summary.observed));
    }
    // What existed at another revision is tolerated as well, and told below.
    if summary.waived > 0 || summary.base.is_none() {
        parts.push(tolerated(summary));
    }
    if summary.recorded > 0 {
        let paid = summary.recorded - summary.remaining;
        parts.push(format!("{paid} of {} in the baseline paid back", count(summary.recorded, "place")));
    }
    if let Some(base) = &summary.base {
        let mut old = format!("{} existed at {}", summary.existed, sanitised(&base.name));
        if summary.grown > 0 {
            old.push_str(&format!(" ({} grown since)", summary.grown));
        }
        parts.push(old);
        if base.unread > 0 {
            parts.push(format!("{} may have, in code that was not read there", base.unread));
        }
        if base.gone > 0 {
            parts.push(format!("{} gone since", base.gone));
        }
    }
    if summary.out_of_scope > 0 {
        parts.push(format!("{} outside the selection", summary.out_of_scope));
    }
    format!("{}{}", parts.join(", "), options.paint(Paint::Quiet, &coverage(summary)))
}

/// `1 finding`, `2 findings`.
pub(crate) fn count(number: usize, singular: &str) -> String {
    if number == 1 { format!("1 {singular}") } else { format!("{number} {singular}s") }
}

fn failing(number: usize) -> String {
    if number == 1 { "1 finding fails".to_owned() } else { format!("{number} findings fail") }
}

/// `nothing tolerated`, `5 tolerated by the baseline`, `5 tolerated (3 by the baseline, 1 by an exception, 1 by a comment)`.
fn tolerated(summary: &Summary) -> String {
    let excepted = summary.waived - summary.in_baseline - summary.by_comment;
    let some = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some((1, one.to_owned())),
        _ => Some((number, many.to_owned())),
    };
    let kinds = [
        some(summary.in_baseline, "the baseline", "the baseline"),
        some(excepted, "an exception", "exceptions"),
        some(summary.by_comment, "a comment", "comments"),
    ];
    let kinds: Vec<(usize, String)> = kinds.into_iter().flatten().collect();
    match kinds.as_slice() {
        [] => "nothing tolerated".to_owned(),
        [(number, by)] => format!("{number} tolerated by {by}"),
        several => {
            let parts: Vec<String> = several.iter().map(|(number, by)| format!("{number} by {by}")).collect();
            format!("{} tolerated ({})", summary.waived, parts.join(", "))
        }
    }
}

/// How many couplings there are in all, and how many of them a contract permits.
fn coverage(summary: &Summary) -> String {
    match summary.couplings {
        0 => " (no couplings between teams)".to_owned(),
        all => format!(" ({} of {} between teams under contract)", summary.permitted, count(all, "coupling")),
    }
}
