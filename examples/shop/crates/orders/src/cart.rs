//! What a customer is about to buy.

use catalog::pricing;
use catalog::products::Product;
use platform::money::Cents;

/// The things in a cart.
#[derive(Clone, Debug, Default)]
pub struct Cart {
    pub items: Vec<Product>,
}

impl Cart {
    /// What everything in the cart costs.
    pub fn total(&self) -> Cents {
        self.items.iter().map(|item| pricing::price_of(item.id)).fold(Cents(0), Cents::plus)
    }
}
