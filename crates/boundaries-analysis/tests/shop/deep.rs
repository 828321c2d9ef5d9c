//! Code that nests.

/// Items that nest, or chain, as often as asked: with the name of the shape.
pub(crate) fn deep_items(times: usize) -> Vec<(&'static str, String)> {
    let shape = |name, start: &str, open: &str, middle: &str, close: &str, end: &str| {
        (name, format!("{start}{}{middle}{}{end}", open.repeat(times), close.repeat(times)))
    };
    vec![
        shape("parentheses", "const A: u8 = ", "(", "1", ")", ";"),
        shape("arrays", "const A: u8 = ", "[", "1", "]", ";"),
        shape("blocks", "const A: u8 = ", "{", "1", "}", ";"),
        shape("modules", "", "mod a { ", "", "}", ""),
        shape("not", "const A: u8 = ", "!", "a", "", ";"),
        shape("references", "const A: u8 = ", "&", "a", "", ";"),
        shape("sum", "const A: u8 = ", "a+", "a", "", ";"),
        shape("difference", "const A: u8 = ", "a - ", "a", "", ";"),
        shape("shift", "const A: u8 = ", "1 << ", "1", "", ";"),
        shape("casts", "const A: u8 = a", " as u8", "", "", ";"),
        shape("methods", "const A: u8 = a", ".b()", "", "", ";"),
        shape("closures", "const A: u8 = ", "|x| ", "1", "", ";"),
        shape("else if", "fn f() { ", "if a {} else ", "{}", "", "}"),
        shape("return", "fn f() { ", "return ", "1", "", "; }"),
        shape("break to a label", "fn f() { ", "break 'a ", "1", "", "; }"),
        shape("patterns", "fn f() { let ", "x @ ", "y", "", " = 1; }"),
        shape("loops", "fn f() { ", "for A {} in ", "a", "", " {} }"),
        shape("conditions", "fn f() { if ", "let a = ", "1", "", " {} }"),
        shape("pointers", "type A = ", "*const ", "u8", "", ";"),
        shape("mutable references", "type A = ", "&mut ", "u8", "", ";"),
        shape("references with lifetimes", "type A = ", "&'a ", "u8", "", ";"),
        shape("functions", "type A = ", "fn() -> ", "u8", "", ";"),
        shape("trait objects", "type A = ", "dyn Fn() -> ", "u8", "", ";"),
        shape("arguments", "type A = ", "T<", "u8", ">", ";"),
        shape("second arguments", "type A = ", "T<u8, ", "u8", ">", ";"),
        shape("bindings", "type A = ", "T<B = ", "u8", ">", ";"),
        shape("qualified paths", "type A = ", "<", "u8", " as T>::B", ";"),
        shape("bounds", "fn f<T: ", "A + ", "B", "", ">() {}"),
        shape("paths of imports", "use ", "a::", "b", "", ";"),
        shape("groups of imports", "use ", "a::{", "b", "}", ";"),
        shape("chains in brackets", "const A: u8 = ", &format!("({}", "a-".repeat(9)), "a", ")", ";"),
        shape("chains behind brackets", "const A: u8 = ", "(", "a", &format!("){}", "-a".repeat(9)), ";"),
    ]
}
