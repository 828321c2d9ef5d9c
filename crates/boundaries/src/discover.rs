//! Where the texts of a policy are: policy file, team files, CODEOWNERS. Looks and reads; what the texts say is not known
//! here.
//!
//! Nothing is followed out of the repository: a link that leads elsewhere is refused, so that no report of a stranger's
//! workspace can show a file of this machine. git itself is not run; a repository is known by its `.git`.

mod remote;

use std::io;

use boundaries_cache::Disk;
use boundaries_policy::Dialect;
use boundaries_report::Layout;
use camino::{Utf8Path, Utf8PathBuf};

use crate::Error;
use crate::disk::LimitedDisk;

/// Where a policy may stand, from the workspace's root.
pub(crate) const POLICY_PLACES: [&str; 2] = ["boundaries.toml", ".config/boundaries.toml"];

/// The folder of team files, from the workspace's root.
pub(crate) const TEAM_FOLDER: &str = "boundaries";

/// The folder of the baseline, from the workspace's root.
pub(crate) const BASELINE_FOLDER: &str = "boundaries/baseline";

/// A text that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundText {
    /// From the workspace's root; starts with `..` where the file lies above it.
    pub(crate) path: Utf8PathBuf,
    /// The whole text.
    pub(crate) text: String,
}

/// CODEOWNERS, and how the workspace lies in its repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundCodeowners {
    /// The file.
    pub(crate) file: FoundText,
    /// Its path from the repository's root, by which its dialect is known.
    pub(crate) place: &'static str,
    /// The workspace's root from the repository's root; empty where they are the same.
    pub(crate) prefix: Utf8PathBuf,
    /// The host of the repository's remote, if its configuration names one.
    pub(crate) remote_host: Option<String>,
    /// Further CODEOWNERS files, which no forge looks at because of this one; from the repository's root.
    pub(crate) shadowed: Vec<&'static str>,
}

/// The policy file of the workspace at `root`: at most one, as nobody must have to guess which is in force.
///
/// `in_manifest` tells whether the root manifest has a `[workspace.metadata.boundaries]`.
pub(crate) fn policy_file(root: &Utf8Path, in_manifest: bool, disk: &LimitedDisk) -> Result<Option<FoundText>, Error> {
    match *policy_places(root, in_manifest, disk)?.as_slice() {
        [first, second, ..] => Err(Error::TwoPolicies { first: first.to_owned(), second: second.to_owned() }),
        [place] if !in_manifest => read_inside(root, place.into(), root, disk).map(Some),
        _ => Ok(None),
    }
}

/// Where there is a policy, in the order in which it is looked for.
pub(crate) fn policy_places(root: &Utf8Path, in_manifest: bool, disk: &Disk) -> Result<Vec<&'static str>, Error> {
    let mut places = Vec::new();
    for place in POLICY_PLACES {
        let stands = stands(&root.join(place), disk).map_err(|cause| Error::Read { path: place.into(), cause })?;
        places.extend(stands.then_some(place));
    }
    if in_manifest {
        places.push("[workspace.metadata.boundaries] in Cargo.toml");
    }
    Ok(places)
}

/// The policy file named by the user, wherever it lies. `path` is from the working directory.
pub(crate) fn named_policy_file(root: &Utf8Path, path: &Utf8Path, disk: &LimitedDisk) -> Result<FoundText, Error> {
    let text = disk.read_text(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
    let from_root = path.canonicalize_utf8().map(|whole| layout(root, disk).from_working_dir(&whole));
    Ok(FoundText { path: from_root.map_or_else(|_| with_slashes(path), Utf8PathBuf::from), text })
}

/// The manifest at the workspace's root. A workspace known only by its metadata may have none on this machine.
pub(crate) fn root_manifest(root: &Utf8Path, disk: &LimitedDisk) -> Result<Option<FoundText>, Error> {
    if exists(&root.join("Cargo.toml"), disk) {
        read_inside(root, "Cargo.toml".into(), root, disk).map(Some)
    } else {
        Ok(None)
    }
}

/// The team files `boundaries/<team>.toml`, by name.
pub(crate) fn team_files(root: &Utf8Path, disk: &LimitedDisk) -> Result<Vec<FoundText>, Error> {
    toml_files(root, TEAM_FOLDER, disk)
}

/// The files of the baseline, by name.
pub(crate) fn baseline_files(root: &Utf8Path, disk: &LimitedDisk) -> Result<Vec<FoundText>, Error> {
    toml_files(root, BASELINE_FOLDER, disk)
}

/// Whether there is a file of this path from the workspace's root, within its repository.
pub(crate) fn file_exists(root: &Utf8Path, path: &Utf8Path, disk: &Disk) -> bool {
    disk.look(&root.join(path));
    let within = repository_root(root, disk).canonicalize_utf8();
    let real = root.join(path).canonicalize_utf8();
    within.is_ok_and(|within| real.is_ok_and(|real| real.starts_with(within) && real.is_file()))
}

/// The text of a file that the user names, wherever it lies.
pub(crate) fn named_file(path: &Utf8Path, disk: &LimitedDisk) -> Result<String, Error> {
    disk.read_text(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })
}

