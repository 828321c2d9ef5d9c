#![allow(unused)]
use billing::{self, api::{Invoice as I, *}, tables as t};
pub use ::billing::tables::Row;
extern crate billing as b;
#[macro_use] mod m { macro_rules! k { ($a:ident, $($b:ty),* $(,)?) => { pub struct $a($($b),*); }; } }
k!(K, billing::tables::Row, u8);
#[cfg(test)] mod tests { use super::*; #[test] fn t() { let _ = I; } }
trait T { type A: Into<Row>; const C: usize; fn f(&self) -> Self::A where Self: Sized; }
impl<'a, const N: usize> T for [&'a Row; N] { type A = Row; const C: usize = N; fn f(&self) -> Row { todo!("{}", b::tables::X) } }
enum E { A(Row), B { r: t::Row }, C = 3 }
async fn g() -> impl Iterator<Item = I> + use<> { match E::A(Row) { E::A(x) | E::B { r: x } if true => {}, _ => {} } std::iter::empty() }
union U { a: u8 } static S: &str = r#"x"#; type F = fn(Row) -> <Row as T>::A;
