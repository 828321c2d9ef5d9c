//! On which host the remote of a repository is, by git's files and without running git.
//!
//! `.git` is a folder, or a file that names one. The folder of a worktree lies inside that of the repository it was made
//! from, and its `commondir` leads there; the folder of a submodule lies in that of the repository around it. As such a
//! folder may be anywhere, it is looked into only if it is one of git's, and nothing of what it says is kept but the name of
//! a host.

use boundaries_cache::Disk;
use camino::{Utf8Path, Utf8PathBuf};

use super::read_inside;
use crate::disk::LimitedDisk;
use crate::limits::FileLimits;

/// The host of the remote of the repository at `root`, if git's configuration names one.
pub(super) fn host(root: &Utf8Path, disk: &Disk) -> Option<String> {
    // What git writes is no policy, and is not as large.
    let disk = &LimitedDisk::new(disk, FileLimits::default());
    let folder = git_folder(root, disk)?;
    let config = read_inside(&folder, "config".into(), &folder, disk).ok()?;
    host_in(&config.text)
}

/// The folder of git that has the configuration of the repository at `root`.
fn git_folder(root: &Utf8Path, disk: &LimitedDisk) -> Option<Utf8PathBuf> {
    let marker = root.join(".git");
    disk.look(&marker);
    let kind = marker.symlink_metadata().ok()?.file_type();
    if kind.is_dir() {
        return Some(marker);
    }
    let named = if marker.is_file() {
        root.join(disk.read_text(&marker).ok()?.strip_prefix("gitdir:")?.trim())
    } else {
        marker
    };
    disk.look(&named);
    let folder = named.canonicalize_utf8().ok()?;
    for name in ["commondir", "HEAD", "objects"] {
        disk.look(&folder.join(name));
    }
    let is_worktree = folder.join("commondir").is_file();
    if !folder.join("HEAD").is_file() || !(is_worktree || folder.join("objects").is_dir()) {
        return None;
    }
    if !is_worktree {
        return Some(folder);
    }
    let common = read_inside(&folder, "commondir".into(), &folder, disk).ok()?.text;
    disk.look(&folder.join(common.trim()));
    let common = folder.join(common.trim()).canonicalize_utf8().ok()?;
    folder.starts_with(&common).then_some(common)
}

/// The host of the remote `origin`, by git's configuration as a text; if it has none, the host that all other remotes have
/// in common.
fn host_in(config: &str) -> Option<String> {
    let remotes = remotes(config);
    let of_origin = remotes.iter().filter(|(name, _)| *name == "origin").find_map(|(_, address)| host_of(address));
    of_origin
        .or_else(|| {
            let mut hosts: Vec<&str> = remotes.iter().filter_map(|(_, address)| host_of(address)).collect();
            hosts.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
            match hosts[..] {
                [only] => Some(only),
                _ => None,
            }
        })
        .map(str::to_owned)
}