/// The workspace's root from the root of its repository.
pub(crate) fn prefix_in_repository(root: &Utf8Path) -> Utf8PathBuf {
    with_slashes(root.strip_prefix(repository_root(root, &Disk::default())).unwrap_or(Utf8Path::new("")))
}

/// The text of a file below the root, if it exists.
pub(crate) fn text_below(root: &Utf8Path, path: &Utf8Path, disk: &LimitedDisk) -> Result<Option<String>, Error> {
    stays_inside(root, path)?;
    if exists(&root.join(path), disk) {
        read_inside(root, path.to_owned(), root, disk).map(|found| Some(found.text))
    } else {
        Ok(None)
    }
}

/// Refuses a path that links lead out of the repository, be it or a folder on the way to it.
pub(crate) fn stays_inside(root: &Utf8Path, path: &Utf8Path) -> Result<(), Error> {
    let failed = |cause| Error::Read { path: path.to_owned(), cause };
    let disk = Disk::default();
    let within = repository_root(root, &disk).canonicalize_utf8().map_err(failed)?;
    let whole = root.join(path);
    let nearest = whole.ancestors().find(|folder| exists(folder, &disk)).unwrap_or(root);
    if nearest.canonicalize_utf8().map_err(failed)?.starts_with(within) {
        Ok(())
    } else {
        Err(failed(io::Error::other("it is a link that leads out of the repository")))
    }
}

fn toml_files(root: &Utf8Path, place: &str, disk: &LimitedDisk) -> Result<Vec<FoundText>, Error> {
    let folder = root.join(place);
    let failed = |cause| Error::Read { path: place.into(), cause };
    if !stands(&folder, disk).map_err(failed)? || !folder.metadata().map_err(failed)?.is_dir() {
        return Ok(Vec::new());
    }
    disk.list(&folder);
    let mut names = Vec::new();
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Hidden files are those of editors, such as the lock `.#team.toml` of Emacs, which leads nowhere.
        let name = Utf8Path::new(entry.file_name());
        disk.look(entry.path());
        if name.extension() == Some("toml") && !name.as_str().starts_with('.') && !entry.path().is_dir() {
            names.push(name.to_string());
        }
    }
    names.sort_unstable();
    names.into_iter().map(|name| read_inside(root, Utf8Path::new(place).join(name), root, disk)).collect()
}

/// The CODEOWNERS that a forge would use for the repository around `root`.
///
/// The places of the forge that the policy names by `key`, or else the host of the remote by its name, come first, in that
/// forge's order. A file in another place is found too: better the owners of another forge, told as such, than none. A file
/// that cannot be read is an error, and so is a place of which nobody tells whether there is one.
pub(crate) fn codeowners(
    root: &Utf8Path,
    key: Option<Dialect>,
    disk: &LimitedDisk,
) -> Result<Option<FoundCodeowners>, Error> {
    let repository = repository_root(root, disk);
    let remote_host = remote_host_around(root, disk);
    let forge = key.or_else(|| Dialect::of_host(remote_host.as_deref()?));
    let first = forge.map_or(&[][..], Dialect::places);
    let others = Dialect::ALL_PLACES.iter().filter(|place| !first.contains(place));
    let mut places = first.iter().chain(others).copied();
    let prefix = root.strip_prefix(repository).unwrap_or(Utf8Path::new(""));
    let up: Utf8PathBuf = prefix.components().map(|_| "..").collect();
    let place = loop {
        let Some(place) = places.next() else { return Ok(None) };
        match has_codeowners(&repository.join(place), disk) {
            Ok(false) => {}
            Ok(true) => break place,
            Err(cause) => return Err(Error::Read { path: up.join(place), cause }),
        }
    };
    let file = read_inside(root, up.join(place), repository, disk)?;
    let shadowed = places.filter(|place| has_codeowners(&repository.join(place), disk).unwrap_or(false)).collect();
    Ok(Some(FoundCodeowners { file, place, prefix: with_slashes(prefix), remote_host, shadowed }))
}

