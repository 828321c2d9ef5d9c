//! On which side of a constraint a module stands, and between which sides a use is a breach.

use boundaries_graph::{ModuleGraph, ModuleId};
use boundaries_policy::{Constraint, Demand, Subject, SubjectKind};

/// A constraint as sides: those that use and those that are used. For layers and for independent subjects they are the
/// same, for what is forbidden they are `from` and `to`.
pub(crate) struct Sides<'p> {
    pub(crate) constraint: &'p Constraint,
    users: Vec<Side<'p>>,
    used: Vec<Side<'p>>,
    users_of: Vec<Vec<usize>>,
    used_of: Vec<Vec<usize>>,
    /// How each user lies to each used side; only what is forbidden may overlap.
    overlaps: Vec<Vec<Overlap>>,
}

/// How the code of a side that is forbidden something lies to the code that it may not use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Overlap {
    /// They are the same.
    Same,
    /// It lies inside of it.
    Inner,
    /// It lies around it.
    Outer,
    /// Neither; they may have some modules in common.
    Beside,
}

/// What chains are looked for to: a side that is used and, where it depends on that what counts as being on it, a side
/// that uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Goal {
    user: Option<usize>,
    pub(crate) used: usize,
}

/// One side: a layer, one of several independent groups, a subject that is forbidden something or to somebody.
pub(crate) struct Side<'p> {
    pub(crate) subjects: &'p [Subject],
    /// Every module of the subjects, in order.
    modules: Vec<ModuleId>,
}

impl<'p> Side<'p> {
    fn new(subjects: &'p [Subject]) -> Self {
        let mut modules: Vec<ModuleId> = subjects.iter().flat_map(|subject| subject.modules.iter().copied()).collect();
        modules.sort_unstable();
        modules.dedup();
        Self { subjects, modules }
    }

    pub(crate) fn holds(&self, module: ModuleId) -> bool {
        self.modules.binary_search(&module).is_ok()
    }

    /// The name of the subject that a module belongs to.
    pub(crate) fn name_of(&self, module: ModuleId) -> &'p str {
        let subject = self.subjects.iter().find(|subject| subject.modules.binary_search(&module).is_ok());
        subject.or(self.subjects.first()).map_or("", |subject| &subject.name)
    }

    /// The crate outside the workspace that it is, if it is one.
    pub(crate) fn external(&self) -> Option<&'p str> {
        let subject = self.subjects.first().filter(|subject| subject.kind == SubjectKind::External)?;
        Some(&subject.name)
    }
}

impl<'p> Sides<'p> {
    /// The sides of a constraint; none for one about cycles.
    pub(crate) fn new(graph: &ModuleGraph, constraint: &'p Constraint) -> Option<Self> {
        let of_groups = |groups: &'p [boundaries_policy::Group]| -> Vec<Side<'p>> {
            groups.iter().map(|group| Side::new(&group.subjects)).collect()
        };
        let of_subjects = |subjects: &'p [Subject]| -> Vec<Side<'p>> {
            subjects.iter().map(|subject| Side::new(std::slice::from_ref(subject))).collect()
        };
        let (users, used) = match &constraint.demand {
            Demand::Layers { layers, .. } => (of_groups(layers), of_groups(layers)),
            Demand::Independent { groups, .. } => (of_groups(groups), of_groups(groups)),
            Demand::Forbid { from, to, .. } => (of_subjects(from), of_subjects(to)),
            Demand::Acyclic { .. } => return None,
        };
        let standing = |sides: &[Side<'p>]| {
            let mut standing: Vec<Vec<usize>> = vec![Vec::new(); graph.modules().count()];
            for (at, side) in sides.iter().enumerate() {
                for module in &side.modules {
                    standing[module.index()].push(at);
                }
            }
            standing
        };
        let (users_of, used_of) = (standing(&users), standing(&used));
        let overlaps = match constraint.demand {
            Demand::Forbid { .. } => {
                let of_user = |user| used.iter().map(|used| Overlap::between(user, used)).collect();
                users.iter().map(of_user).collect()
            }
            _ => Vec::new(),
        };
        Some(Self { constraint, users, used, users_of, used_of, overlaps })
    }