/// The names of remotes with their addresses.
fn remotes(config: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut remote = None;
    for line in config.lines() {
        let mut line = line.trim();
        if let Some((section, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let (section, name) = section.split_once('"').unwrap_or((section, ""));
            remote = section.trim().eq_ignore_ascii_case("remote").then(|| name.trim_end().trim_end_matches('"'));
            line = rest;
        }
        if let Some(name) = remote
            && let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("url")
        {
            let value = value.trim_start();
            let end = if value.starts_with('"') { '"' } else { '#' };
            let value = value.trim_start_matches('"').split([end, ';']).next().unwrap_or_default();
            found.push((name, value.trim()));
        }
    }
    found
}

/// `git@host:path`, `scheme://user:password@host:port/path`: the host. A folder has none.
fn host_of(address: &str) -> Option<&str> {
    let authority = match address.split_once("://") {
        Some((_, rest)) => rest.split('/').next()?,
        None => address.split_once(':')?.0,
    };
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    (!host.is_empty() && host.chars().all(is_plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::super::tests::folder;
    use super::*;

    const GITLAB: &str = "[remote \"origin\"]\n\turl = git@gitlab.com:a/b.git\n";

    #[test]
    fn the_remote_is_known_by_its_host_alone() {
        let config =
            |url: &str| format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n[branch \"a\"]\n");
        for url in [
            "https://me:word@gitlab.com:8443/a/b.git",
            "git@gitlab.com:a/b.git",
            "ssh://git@gitlab.com/a/b",
            "\"https://gitlab.com/a;b\" ; mirrored",
            "https://gitlab.com/a # comment",
        ] {
            assert_eq!(host_in(&config(url)).as_deref(), Some("gitlab.com"), "{url}");
        }
        for url in ["/srv/git/a.git", "../a.git", "file:///srv/a.git", "", "https://[::1]/a", "a b:c", "\u{1b}[1m:c"] {
            assert_eq!(host_in(&config(url)), None, "{url}");
        }
        for config in
            ["[remote \"origin\"]\n[x]\nurl = https://gitlab.com/a\n", "url = https://gitlab.com\n", "[", "[remote"]
        {
            assert_eq!(host_in(config), None, "{config}");
        }
        assert_eq!(host_in("[Remote \"origin\"] URL=https://gitlab.com/a\n").as_deref(), Some("gitlab.com"));
    }

    #[test]
    fn origin_comes_first_and_others_count_only_if_they_agree() {
        let remote = |name: &str, host: &str| format!("[remote \"{name}\"]\n\turl = https://{host}/a/b\n");
        let both = format!("{}{}", remote("fork", "github.com"), remote("origin", "gitlab.com"));
        assert_eq!(host_in(&both).as_deref(), Some("gitlab.com"));
        let agreeing = format!("{}{}", remote("upstream", "gitlab.com"), remote("fork", "gitlab.com"));
        assert_eq!(host_in(&agreeing).as_deref(), Some("gitlab.com"));
        let other = format!("{}{}", remote("upstream", "gitlab.com"), remote("fork", "github.com"));
        assert_eq!(host_in(&other), None);
        let local = format!("[remote \"origin\"]\n\turl = /srv/a.git\n{}", remote("fork", "github.com"));
        assert_eq!(host_in(&local).as_deref(), Some("github.com"));
    }

    #[test]
    fn a_worktree_has_the_remote_of_its_repository() {
        let (_folder, root) = folder(&[
            ("main/.git/HEAD", ""),
            ("main/.git/config", GITLAB),
            ("main/.git/worktrees/tree/HEAD", ""),
            ("main/.git/worktrees/tree/commondir", "../..\n"),
            ("tree/.git", "gitdir: ../main/.git/worktrees/tree\n"),
        ]);
        assert_eq!(host(&root.join("tree"), &Disk::default()).as_deref(), Some("gitlab.com"));
        assert_eq!(host(&root.join("main"), &Disk::default()).as_deref(), Some("gitlab.com"));
        let absolute = format!("gitdir: {}/main/.git/worktrees/tree", root);
        std::fs::write(root.join("tree/.git"), absolute).expect("the file can be written");
        assert_eq!(host(&root.join("tree"), &Disk::default()).as_deref(), Some("gitlab.com"));
    }

    #[test]
    fn a_submodule_has_a_remote_of_its_own() {
        let (_folder, root) = folder(&[
            (".git/config", "[remote \"origin\"]\nurl = https://github.com/a\n"),
            (".git/modules/sub/HEAD", ""),
            (".git/modules/sub/objects/x", ""),
            (".git/modules/sub/config", GITLAB),
            ("sub/.git", "gitdir: ../.git/modules/sub\n"),
        ]);
        assert_eq!(host(&root.join("sub"), &Disk::default()).as_deref(), Some("gitlab.com"));
    }

    #[test]
    fn a_file_that_leads_to_no_folder_of_git_leads_nowhere() {
        let (_folder, root) = folder(&[
            ("elsewhere/config", GITLAB),
            ("astray/HEAD", ""),
            ("astray/commondir", "../elsewhere"),
            ("repository/.git", ""),
        ]);
        for text in [
            "gitdir: ../elsewhere",
            "gitdir: ../astray",
            "gitdir: ../nowhere",
            "gitdir: /",
            "gitdir: .git",
            "gitdir:",
            "",
            "gitdir",
            "\u{0}",
        ] {
            std::fs::write(root.join("repository/.git"), text).expect("the file can be written");
            assert_eq!(host(&root.join("repository"), &Disk::default()), None, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_configuration_is_no_link_to_another_place() {
        let (_folder, root) = folder(&[("elsewhere", GITLAB), ("repository/.git/HEAD", "")]);
        let config = root.join("repository/.git/config");
        std::os::unix::fs::symlink(root.join("elsewhere"), config).expect("links can be made");
        assert_eq!(host(&root.join("repository"), &Disk::default()), None);
    }
}
