//! The forges whose rules are known: by what each is recognised, and where it looks for its CODEOWNERS.
//!
//! A dialect is never guessed from what a file says. The policy's key decides; else the forge of the git remote, if it
//! looks at the place of the file; else the place, if only one forge looks there. What is left is a file in the root or
//! in `docs/` of a repository on an unknown host: GitHub is assumed then, and the user is told.

use camino::Utf8Path;

/// The rules that a CODEOWNERS follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// GitHub's.
    GitHub,
    /// GitLab's.
    GitLab,
    /// Gitea's.
    Gitea,
    /// Forgejo's: Gitea's rules, and one place more.
    Forgejo,
    /// Those of Bitbucket Cloud. Bitbucket Data Center looks at the same place, with patterns of its own.
    Bitbucket,
}

/// By what a dialect is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DialectSource {
    /// It was named, by the key `codeowners-dialect` or by the caller.
    Named,
    /// By the host of the git remote.
    Remote,
    /// By the place of the file, at which no other forge looks.
    Place,
    /// By nothing: GitHub is taken for granted.
    Assumed,
}

impl Dialect {
    pub(crate) const NAMES: &[(&str, Self)] = &[
        ("github", Self::GitHub),
        ("gitlab", Self::GitLab),
        ("gitea", Self::Gitea),
        ("forgejo", Self::Forgejo),
        ("bitbucket", Self::Bitbucket),
    ];

    /// One of each kind of pattern.
    pub(crate) const KINDS: [Self; 4] = [Self::GitHub, Self::GitLab, Self::Gitea, Self::Bitbucket];

    /// Every place at which a forge looks, in the order that holds where the forge is not known.
    pub const ALL_PLACES: &[&str] = &[
        ".github/CODEOWNERS",
        "CODEOWNERS",
        "docs/CODEOWNERS",
        ".gitlab/CODEOWNERS",
        ".gitea/CODEOWNERS",
        ".forgejo/CODEOWNERS",
        ".bitbucket/CODEOWNERS",
    ];

    /// Where the forge looks, from the root of the repository; the first that exists counts.
    #[must_use]
    pub fn places(self) -> &'static [&'static str] {
        match self {
            Self::GitHub => &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
            Self::GitLab => &["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"],
            Self::Gitea => &["CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS"],
            Self::Forgejo => &["CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"],
            Self::Bitbucket => &[".bitbucket/CODEOWNERS"],
        }
    }

    /// What the forge calls itself.
    #[must_use]
    pub fn forge(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::Gitea => "Gitea",
            Self::Forgejo => "Forgejo",
            Self::Bitbucket => "Bitbucket",
        }
    }

    /// The word in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
            Self::Forgejo => "forgejo",
            Self::Bitbucket => "bitbucket",
        }
    }

    /// Whether `@name` is certainly a user. GitLab's groups are written the same way.
    #[must_use]
    pub(crate) fn tells_users_from_groups(self) -> bool {
        self != Self::GitLab
    }

    /// The forge of a host whose name tells it: `github.com`, `ssh.github.com`, `gitlab.` with any domain.
    #[must_use]
    pub fn of_host(host: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        let (names, _) = host.rsplit_once('.')?;
        if host == "codeberg.org" || host.ends_with(".codeberg.org") {
            return Some(Self::Forgejo);
        }
        if host == "bitbucket.org" || host.ends_with(".bitbucket.org") {
            return Some(Self::Bitbucket);
        }
        names.split('.').find_map(|name| match name {
            "github" => Some(Self::GitHub),
            "gitlab" => Some(Self::GitLab),
            "gitea" => Some(Self::Gitea),
            "forgejo" => Some(Self::Forgejo),
            _ => None,
        })
    }

    /// The dialect of a file in this place, and by what it is known.
    pub(crate) fn decide(key: Option<Self>, place: &Utf8Path, host: Option<&str>) -> (Self, DialectSource) {
        if let Some(named) = key {
            return (named, DialectSource::Named);
        }
        let forge = host.and_then(Self::of_host);
        if let Some(forge) = forge.filter(|forge| forge.looks_at(place)) {
            return (forge, DialectSource::Remote);
        }
        let folders = [
            (".github", Self::GitHub),
            (".gitlab", Self::GitLab),
            (".gitea", Self::Gitea),
            (".forgejo", Self::Forgejo),
            (".bitbucket", Self::Bitbucket),
        ];
        match folders.into_iter().find(|(folder, _)| place.starts_with(folder)) {
            Some((_, dialect)) => (dialect, DialectSource::Place),
            None => (Self::GitHub, DialectSource::Assumed),
        }
    }

    /// Whether the forge looks at a place.
    #[must_use]
    pub fn looks_at(self, place: &Utf8Path) -> bool {
        self.places().iter().any(|known| place == *known)
    }
}
