//! What the standard library's common types give back: the few signatures that most chains of calls go through.

use std::rc::Rc;

use super::methods::MAX_DEREFS;
use super::*;
use crate::syntax::facts::{ArgsIx, Expr, ExprIx, List, Segment};

/// What the standard library gives every iterator, in order.
const ITERATOR_METHODS: [&str; 62] = [
    "all",
    "any",
    "by_ref",
    "chain",
    "cloned",
    "cmp",
    "collect",
    "copied",
    "count",
    "cycle",
    "enumerate",
    "eq",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "flatten",
    "fold",
    "for_each",
    "fuse",
    "ge",
    "gt",
    "inspect",
    "intersperse",
    "is_partitioned",
    "is_sorted",
    "is_sorted_by",
    "is_sorted_by_key",
    "last",
    "le",
    "lt",
    "map",
    "map_while",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "ne",
    "nth",
    "partial_cmp",
    "partition",
    "peekable",
    "position",
    "product",
    "reduce",
    "rev",
    "rposition",
    "scan",
    "size_hint",
    "skip",
    "skip_while",
    "step_by",
    "sum",
    "take",
    "take_while",
    "try_fold",
    "try_for_each",
    "unzip",
    "zip",
];

impl Walker<'_> {
    pub(super) fn is_smart_pointer(&self, name: Symbol) -> bool {
        matches!(
            self.program.text(name),
            "Box"
                | "Rc"
                | "Arc"
                | "Cow"
                | "Ref"
                | "RefMut"
                | "MutexGuard"
                | "RwLockReadGuard"
                | "RwLockWriteGuard"
                | "LazyLock"
                | "LazyCell"
                | "Lazy"
                | "ManuallyDrop"
                | "Pin"
                | "Reverse"
        )
    }

    /// What an owned text or list of the standard library leads to, for something that it does not have itself.
    pub(super) fn borrowed_form(&self, ty: &Ty, name: Symbol) -> Option<Ty> {
        let Ty::Adt(Def::External(_, of), args) = ty else { return None };
        match self.program.text(*of) {
            of if inherent::has_itself(of, self.program.text(name)) => None,
            "String" => Some(Ty::Primitive(self.program.known.str_)),
            "Vec" => Some(Ty::Slice(Rc::new(args.first().cloned().unwrap_or(Ty::Unknown)))),
            _ => None,
        }
    }

    /// Whether a smart pointer itself has the method, so that it is not looked for behind it.
    pub(super) fn is_own_std_method(&self, ty: &Ty, name: Symbol) -> bool {
        let Ty::Adt(Def::External(_, of), _) = ty else { return false };
        match (self.program.text(*of), self.program.text(name)) {
            ("Rc" | "Arc", method) => method == "clone",
            ("Cow", method) => matches!(method, "into_owned" | "to_mut" | "is_borrowed" | "is_owned"),
            ("Pin", method) => matches!(method, "as_mut" | "as_ref" | "get_mut" | "set" | "get_ref"),
            _ => false,
        }
    }

    /// Whether a trait of the standard library gives this method to whatever has the trait.
    pub(super) fn is_std_trait_method(&self, of: Symbol, name: Symbol) -> bool {
        let method = self.program.text(name);
        match self.program.text(of) {
            "Iterator" => ITERATOR_METHODS.binary_search(&method).is_ok(),
            // What can be cloned is its own owned form.
            "Clone" => matches!(method, "clone" | "clone_from" | "to_owned"),
            "PartialEq" => matches!(method, "eq" | "ne"),
            "PartialOrd" => matches!(method, "partial_cmp" | "lt" | "le" | "gt" | "ge"),
            "Ord" => matches!(method, "cmp" | "max" | "min" | "clamp"),
            "Hash" => method == "hash",
            "Display" => method == "to_string",
            _ => false,
        }
    }

    /// What the standard library's traits call a function that makes a type, as a value.
    pub(super) fn std_constructor(&self, of: &Ty, name: Symbol) -> Ty {
        let made = match self.program.text(name) {
            "default" | "from" | "from_iter" => of.clone(),
            "try_from" | "from_str" => self.std(self.program.known.result, [of.clone(), Ty::Unknown]),
            _ => return Ty::Unknown,
        };
        Ty::Callable([].into(), Rc::new(made))
    }

    /// `Vec::<T>` in `Vec::<T>::new`, by what it leads to.
    pub(super) fn outside_type(&self, def: Def, segment: Segment) -> Ty {
        let args = match segment.args {
            Some(args) => {
                let scope = self.type_scope();
                let types = self.facts()[args].types;
                self.facts().list(types).map(|ty| self.program.ty(&scope, ty)).collect()
            }
            None => Vec::new(),
        };
        Ty::adt(self.program.std_name(def), args)
    }

    fn std(&self, name: Symbol, args: impl Into<Rc<[Ty]>>) -> Ty {
        Ty::adt(Def::External(self.program.known.std, name), args)
    }

    /// A call of a function outside the workspace.
    pub(super) fn std_call(&self, _krate: Symbol, name: Symbol, base: Option<Ty>, args: &[Ty], expected: &Ty) -> Ty {
        let first = || args.first().cloned().unwrap_or(Ty::Unknown);
        let wanted = |at: usize| match expected {
            Ty::Adt(_, args) => args.get(at).cloned().unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        };
        let of = match &base {
            Some(Ty::Adt(Def::External(_, of), _)) => self.program.text(*of),
            _ => "",
        };
        match (of, self.program.text(name)) {
            ("" | "Option", "Some") => self.std(self.program.known.option, [first()]),
            ("" | "Result", "Ok") => self.std(self.program.known.result, [first(), wanted(1)]),
            ("" | "Result", "Err") => self.std(self.program.known.result, [wanted(0), first()]),
            (
                "Box" | "Rc" | "Arc" | "Mutex" | "RwLock" | "RefCell" | "Cell" | "Reverse" | "Pin",
                "new" | "pin" | "new_unchecked",
            ) => match &base {
                Some(Ty::Adt(def, _)) => Ty::adt(*def, [first()]),
                _ => Ty::Unknown,
            },
            ("Rc" | "Arc", "clone") => first().peeled().clone(),
            ("mem", "take" | "replace") => first().peeled().clone(),
            ("Default", "default") => expected.clone(),
            (_, "new" | "with_capacity" | "default" | "from_iter") => match (&base, expected) {
                (Some(Ty::Adt(def, args)), Ty::Adt(other, _)) if def == other && args.is_empty() => expected.clone(),
                (Some(base), _) => base.clone(),
                (None, _) => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    /// A method of a type outside the workspace, or one that a derive or an outside trait gives to a type inside.
    pub(super) fn std_method(
        &mut self,
        on: &Ty,
        name: Symbol,
        turbofish: Option<ArgsIx>,
        args: List<ExprIx>,
        expected: &Ty,
    ) -> Ty {
        let method = self.program.text(name);
        let value = self.iterated_type(on);
        let (of, params) = match on {
            Ty::Adt(Def::External(_, of), params) => (self.program.text(*of), params.to_vec()),
            Ty::Slice(element) => ("Vec", vec![(**element).clone()]),
            _ => ("", Vec::new()),
        };
        let param = |at: usize| params.get(at).cloned().unwrap_or(Ty::Unknown);
        // What a closure among the arguments is called with.
        let supplied = match (of, method) {
            ("Result", "map_err" | "or_else" | "unwrap_or_else") => vec![param(1)],
            ("HashMap" | "BTreeMap" | "IndexMap", "retain") => vec![param(0), param(1)],
            (_, "fold" | "try_fold") => vec![Ty::Unknown, value.clone()],
            (_, "sort_by" | "max_by" | "min_by" | "dedup_by") => vec![value.clone(), value.clone()],
            (_, "and_modify") => vec![param(0)],
            _ => vec![value.clone()],
        };
        let results = self.closure_args(args, &supplied);
        let returned = results.iter().find_map(|ty| match ty {
            Ty::Callable(_, result) => Some((**result).clone()),
            _ => None,
        });
        let returned = returned.unwrap_or(Ty::Unknown);
        match (of, method) {
            (_, "clone" | "to_owned" | "by_ref" | "borrow" | "borrow_mut" | "as_ref" | "as_mut" | "into" | "await")
                if !matches!(of, "Option" | "Result" | "RefCell") =>
            {
                match method {
                    "into" => expected.clone(),
                    "as_ref" | "as_mut" | "borrow" | "borrow_mut" if of.is_empty() => Ty::Unknown,
                    _ => on.clone(),
                }
            }
            ("RefCell", "borrow" | "borrow_mut" | "get_mut" | "into_inner") => param(0),
            ("Mutex" | "RwLock", "lock" | "read" | "write" | "get_mut" | "into_inner" | "try_lock") => {
                self.std(self.program.known.result, [param(0), Ty::Unknown])
            }
            ("OnceCell" | "OnceLock", "get_or_init") => param(0),
            ("OnceCell" | "OnceLock", "get") => self.std(self.program.known.option, [param(0)]),
            (
                "Option" | "Result",
                "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default" | "insert"
                | "get_or_insert_with" | "get_or_insert",
            ) => param(0),
            ("Result", "ok") => self.std(self.program.known.option, [param(0)]),
            ("Result", "err") => self.std(self.program.known.option, [param(1)]),
            ("Result", "unwrap_err" | "expect_err") => param(1),
            ("Option", "ok_or" | "ok_or_else") => self.std(self.program.known.result, [param(0), Ty::Unknown]),
            ("Option" | "Result", "map") => match of {
                "Option" => self.std(self.program.known.option, [returned]),
                _ => self.std(self.program.known.result, [returned, param(1)]),
            },
            ("Result", "map_err") => self.std(self.program.known.result, [param(0), returned]),
            ("Option" | "Result", "and_then") => returned,
            ("Option" | "Result", "map_or" | "map_or_else") => returned,
            (
                "Option" | "Result",
                "as_ref" | "as_mut" | "as_deref" | "as_deref_mut" | "clone" | "cloned" | "copied" | "take" | "replace"
                | "filter" | "or" | "or_else" | "inspect" | "context" | "with_context" | "xor",
            ) => match method {
                "context" | "with_context" => self.std(self.program.known.result, [param(0), Ty::Unknown]),
                "as_deref" | "as_deref_mut" => {
                    let inner = self.deref(param(0).peeled()).unwrap_or_else(|| param(0));
                    match on {
                        Ty::Adt(def, _) => Ty::adt(*def, [inner]),
                        _ => Ty::Unknown,
                    }
                }
                _ => on.clone(),
            },
            ("Option", "flatten") | ("Option" | "Result", "transpose") => match method {
                "flatten" => param(0),
                _ => Ty::Unknown,
            },
            ("HashMap" | "BTreeMap" | "IndexMap" | "FxHashMap", _) => self.map_method(method, &params),
            ("Entry", "or_insert" | "or_insert_with" | "or_default" | "into_mut") => param(0),
            ("Entry", "and_modify") => on.clone(),
            // A pin projection has the fields of what it projects.
            ("", "project" | "project_ref") => on.clone(),
            ("Pin", "get_mut" | "get_ref") | ("Cow", "into_owned" | "to_mut") => param(0),
            ("Iterator" | "Range", "zip") => {
                let other = results.first().map_or(Ty::Unknown, |other| self.iterated_type(other));
                self.iterator(Ty::Tuple([value, other].into()))
            }
            ("Iterator" | "Range" | "Peekable" | "IntoIter" | "Iter", _) => {
                self.iterator_method(method, &value, returned, turbofish, expected)
            }
            (_, "get" | "get_mut") if results.first().is_some_and(|index| self.is_range(index)) => {
                self.std(self.program.known.option, [self.sliced_type(on)])
            }
            _ => self.collection_method(method, &value),
        }
    }

    fn closure_args(&mut self, args: List<ExprIx>, supplied: &[Ty]) -> Vec<Ty> {
        let expected = Ty::Callable(supplied.into(), Rc::new(Ty::Unknown));
        let facts = self.facts();
        facts
            .list(args)
            .map(|arg| match (self.expr(arg, &expected), facts[arg]) {
                // A constructor as a function.
                (ty @ Ty::Adt(Def::Item(_), _), Expr::Path(_)) => Ty::Callable([].into(), Rc::new(ty)),
                (ty, _) => ty,
            })
            .collect()
    }

    fn map_method(&self, method: &str, params: &[Ty]) -> Ty {
        let param = |at: usize| params.get(at).cloned().unwrap_or(Ty::Unknown);
        match method {
            "get" | "get_mut" | "remove" | "insert" => self.std(self.program.known.option, [param(1)]),
            "values" | "values_mut" | "into_values" => self.iterator(param(1)),
            "keys" | "into_keys" => self.iterator(param(0)),
            "iter" | "iter_mut" | "into_iter" | "drain" | "range" => {
                self.iterator(Ty::Tuple([param(0), param(1)].into()))
            }
            "entry" => self.std(self.program.known.entry, [param(1)]),
            "first_key_value" | "last_key_value" | "pop_first" | "pop_last" => {
                self.std(self.program.known.option, [Ty::Tuple([param(0), param(1)].into())])
            }
            _ => Ty::Unknown,
        }
    }

    fn iterator_method(&self, method: &str, value: &Ty, returned: Ty, turbofish: Option<ArgsIx>, expected: &Ty) -> Ty {
        match method {
            "next" | "last" | "nth" | "find" | "max" | "min" | "max_by_key" | "min_by_key" | "max_by" | "min_by"
            | "peek" | "next_back" | "reduce" | "next_if" => self.std(self.program.known.option, [value.clone()]),
            "map" => self.iterator(returned),
            "filter_map" | "map_while" | "flat_map" => self.iterator(self.iterated_type(&returned)),
            "find_map" => self.std(self.program.known.option, [self.iterated_type(&returned)]),
            "flatten" => self.iterator(self.iterated_type(value)),
            "enumerate" => {
                let number = Ty::Primitive(self.program.known.usize_);
                self.iterator(Ty::Tuple([number, value.clone()].into()))
            }
            "filter" | "skip" | "take" | "rev" | "chain" | "peekable" | "inspect" | "step_by" | "skip_while"
            | "take_while" | "fuse" | "cycle" | "cloned" | "copied" | "iter" | "into_iter" | "by_ref" | "par_iter"
            | "into_par_iter" | "sorted" | "dedup" | "unique" => self.iterator(value.clone()),
            "collect" | "sum" | "product" => {
                let wanted = turbofish.and_then(|args| {
                    let scope = self.type_scope();
                    let types = self.facts()[args].types;
                    self.facts().list(types).next().map(|ty| self.program.ty(&scope, ty))
                });
                self.collected(wanted.unwrap_or_else(|| expected.clone()), value)
            }
            _ => Ty::Unknown,
        }
    }

    /// `Vec<_>` with what is collected into it.
    fn collected(&self, wanted: Ty, value: &Ty) -> Ty {
        match wanted {
            Ty::Adt(def, args) if args.iter().any(Ty::is_unknown) && args.len() == 1 => Ty::adt(def, [value.clone()]),
            other => other,
        }
    }

    fn collection_method(&self, method: &str, value: &Ty) -> Ty {
        match method {
            "iter" | "iter_mut" | "into_iter" | "drain" | "par_iter" | "par_iter_mut" | "into_par_iter" => {
                self.iterator(value.clone())
            }
            "first" | "last" | "first_mut" | "last_mut" | "get" | "get_mut" | "pop" | "pop_front" | "pop_back"
            | "front" | "back" | "front_mut" | "back_mut" | "peek" | "iter_mut_next" => {
                self.std(self.program.known.option, [value.clone()])
            }
            "remove" | "swap_remove" => value.clone(),
            "chunks" | "windows" | "chunks_exact" | "split" if !value.is_unknown() => {
                self.iterator(Ty::Slice(Rc::new(value.clone())))
            }
            "as_slice" | "as_mut_slice" | "to_vec" | "into_boxed_slice" | "split_off" if !value.is_unknown() => {
                self.std(self.program.known.vec, [value.clone()])
            }
            "is_empty" | "contains" | "starts_with" | "ends_with" | "eq" | "ne" => {
                Ty::Primitive(self.program.known.bool_)
            }
            "to_string" => self.std(self.program.known.string, []),
            _ => Ty::Unknown,
        }
    }

    /// What a `for` loop over a value binds.
    pub(super) fn iterated_type(&self, ty: &Ty) -> Ty {
        match ty.peeled() {
            Ty::Slice(element) => (**element).clone(),
            Ty::Adt(Def::External(_, name), args) => match self.program.text(*name) {
                "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "IndexSet" | "FxHashSet" | "FxIndexSet" | "Option"
                | "Result" | "LinkedList" | "BinaryHeap" | "Iterator" | "SmallVec" | "ThinVec" | "IntoIter"
                | "Iter" | "IntoIterator" | "Range" => args.first().cloned().unwrap_or(Ty::Unknown),
                "HashMap" | "BTreeMap" | "IndexMap" | "FxHashMap" | "FxIndexMap" if args.len() >= 2 => {
                    Ty::Tuple([args[0].clone(), args[1].clone()].into())
                }
                // What it goes over is what the iterator in it goes over.
                "Peekable" => args.first().map_or(Ty::Unknown, |inner| self.iterated_type(inner)),
                _ if self.is_smart_pointer(*name) => {
                    args.first().map_or(Ty::Unknown, |inner| self.iterated_type(inner))
                }
                _ => Ty::Unknown,
            },
            ty @ Ty::Adt(Def::Item(_), _) => self.program.projection(ty, self.program.known.item),
            _ => Ty::Unknown,
        }
    }

    pub(super) fn element_type(&self, ty: &Ty) -> Ty {
        match ty.peeled() {
            Ty::Slice(element) => (**element).clone(),
            _ => Ty::Unknown,
        }
    }

    /// `value[index]`.
    pub(super) fn index_type(&self, ty: &Ty) -> Ty {
        match ty.peeled() {
            Ty::Slice(element) => (**element).clone(),
            Ty::Adt(Def::External(_, name), args) => match self.program.text(*name) {
                "Vec" | "VecDeque" | "SmallVec" | "ThinVec" | "IndexSet" => {
                    args.first().cloned().unwrap_or(Ty::Unknown)
                }
                "HashMap" | "BTreeMap" | "IndexMap" | "FxHashMap" => args.get(1).cloned().unwrap_or(Ty::Unknown),
                _ if self.is_smart_pointer(*name) => args.first().map_or(Ty::Unknown, |inner| self.index_type(inner)),
                _ => Ty::Unknown,
            },
            ty @ Ty::Adt(Def::Item(_), _) => self.program.projection(ty, self.program.known.output),
            _ => Ty::Unknown,
        }
    }

    /// What an index looks into: a type of the workspace that has no `Index` leads to what is behind its `Deref`.
    pub(super) fn indexed_type(&self, ty: Ty) -> Ty {
        let is_index = |id: &ImplId| matches!(self.program[*id].of, Some(Def::External(_, of)) if self.program.text(of) == "Index");
        let mut indexed = ty;
        for _ in 0..MAX_DEREFS {
            match indexed.peeled() {
                Ty::Adt(Def::Item(item), _) if !self.program.impls_for(*item).iter().any(is_index) => {
                    indexed = self.deref(indexed.peeled()).unwrap_or(Ty::Unknown);
                }
                _ => break,
            }
        }
        indexed
    }

    pub(super) fn is_range(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(Def::External(_, name), _) if self.program.text(*name).starts_with("Range"))
    }

    /// `value[range]`.
    pub(super) fn sliced_type(&self, ty: &Ty) -> Ty {
        match ty.peeled() {
            ty @ (Ty::Slice(_) | Ty::Primitive(_)) => ty.clone(),
            Ty::Adt(Def::External(_, name), args) => match self.program.text(*name) {
                "Vec" | "SmallVec" | "ThinVec" => {
                    args.first().map_or(Ty::Unknown, |element| Ty::Slice(Rc::new(element.clone())))
                }
                "String" => Ty::Primitive(self.program.known.str_),
                _ if self.is_smart_pointer(*name) => args.first().map_or(Ty::Unknown, |inner| self.sliced_type(inner)),
                _ => Ty::Unknown,
            },
            _ => self.index_type(ty),
        }
    }
}