/// The host of the remote of the repository around `root`, if its configuration names one.
pub(crate) fn remote_host_around(root: &Utf8Path, disk: &Disk) -> Option<String> {
    remote::host(repository_root(root, disk), disk)
}

/// Where the workspace at `root` lies in its repository, with links resolved as forges know no links.
pub(crate) fn layout(root: &Utf8Path, disk: &Disk) -> Layout {
    disk.look(root);
    let workspace = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
    let repository = repository_root(&workspace, disk).to_owned();
    Layout { working_dir: workspace.clone(), workspace, repository }
}

/// The nearest folder at or above `root` that has a `.git`. Where none has, as in an unpacked archive, the nearest that
/// has a CODEOWNERS is taken; else `root` itself.
pub(crate) fn repository_root<'r>(root: &'r Utf8Path, disk: &Disk) -> &'r Utf8Path {
    let has_codeowners = |folder: &&Utf8Path| {
        Dialect::ALL_PLACES.iter().any(|place| has_codeowners(&folder.join(place), disk).unwrap_or(false))
    };
    let has_mark = |folder: &&Utf8Path| {
        let mark = folder.join(".git");
        disk.look(&mark);
        mark.exists()
    };
    let marked = root.ancestors().find(has_mark);
    marked.or_else(|| root.ancestors().find(has_codeowners)).unwrap_or(root)
}

/// Whether there is a CODEOWNERS at a path, be it one that cannot be read. A folder of that name is none.
fn has_codeowners(path: &Utf8Path, disk: &Disk) -> io::Result<bool> {
    Ok(stands(path, disk)? && !path.is_dir())
}

/// Whether something stands at a path or nobody tells.
fn exists(path: &Utf8Path, disk: &Disk) -> bool {
    stands(path, disk).unwrap_or(true)
}

/// Whether something stands at a path, be it a link that leads nowhere: a policy that cannot be read is not no policy.
///
/// # Errors
/// The system's, where it does not tell.
fn stands(path: &Utf8Path, disk: &Disk) -> io::Result<bool> {
    disk.look(path);
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(error),
    }
}

fn read_inside(root: &Utf8Path, path: Utf8PathBuf, within: &Utf8Path, disk: &LimitedDisk) -> Result<FoundText, Error> {
    let read = || {
        disk.look(&root.join(&path));
        disk.look(within);
        let (real, allowed) = (root.join(&path).canonicalize_utf8()?, within.canonicalize_utf8()?);
        if !real.starts_with(allowed) {
            return Err(io::Error::other("it is a link that leads out of the repository"));
        }
        disk.read_text(&real)
    };
    match read() {
        Ok(text) => Ok(FoundText { path: with_slashes(&path), text }),
        Err(cause) => Err(Error::Read { path, cause }),
    }
}

