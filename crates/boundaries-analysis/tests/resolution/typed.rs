//! Methods and fields, where the receiver's type is written down somewhere.

use crate::check;

const STORE: &str = "\
//- store/src/lib.rs
pub mod model {
    #[derive(Clone)]
    pub struct Item { pub price: Price }
    #[derive(Clone, Copy)]
    pub struct Price(pub u8);
    impl Item { pub fn price(&self) -> Price { self.price } pub fn parts(&self) -> Vec<Item> { vec![] } }
    impl Price { pub fn cents(self) -> u8 { self.0 } }
    pub trait Named { fn name(&self) -> String; }
    impl Named for Item { fn name(&self) -> String { String::new() } }
}
pub fn find(_: u8) -> Option<model::Item> { None } //=> store::model::Item
pub async fn load() -> Result<model::Item, ()> { Err(()) } //=> store::model::Item
";

fn check_with_store(user: &str) {
    check(&format!("{STORE}//- app/src/lib.rs deps: store\n{user}"));
}

#[test]
fn through_parameters_calls_and_fields() {
    check_with_store(
        "\
fn f(item: &store::model::Item) { //=> store::model::Item
    item.price().cents(); //=> store::model::Item::price, store::model::Price::cents
    item.price.cents(); //=> store::model::Item, store::model::Price::cents
    let price = item.price();  //=> store::model::Item::price
    price.cents(); //=> store::model::Price::cents
}
",
    );
}

#[test]
fn through_options_results_and_the_question_mark() {
    check_with_store(
        "\
fn f() -> Option<u8> {
    let item = store::find(1)?; //=> store::find
    if let Some(other) = store::find(2) { other.price(); } //=> store::find, store::model::Item::price
    Some(item.price().cents()) //=> store::model::Item::price, store::model::Price::cents
}
async fn g() -> Result<u8, ()> {
    let item = store::load().await?; //=> store::load
    Ok(item.price.cents()) //=> store::model::Item, store::model::Price::cents
}
",
    );
}

#[test]
fn through_iterators_and_closures() {
    check_with_store(
        "\
fn f(items: Vec<store::model::Item>) -> Vec<u8> { //=> store::model::Item
    for item in &items { item.parts(); } //=> store::model::Item::parts
    items.iter().filter(|item| item.price.0 > 1).map(|item| item.price().cents()).collect() //=> store::model::Item, store::model::Price, store::model::Item::price, store::model::Price::cents
}
",
    );
}

#[test]
fn trait_methods_of_types_parameters_and_trait_objects() {
    check_with_store(
        "\
use store::model::Named; //=> store::model::Named
fn f(item: store::model::Item) { item.name(); } //=> store::model::Item, store::model::Named::name
fn g<N: Named>(n: N) { n.name(); } //=> store::model::Named, store::model::Named::name
fn h(n: &dyn Named) { n.name(); } //=> store::model::Named, store::model::Named::name
fn i(n: impl Named) { n.name(); } //=> store::model::Named, store::model::Named::name
",
    );
}

#[test]
fn through_deref_of_workspace_types_and_smart_pointers() {
    check_with_store(
        "\
use std::{ops::Deref, sync::Arc};
struct Guard(store::model::Item); //=> store::model::Item
impl Deref for Guard { type Target = store::model::Item; fn deref(&self) -> &Self::Target { &self.0 } } //=> store::model::Item
fn f(guard: Guard, shared: Arc<store::model::Item>) { //=> store::model::Item
    guard.price(); //=> store::model::Item::price
    shared.clone().price(); //=> store::model::Item::price
}
",
    );
}

#[test]
fn an_unknown_receiver_is_no_guess() {
    check_with_store(
        "\
fn f() { let x = elsewhere::make(); x.price(); x.cents(); }
",
    );
}
