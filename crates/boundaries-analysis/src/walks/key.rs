//! What identifies a program to whoever looks at it from inside a body: what its texts show each other, and what linking made
//! of it.

use boundaries_cache::{Hash, hash};
use rayon::prelude::*;

use crate::collect::{Collected, interface};
use crate::limits::Limits;
use crate::load::Sources;
use crate::program::{Def, DefId, Program, ScopeKind, Unit, Visibility};
use crate::syntax::facts::index;
use crate::workspace::Workspace;

/// The name of a program. Two programs of one name have the same numbers for everything, names apart.
pub(super) fn of(collected: &Collected, workspace: &Workspace, sources: &Sources, limits: Limits) -> Hash {
    let program = &collected.program;
    // How much bodies may turn into is asked for each time.
    let limits = Limits { body_macros: 0, ..limits };
    let mut bytes = format!("{:?}{limits:?}", workspace.packages()).into_bytes();
    for (_, file) in sources.map.files() {
        push_text(&mut bytes, file.path().as_str());
    }
    // What a text asks of other files is part of it.
    for (path, unit) in sources.units.iter().filter(|(_, unit)| !unit.asked.is_empty() || !unit.included.is_empty()) {
        push_text(&mut bytes, path.as_str());
        bytes.extend(hash(sources.map.file(unit.file).text().as_bytes()));
        for (path, text) in &unit.asked {
            push_text(&mut bytes, path.as_str());
            bytes.extend(hash(text.as_deref().unwrap_or_default().as_bytes()));
        }
    }
    let shown = |unit: &Unit| -> Hash {
        let interface = interface(&program.symbols, &collected.declaring, (&unit.facts, unit.text(&sources.map)), &[]);
        hash(&[&unit.facts.conditions.fingerprint()[..], &interface.into_bytes()].concat())
    };
    let shown: Vec<Hash> = program.units.par_iter().filter(|unit| unit.expanded.is_none()).map(shown).collect();
    bytes.extend(shown.concat());
    push_links(&mut bytes, program);
    hash(&bytes)
}

/// What linking made: modules and blocks, definitions, and where imports and `impl` blocks lead.
fn push_links(bytes: &mut Vec<u8>, program: &Program) {
    for instance in &program.instances {
        push(bytes, &[instance.unit.0, u32::from(instance.is_walked), u32::from(instance.is_test)]);
        instance.scopes.iter().for_each(|scope| push(bytes, &[scope.0]));
    }
    for scope in &program.scopes {
        let flags = u32::from(scope.unlikely) | u32::from(scope.opaque_glob) << 1 | u32::from(scope.is_cut_off) << 2;
        push(bytes, &[scope.parent.map_or(u32::MAX, |parent| parent.0), scope.module.0, scope.krate.0, flags]);
        push(bytes, &[scope.context as u32]);
        if let ScopeKind::Module(data) = &scope.kind {
            push_text(bytes, program.text(data.name));
            push_visibility(bytes, data.vis);
            let flags = u32::from(data.generated) | u32::from(data.macro_use) << 1 | u32::from(data.inline) << 2;
            push(bytes, &[index(data.file.index()), flags]);
        }
        // The numbers of names depend on what was read before.
        let mut textual: Vec<(&str, &[(DefId, u32)])> =
            scope.textual.iter().map(|(name, of_name)| (program.text(*name), &of_name[..])).collect();
        textual.sort_unstable();
        for (name, of_name) in textual {
            push_text(bytes, name);
            of_name.iter().for_each(|(def, _)| push(bytes, &[def.0]));
        }
    }
    for def in &program.defs {
        push_text(bytes, program.text(def.name));
        push(bytes, &[def.scope.0, def.instance.0, def.item.place(), u32::from(def.unlikely)]);
        push(bytes, &[def.parent.map_or(u32::MAX, |def| def.0), def.implementation.map_or(u32::MAX, |id| id.0)]);
        push_visibility(bytes, def.vis);
    }
    for import in &program.imports {
        push(bytes, &[import.scope.0, import.instance.0]);
        for target in import.targets {
            push_def(bytes, program, target.map(|target| target.def));
            push(bytes, &[target.map_or(u32::MAX, |target| target.door.0)]);
        }
    }
    for imp in &program.impls {
        push(bytes, &[imp.scope.0, imp.instance.0, imp.item.place(), u32::from(imp.is_of_trait)]);
        push_def(bytes, program, imp.self_head);
        push_def(bytes, program, imp.of);
    }
}

fn push(bytes: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push(bytes, &[index(text.len())]);
    bytes.extend(text.as_bytes());
}

fn push_visibility(bytes: &mut Vec<u8>, visibility: Visibility) {
    match visibility {
        Visibility::Public => push(bytes, &[0]),
        Visibility::In(scope) => push(bytes, &[1, scope.0]),
    }
}

fn push_def(bytes: &mut Vec<u8>, program: &Program, def: Option<Def>) {
    match def {
        None => push(bytes, &[0]),
        Some(Def::Module(scope)) => push(bytes, &[1, scope.0]),
        Some(Def::Item(item)) => push(bytes, &[2, item.0]),
        Some(Def::External(krate, name)) => {
            push(bytes, &[3]);
            push_text(bytes, program.text(krate));
            push_text(bytes, program.text(name));
        }
        Some(Def::Primitive(name)) => {
            push(bytes, &[4]);
            push_text(bytes, program.text(name));
        }
    }
}