pub(crate) fn with_slashes(path: &Utf8Path) -> Utf8PathBuf {
    path.as_str().replace(std::path::MAIN_SEPARATOR, "/").into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder with these files, and its path with links resolved.
    pub(super) fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = Utf8PathBuf::try_from(folder.path().canonicalize().expect("it exists")).expect("it is UTF-8");
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
            fs::write(path, text).expect("the file can be written");
        }
        (folder, root)
    }

    #[test]
    fn no_policy_is_no_error() {
        let (_folder, root) = folder(&[]);
        assert_eq!(policy_file(&root, false, &LimitedDisk::default()).expect("nothing to fail"), None);
        assert_eq!(team_files(&root, &LimitedDisk::default()).expect("nothing to fail"), []);
        assert_eq!(codeowners(&root, None, &LimitedDisk::default()).expect("nothing to fail"), None);
    }

    #[test]
    fn each_place_is_found() {
        for place in POLICY_PLACES {
            let (_folder, root) = folder(&[(place, "x = 1")]);
            let found =
                policy_file(&root, false, &LimitedDisk::default()).expect("it is readable").expect("it is there");
            assert_eq!((found.path.as_str(), found.text.as_str()), (place, "x = 1"));
        }
    }

    #[test]
    fn a_named_policy_goes_by_its_path_from_the_workspace() {
        let (_folder, root) = folder(&[("policies/strict.toml", ""), ("shop/Cargo.toml", ""), ("shop/b.toml", "")]);
        let found = |path: &str| {
            named_policy_file(&root.join("shop"), &root.join(path), &LimitedDisk::default())
                .expect("it is readable")
                .path
        };
        assert_eq!(found("policies/strict.toml"), "../policies/strict.toml");
        assert_eq!(found("shop/../shop/b.toml"), "b.toml");
    }

    #[test]
    fn two_policies_are_an_error_that_names_both() {
        let (_folder, root) = folder(&[("boundaries.toml", ""), (".config/boundaries.toml", "")]);
        let error = policy_file(&root, false, &LimitedDisk::default()).expect_err("two are too many").to_string();
        insta::assert_snapshot!(error, @"the workspace has two policies: `boundaries.toml` and `.config/boundaries.toml`; keep one of them");

        let (_folder, root) = folder(&[("boundaries.toml", "")]);
        let error = policy_file(&root, true, &LimitedDisk::default()).expect_err("two are too many").to_string();
        insta::assert_snapshot!(error, @"the workspace has two policies: `boundaries.toml` and `[workspace.metadata.boundaries] in Cargo.toml`; keep one of them");
    }

    #[test]
    fn team_files_come_sorted_and_other_files_do_not_count() {
        let (_folder, root) = folder(&[
            ("boundaries/orders.toml", "o"),
            ("boundaries/billing.toml", "b"),
            ("boundaries/README.md", ""),
            ("boundaries/old.toml/x.toml", ""),
        ]);
        let found = team_files(&root, &LimitedDisk::default()).expect("they are readable");
        let paths: Vec<&str> = found.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["boundaries/billing.toml", "boundaries/orders.toml"]);
    }

    #[test]
    fn a_workspace_in_a_subfolder_finds_codeowners_at_the_repository_root() {
        let (_folder, root) = folder(&[
            (".git/HEAD", ""),
            (".github/CODEOWNERS", "* @core"),
            ("CODEOWNERS", "* @ignored"),
            ("services/shop/CODEOWNERS", "* @not-looked-at"),
        ]);
        let found = codeowners(&root.join("services/shop"), None, &LimitedDisk::default())
            .expect("it is readable")
            .expect("it is there");
        assert_eq!(found.file.path, "../../.github/CODEOWNERS");
        assert_eq!(found.file.text, "* @core");
        assert_eq!(found.prefix, "services/shop");
        assert_eq!(found.shadowed, ["CODEOWNERS"]);
    }

    #[test]
    fn the_layout_knows_the_repository_and_no_links() {
        let (_folder, root) = folder(&[(".git/HEAD", ""), ("rust/Cargo.toml", "")]);
        let found = layout(&root.join("rust"), &Disk::default());
        assert_eq!((found.workspace, found.repository), (root.join("rust"), root.clone()));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.join("rust"), root.join("link")).expect("links can be made");
            assert_eq!(layout(&root.join("link"), &Disk::default()).workspace, root.join("rust"));
        }
        assert_eq!(layout("/nowhere/at all".into(), &Disk::default()).repository, "/nowhere/at all");
    }

    #[test]
    fn each_forge_is_looked_at_as_it_looks() {
        let order = |remote: &str, key: Option<Dialect>, places: &[&str]| -> Vec<&str> {
            let config = format!("[remote \"origin\"]\n\turl = git@{remote}:a/b.git\n");
            let files = places.iter().map(|place| (*place, "* @a")).chain([(".git/config", config.as_str())]);
            let (_folder, root) = folder(&files.collect::<Vec<_>>());
            let found = codeowners(&root, key, &LimitedDisk::default()).expect("it is readable").expect("it is there");
            [found.place].into_iter().chain(found.shadowed).collect()
        };
        let all = Dialect::ALL_PLACES;
        for (remote, key, places, first) in [
            ("git.example.org", None, all, ".github/CODEOWNERS"),
            ("github.com", None, all, ".github/CODEOWNERS"),
            ("gitlab.example.org", None, all, "CODEOWNERS"),
            ("gitlab.com", None, &[".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"], "docs/CODEOWNERS"),
            (
                "codeberg.org",
                None,
                &[".github/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"],
                ".gitea/CODEOWNERS",
            ),
            ("codeberg.org", None, &[".github/CODEOWNERS", ".forgejo/CODEOWNERS"], ".forgejo/CODEOWNERS"),
            ("gitea.com", None, &[".github/CODEOWNERS", ".gitea/CODEOWNERS"], ".gitea/CODEOWNERS"),
            ("bitbucket.org", None, all, ".bitbucket/CODEOWNERS"),
            ("github.com", Some(Dialect::GitLab), all, "CODEOWNERS"),
            ("github.com", Some(Dialect::Bitbucket), all, ".bitbucket/CODEOWNERS"),
            ("gitlab.com", Some(Dialect::GitHub), all, ".github/CODEOWNERS"),
            // Better the owners of another forge than none.
            ("gitea.com", None, &[".github/CODEOWNERS"], ".github/CODEOWNERS"),
        ] {
            let found = order(remote, key, places);
            assert_eq!(found.first(), Some(&first), "{remote} {key:?}");
            assert_eq!(found.len(), places.len(), "{remote} {key:?}: {found:?}");
        }
    }

    #[test]
    fn a_git_file_marks_a_repository_too() {
        let (_folder, root) =
            folder(&[("CODEOWNERS", "* @outer"), ("tree/.git", "gitdir: x"), ("tree/a/Cargo.toml", "")]);
        assert_eq!(codeowners(&root.join("tree/a"), None, &LimitedDisk::default()).expect("nothing to fail"), None);
    }

    #[test]
    fn an_unpacked_archive_has_no_git_but_may_have_codeowners() {
        let (_folder, root) = folder(&[(".github/CODEOWNERS", "* @core"), ("shop/Cargo.toml", "")]);
        let found = codeowners(&root.join("shop"), None, &LimitedDisk::default())
            .expect("it is readable")
            .expect("it is there");
        assert_eq!((found.file.path.as_str(), found.prefix.as_str()), ("../.github/CODEOWNERS", "shop"));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_repository_are_refused() {
        let (_elsewhere, outside) = folder(&[("secret", "s3cret")]);
        let (_folder, root) = folder(&[(".git/HEAD", "")]);
        std::os::unix::fs::symlink(outside.join("secret"), root.join("CODEOWNERS")).expect("links can be made");
        std::os::unix::fs::symlink(outside.join("nowhere"), root.join("boundaries.toml")).expect("links can be made");
        let error = codeowners(&root, None, &LimitedDisk::default()).expect_err("the link leads out");
        assert!(std::error::Error::source(&error).is_some_and(|cause| cause.to_string().contains("leads out")));
        assert!(
            policy_file(&root, false, &LimitedDisk::default()).is_err(),
            "a broken link is not the same as no policy"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_are_not_nothing() {
        use std::os::unix::fs::symlink;
        let disk = LimitedDisk::default();
        for (link, target) in [
            ("CODEOWNERS", "CODEOWNERS"),
            ("CODEOWNERS", "nowhere"),
            (".github/CODEOWNERS", "../CODEOWNERS"),
            (".github", ".github"),
            ("boundaries.toml", "boundaries.toml"),
            (".config", ".config"),
            ("boundaries/orders.toml", "orders.toml"),
            ("boundaries", "boundaries"),
            ("boundaries", "nowhere"),
            ("boundaries/baseline", "baseline"),
        ] {
            let (_folder, root) = folder(&[]);
            let link = root.join(link);
            fs::create_dir_all(link.parent().expect("it has a folder")).expect("the folder can be made");
            symlink(target, &link).expect("links can be made");
            let errors: Vec<Error> = [
                policy_file(&root, false, &disk).err(),
                team_files(&root, &disk).err(),
                baseline_files(&root, &disk).err(),
                codeowners(&root, None, &disk).err(),
            ]
            .into_iter()
            .flatten()
            .collect();
            assert!(!errors.is_empty(), "{link} -> {target}");
            let place = link.strip_prefix(&root).expect("it lies there");
            for error in errors {
                assert!(matches!(&error, Error::Read { path, .. } if path.starts_with(place)), "{link}: {error}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_looked_into_does_not_shadow_what_comes_first() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = folder(&[("CODEOWNERS", "* @a"), (".gitlab/CODEOWNERS/x", "")]);
        symlink("docs", root.join("docs")).expect("links can be made");
        let found = codeowners(&root, None, &LimitedDisk::default()).expect("it is readable").expect("it is there");
        assert_eq!((found.place, found.shadowed), ("CODEOWNERS", Vec::new()));
    }

    #[test]
    fn what_is_not_text_is_told() {
        let (_folder, root) = folder(&[]);
        fs::write(root.join("boundaries.toml"), b"a = \"\xff\"").expect("the file can be written");
        let error = policy_file(&root, false, &LimitedDisk::default()).expect_err("it is not UTF-8");
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("it is not UTF-8: see byte 5"));
        fs::write(root.join("CODEOWNERS"), b"* @a\n/caf\xe9/ @b\n").expect("the file can be written");
        let error = codeowners(&root, None, &LimitedDisk::default()).expect_err("it is not UTF-8");
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("it is not UTF-8: see byte 9"));
    }
}