    pub(crate) fn user(&self, side: usize) -> &Side<'p> {
        &self.users[side]
    }

    /// The sides of those that are used on which a module stands.
    pub(crate) fn used_by_module(&self, module: ModuleId) -> &[usize] {
        &self.used_of[module.index()]
    }

    pub(crate) fn used(&self) -> &[Side<'p>] {
        &self.used
    }

    pub(crate) fn through_chains(&self) -> bool {
        match self.constraint.demand {
            Demand::Layers { through_chains, .. }
            | Demand::Independent { through_chains, .. }
            | Demand::Forbid { through_chains, .. } => through_chains,
            Demand::Acyclic { .. } => false,
        }
    }

    /// The modules that may not use everything.
    pub(crate) fn users(&self) -> impl Iterator<Item = ModuleId> {
        (0..self.users_of.len()).filter(|at| !self.users_of[*at].is_empty()).map(ModuleId::new)
    }

    /// Whether a module stands on no side, so that a chain may lead through it.
    pub(crate) fn is_neutral(&self, module: ModuleId) -> bool {
        self.users_of[module.index()].is_empty() && self.used_of[module.index()].is_empty()
    }

    /// The sides between which a use of one module by another is a breach.
    ///
    /// A module that several teams own stands on several sides. Between layers and between independent subjects a use is
    /// a breach only if it is one whichever of them is taken; what is forbidden to one of the owners is forbidden.
    pub(crate) fn breach(&self, from: ModuleId, to: ModuleId) -> Option<(usize, usize)> {
        let (users, used) = (&self.users_of[from.index()], &self.used_of[to.index()]);
        let pairs = || users.iter().flat_map(|user| used.iter().map(|used| (*user, *used)));
        match &self.constraint.demand {
            Demand::Forbid { .. } => pairs().find(|(user, used)| self.forbids(*user, *used, from, to)),
            _ => pairs().all(|(user, used)| self.keeps_apart(user, used)).then(|| pairs().next()).flatten(),
        }
    }

    /// The sides between which a use of a crate outside the workspace is a breach.
    pub(crate) fn breach_outside(&self, from: ModuleId, krate: &str) -> Option<(usize, usize)> {
        Some((*self.users_of[from.index()].first()?, self.outside(krate)?))
    }

    /// The side of a crate outside the workspace.
    pub(crate) fn outside(&self, krate: &str) -> Option<usize> {
        self.used.iter().position(|side| side.external() == Some(krate))
    }

    /// Everything that chains are looked for to.
    pub(crate) fn goals(&self) -> Vec<Goal> {
        match self.constraint.demand {
            Demand::Forbid { .. } => {
                let of_user = |user| (0..self.used.len()).map(move |used| Goal { user: Some(user), used });
                let all = (0..self.users.len()).flat_map(of_user);
                all.filter(|goal| goal.user.is_some_and(|user| self.overlaps[user][goal.used] != Overlap::Same))
                    .collect()
            }
            _ => (0..self.used.len()).map(|used| Goal { user: None, used }).collect(),
        }
    }

    /// The side on which a module stands that may not reach a goal.
    pub(crate) fn kept_from(&self, from: ModuleId, goal: Goal) -> Option<usize> {
        let users = &self.users_of[from.index()];
        match goal.user {
            Some(user) => (users.contains(&user) && self.is_kept(user, goal.used, from)).then_some(user),
            None => {
                users.iter().all(|user| self.keeps_apart(*user, goal.used)).then(|| users.first().copied()).flatten()
            }
        }
    }

    /// Whether to arrive at a module is to arrive at the goal.
    pub(crate) fn is_at(&self, module: ModuleId, goal: Goal) -> bool {
        match goal.user {
            Some(user) => self.used[goal.used].holds(module) && self.is_out_of_reach(user, goal.used, module),
            None => self.used_of[module.index()] == [goal.used],
        }
    }

    fn keeps_apart(&self, user: usize, used: usize) -> bool {
        match self.constraint.demand {
            // Layers stand from top to bottom.
            Demand::Layers { strict, .. } => used < user || (strict && used > user + 1),
            Demand::Independent { .. } => used != user,
            Demand::Forbid { .. } | Demand::Acyclic { .. } => false,
        }
    }

    fn forbids(&self, user: usize, used: usize, from: ModuleId, to: ModuleId) -> bool {
        self.is_kept(user, used, from) && self.is_out_of_reach(user, used, to)
    }

    /// Whether a module of the user may not use the used side: what lies in both belongs to the inner one, and what lies in
    /// both without either being inside is nobody's.
    fn is_kept(&self, user: usize, used: usize, module: ModuleId) -> bool {
        match self.overlaps[user][used] {
            Overlap::Same => false,
            Overlap::Inner => true,
            Overlap::Outer | Overlap::Beside => !self.used[used].holds(module),
        }
    }

    /// The same for a module of the used side.
    fn is_out_of_reach(&self, user: usize, used: usize, module: ModuleId) -> bool {
        match self.overlaps[user][used] {
            Overlap::Same => false,
            Overlap::Outer => true,
            Overlap::Inner | Overlap::Beside => !self.users[user].holds(module),
        }
    }
}

impl Overlap {
    fn between(user: &Side<'_>, used: &Side<'_>) -> Self {
        let is_inside = |inner: &Side<'_>, outer: &Side<'_>| {
            inner.modules.len() <= outer.modules.len() && inner.modules.iter().all(|module| outer.holds(*module))
        };
        if used.external().is_some() {
            return Self::Beside;
        }
        match (is_inside(user, used), is_inside(used, user)) {
            (true, true) => Self::Same,
            (true, false) => Self::Inner,
            (false, true) => Self::Outer,
            (false, false) => Self::Beside,
        }
    }
}
