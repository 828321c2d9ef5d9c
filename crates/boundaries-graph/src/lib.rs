//! The model that every other crate of `cargo boundaries` speaks in: what a workspace consists of, and who names whom.
//!
//! The central type is [`ModuleGraph`]. It holds packages, crates (one per Cargo target), modules, items, every
//! [`Reference`] between modules, every re-export, and every [`Gap`]. It is built once by a [`GraphBuilder`] and does
//! not change afterwards. Views such as [`ModuleView`] borrow from it; the lifetime `'g` always means "borrowed from the
//! graph".
//!
//! This crate reads nothing and prints nothing. It does not know Cargo, Rust syntax, teams or policies.
//!
//! ```
//! use boundaries_graph::{CrateSpec, GraphBuilder, ModuleSpec, PackageSpec, Span, TargetKind};
//!
//! let mut builder = GraphBuilder::default();
//! let package = builder.package(PackageSpec::new("billing", "crates/billing"));
//! let billing = builder.krate(CrateSpec::new(package, "billing", TargetKind::Lib));
//! let root = builder.root_module(billing, Span::default());
//! builder.module(ModuleSpec::new(root, "api", Span::default()));
//! let graph = builder.finish();
//!
//! let paths: Vec<&str> = graph.modules().map(|module| module.path()).collect();
//! assert_eq!(paths, ["billing", "billing::api"]);
//! ```

mod builder;
mod cargo;
mod cut;
mod directive;
mod edited;
mod gap;
mod graph;
mod ids;
mod item;
mod limit;
mod min_cut;
mod package;
mod query;
mod reference;
mod span;
mod symbol;
mod tables;
mod view;

pub use builder::{CrateSpec, GraphBuilder, ItemSpec, ModuleSpec, PackageSpec};
pub use cargo::{CargoPackage, CargoTarget};
pub use cut::Cut;
pub use directive::Directive;
pub use edited::{Edited, EditedItems};
pub use gap::{Gap, GapReason};
pub use graph::{Dependency, ModuleGraph};
pub use ids::{CrateId, ExternalId, FileId, ItemId, ModuleId, PackageId};
pub use item::{Definition, Implementation, ImplementedTrait, Item, ItemKind, Reexport, Visibility};
pub use limit::Limit;
pub use min_cut::{ModuleEdges, cheapest_side};
pub use package::{Crate, DeclaredDependency, DependencyFeatures, Module, Package, TargetKind};
pub use query::{Chain, Quotient};
pub use reference::{DependencyKind, Exposure, ExternalReference, Reference, ReferenceKind};
pub use span::{SourceFile, SourceMap, Span};
pub use symbol::{Symbol, Symbols};
pub use tables::Uses;
pub use view::{CrateView, DependencyView, ItemView, ModuleView, PackageView};
