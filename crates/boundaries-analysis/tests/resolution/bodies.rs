//! Scopes inside bodies: locals, parameters, block items, patterns.

use crate::check;

#[test]
fn locals_and_parameters_hide_items() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub fn helper() {} pub const LIMIT: u8 = 0; }
use m::{helper, LIMIT}; //=> shop::m::helper, shop::m::LIMIT
fn f(helper: u8) -> u8 { helper }
fn g() { let helper = 1; { helper; } }
fn h() { |helper: u8| helper; }
fn i() { for helper in [1] { helper; } helper() } //=> shop::m::helper
fn j() -> u8 { LIMIT } //=> shop::m::LIMIT
",
    );
}

#[test]
fn block_items_and_block_imports() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub struct A; pub struct B; }
fn f() {
    use m::A; //=> shop::m::A
    struct B;
    fn inner(_: A) {} //=> shop::m::A
    B;
}
fn g(_: m::B) {} //=> shop::m::B
",
    );
}

#[test]
fn patterns_name_constants_and_bind_everything_else() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub const MAX: u8 = 9; pub enum E { One, Two(u8) } pub struct P { pub x: u8 } }
use m::{E, MAX, P}; //=> shop::m::E, shop::m::MAX, shop::m::P
fn f(n: u8) { match n { MAX => {} other => { other; } } } //=> shop::m::MAX
fn g(e: E) { //=> shop::m::E
    match e {
        E::One => {} //=> shop::m::E, shop::m::E::One
        E::Two(x) => { x; } //=> shop::m::E, shop::m::E::Two
    }
}
fn h(P { x: renamed }: P) { renamed; } //=> shop::m::P
",
    );
}

#[test]
fn types_bounds_and_where_clauses() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub trait T { type Out; fn make() -> Self; } pub struct S<A>(A); pub struct Arg; }
use m::{Arg, S, T}; //=> shop::m::Arg, shop::m::S, shop::m::T
struct Holder { s: S<Arg> } //=> shop::m::S, shop::m::Arg
fn f<A: T>() where S<A>: Clone { //=> shop::m::T, shop::m::S
    A::make(); //=> shop::m::T::make
    <A as T>::make(); //=> shop::m::T, shop::m::T::make
}
fn g() -> Box<dyn T<Out = Arg>> { loop {} } //=> shop::m::T, shop::m::Arg
",
    );
}

#[test]
fn a_generic_parameter_hides_a_type() {
    check(
        "\
//- shop/src/lib.rs
mod m { pub struct Item; }
use m::Item; //=> shop::m::Item
fn f<Item>(_: Item) {}
fn g(_: Item) {} //=> shop::m::Item
",
    );
}

#[test]
fn associated_items_of_types_and_of_self() {
    check(
        "\
//- shop/src/lib.rs
mod m {
    pub struct S;
    impl S { pub const N: u8 = 1; pub fn new() -> S { Self } }
}
use m::S; //=> shop::m::S
fn f() { S::new(); S::N; } //=> shop::m::S, shop::m::S::new, shop::m::S::N
impl S { //=> shop::m::S
    fn again() -> Self { //=> shop::m::S
        Self::new() //=> shop::m::S, shop::m::S::new
    }
}
",
    );
}

#[test]
fn struct_literals_and_functional_update() {
    check(
        "\
//- shop/src/lib.rs
mod m { #[derive(Default)] pub struct P { pub x: u8, pub y: u8 } }
use m::P; //=> shop::m::P
fn f(y: u8) -> P { P { x: 1, y, ..Default::default() } } //=> shop::m::P
",
    );
}

#[test]
fn a_same_name_in_a_sibling_is_somebody_else() {
    check(
        "\
//- shop/src/lib.rs
mod a { pub fn run() {} }
mod b { fn run() {} fn f() { run() } }
",
    );
}
