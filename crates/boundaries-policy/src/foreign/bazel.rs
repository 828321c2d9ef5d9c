//! Visibility in Bazel's `BUILD` files: which packages may depend on the Rust targets of a folder. Source: Bazel's page
//! "Visibility" and the reference of `package_group`.
//!
//! Read are calls on the top level, with texts and lists of texts as arguments. Nothing is evaluated: what a variable, a
//! macro or a `select` would say is left out, with its line.

mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::DependencyKind;
use camino::{Utf8Path, Utf8PathBuf};

use super::{Foreign, ForeignDemand, ForeignRule, Member, Remark, listed};
use tokens::{Call, Value, calls};

/// A `BUILD` file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BuildFile {
    /// Its folder, from the root of Bazel's workspace; empty for the root itself.
    pub dir: Utf8PathBuf,
    /// Its text.
    pub text: String,
}

/// What package groups hold, by their labels.
pub type Groups = BTreeMap<String, Vec<String>>;

/// The package groups that a file declares.
///
/// # Errors
/// If the text is no sequence of calls; all mistakes at once.
pub fn bazel_groups(file: &BuildFile) -> Result<Groups, Vec<Remark>> {
    let mut groups = Groups::new();
    for call in calls(&file.text)?.iter().filter(|call| call.name == "package_group") {
        let Some(Value::Text(name)) = call.value("name") else { continue };
        let mut holds = call.list("packages").unwrap_or_else(|| vec!["?".to_owned()]);
        holds.extend(
            call.list("includes").unwrap_or_default().iter().map(|label| format!("={}", absolute(label, &file.dir))),
        );
        groups.insert(format!("//{}:{name}", file.dir), holds);
    }
    Ok(groups)
}

/// Who may use the Rust targets of a file: a demand for the workspace's package in the same folder. `base` is the folder
/// of the Cargo workspace, from the root of Bazel's.
///
/// # Errors
/// If the text is no sequence of calls; all mistakes at once.
pub fn bazel_visibility(
    file: &BuildFile,
    groups: &Groups,
    members: &[Member],
    base: &Utf8Path,
) -> Result<Foreign, Vec<Remark>> {
    let calls = calls(&file.text)?;
    let place = |member: &Member| if member.dir.as_str().is_empty() { base.to_owned() } else { base.join(&member.dir) };
    let mut found = Foreign::default();
    let libraries: Vec<&Call> = calls.iter().filter(|call| is_library(&call.name)).collect();
    let Some(first) = libraries.first() else { return Ok(found) };
    let Some(own) = members.iter().find(|member| place(member) == file.dir) else {
        let text = "there is no package of the Cargo workspace in this folder".to_owned();
        found.left_out.push(Remark { line: first.line, text });
        return Ok(found);
    };
    let default = calls.iter().find(|call| call.name == "package").and_then(|call| call.value("default_visibility"));
    let mut viewers: Option<BTreeSet<String>> = Some(BTreeSet::new());
    for library in &libraries {
        let labels = match library.value("visibility").or(default) {
            None => Vec::new(),
            Some(value) => match value.texts() {
                Some(labels) => labels,
                None => {
                    let text = "`visibility` is not written out as a list of texts".to_owned();
                    found.left_out.push(Remark { line: library.line, text });
                    return Ok(found);
                }
            },
        };
        let mut view = View { groups, left_out: &mut found.left_out, line: library.line, seen: BTreeSet::new() };
        let sees =
            |pattern: &Pattern| members.iter().filter(|member| pattern.covers(&place(member))).collect::<Vec<_>>();
        let Some((may, may_not)) = view.patterns(&labels, &file.dir) else {
            viewers = None;
            continue;
        };
        let excluded: BTreeSet<&str> = may_not.iter().flat_map(&sees).map(|member| member.name.as_str()).collect();
        let names = may.iter().flat_map(&sees).map(|member| member.name.clone());
        if let Some(viewers) = &mut viewers {
            viewers.extend(names.filter(|name| *name != own.name && !excluded.contains(name.as_str())));
        }
    }
    if let Some(viewers) = viewers {
        let names: Vec<String> = viewers.into_iter().collect();
        let reason = match names.as_slice() {
            [] => format!("`{}` is visible to nobody in Bazel", own.name),
            names => format!("`{}` is visible to {} alone in Bazel", own.name, listed(names)),
        };
        let demand = ForeignDemand::Forbid {
            from: vec!["*".to_owned()],
            except: names.iter().map(|name| format!("crate:{name}")).collect(),
            to: vec![format!("crate:{}", own.name)],
            may_be_absent: false,
        };
        let kinds = Some(vec![DependencyKind::Normal, DependencyKind::Test, DependencyKind::Build]);
        found.rules.push(ForeignRule { demand, kinds, reason, line: first.line });
    }
    Ok(found)
}

