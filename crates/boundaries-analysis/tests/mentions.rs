//! What a reference tells besides what is meant: by which door it is named, and how, and what lies outside.

mod shop;

use boundaries_analysis::Analysis;
use shop::{analysed, gaps, targets};

/// The references in the bodies of a module: the path that is written, and the name that the door knows.
fn doors(analysis: &Analysis, of: &str) -> Vec<String> {
    let graph = &analysis.graph;
    let path = |module| graph.module(module).path().to_owned();
    let those = graph.references().iter().filter(|reference| path(reference.from) == of);
    let told = those.map(|reference| {
        let (written, name) = (graph.text(reference.written), graph.text(reference.name));
        format!("{written}: {} has {name}", path(reference.door))
    });
    told.collect()
}

#[test]
fn the_door_of_a_name_that_globs_bring_is_the_module_that_they_import() {
    let lib = "mod a { pub struct A; }\nmod b { pub use crate::a::A as B; }\nmod c { pub use crate::b::*; }\n\
               mod user { use crate::c::*; fn f(_: B) {} }\nmod other { fn f(_: crate::c::B) {} }";
    let analysis = analysed(&[("lib.rs", lib)]);
    assert_eq!(doors(&analysis, "shop::user"), ["B: shop::c has B", "crate::c::*: shop has c"]);
    assert_eq!(doors(&analysis, "shop::other"), ["crate::c::B: shop::c has B"]);
    let reexports = analysis.graph.reexports().iter();
    let sources = reexports.map(|offer| {
        let path = |module| analysis.graph.module(module).path();
        format!("{} from {}", path(offer.module), path(offer.source))
    });
    assert_eq!(sources.collect::<Vec<_>>(), ["shop::b from shop::a", "shop::c from shop::b"]);
}

#[test]
fn a_crate_is_known_to_its_door_by_the_name_that_is_written() {
    let analysis = analysed(&[("lib.rs", "mod a { extern crate self as me; fn f(_: me::S) {} }\nstruct S;")]);
    assert_eq!(doors(&analysis, "shop::a"), ["self: shop has self", "me::S: shop has S"]);
}

#[test]
fn a_crate_outside_is_mentioned_by_the_whole_path() {
    let lib = "use std::fmt;\nfn f(_: fmt::Error) { std::mem::drop(std::vec::Vec::<u8>::new()) }";
    let analysis = analysed(&[("lib.rs", lib)]);
    let written = |reference: &boundaries_graph::ExternalReference| analysis.graph.text(reference.written).to_owned();
    let written: Vec<_> = analysis.graph.external_references().iter().map(written).collect();
    assert_eq!(gaps(&analysis), []);
    assert_eq!(targets(&analysis), [""; 0]);
    assert_eq!(written, ["std::fmt", "fmt::Error", "std::mem::drop", "std::vec::Vec::new"]);
}