fn is_library(rule: &str) -> bool {
    rule.starts_with("rust_") && (rule.ends_with("_library") || rule == "rust_proc_macro")
}

/// Packages that a label or an entry of a group covers.
struct Pattern {
    dir: Utf8PathBuf,
    with_below: bool,
}

impl Pattern {
    fn covers(&self, dir: &Utf8Path) -> bool {
        if self.with_below { dir.starts_with(&self.dir) } else { dir == self.dir }
    }
}

/// Looks up what a list of labels lets see.
struct View<'v> {
    groups: &'v Groups,
    left_out: &'v mut Vec<Remark>,
    line: usize,
    seen: BTreeSet<String>,
}

impl View<'_> {
    /// Who may see, and who of those may not; none if all may.
    fn patterns(&mut self, labels: &[String], dir: &Utf8Path) -> Option<(Vec<Pattern>, Vec<Pattern>)> {
        let (mut may, mut may_not) = (Vec::new(), Vec::new());
        let mut todo: Vec<String> = labels.iter().map(|label| absolute(label, dir)).collect();
        while let Some(label) = todo.pop() {
            let Some((package, name)) = label.strip_prefix("//").and_then(|label| label.split_once(':')) else {
                self.leave_out(format!("`{label}` is no label of this repository"));
                continue;
            };
            match (package, name) {
                ("visibility", "public") => return None,
                ("visibility", "private") => {}
                (dir, "__pkg__") => may.push(Pattern { dir: dir.into(), with_below: false }),
                (dir, "__subpackages__") => may.push(Pattern { dir: dir.into(), with_below: true }),
                _ if !self.seen.insert(label.clone()) => {}
                _ => match self.groups.get(&label) {
                    None => {
                        self.leave_out(format!("the package group `{label}` is in none of the files that were read"))
                    }
                    Some(entries) => {
                        for entry in entries {
                            match entry.strip_prefix('=') {
                                Some(other) => todo.push(other.to_owned()),
                                None if entry == "public" || entry == "//..." => return None,
                                None if entry == "private" => {}
                                None => match (entry.strip_prefix('-'), group_entry(entry)) {
                                    (_, None) => {
                                        self.leave_out(format!("`{entry}` of `{label}` is no list of packages"))
                                    }
                                    (Some(_), Some(pattern)) => may_not.push(pattern),
                                    (None, Some(pattern)) => may.push(pattern),
                                },
                            }
                        }
                    }
                },
            }
        }
        Some((may, may_not))
    }

    fn leave_out(&mut self, text: String) {
        self.left_out.push(Remark { line: self.line, text });
    }
}

/// An entry of a package group: `//a/b`, `//a/...`, with a minus in front for those that are taken out.
fn group_entry(entry: &str) -> Option<Pattern> {
    let path = entry.trim_start_matches('-').strip_prefix("//")?;
    match path.strip_suffix("...") {
        Some(dir) => Some(Pattern { dir: dir.trim_end_matches('/').into(), with_below: true }),
        None => Some(Pattern { dir: path.into(), with_below: false }),
    }
}

/// A label from the root: `:group` is of the same folder, `//a/b` short for `//a/b:b`.
fn absolute(label: &str, dir: &Utf8Path) -> String {
    match label.strip_prefix("//") {
        Some(rest) if rest.contains(':') => label.to_owned(),
        Some(rest) => format!("//{rest}:{}", rest.rsplit('/').next().unwrap_or(rest)),
        None if label.starts_with('@') => label.to_owned(),
        None => format!("//{dir}:{}", label.trim_start_matches(':')),
    }
}
