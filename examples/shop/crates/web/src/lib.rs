//! The shop's pages: the catalog team's.

use billing::tables::Row;
use catalog::products::{self, Product};
use orders::cart::Cart;

/// The page of a cart.
pub fn cart_page(cart: &Cart) -> String {
    cart.items.iter().map(|item: &Product| item.title.as_str()).collect::<Vec<_>>().join("\n")
}

/// The title of the first product.
pub fn front_page() -> Option<String> {
    products::find(platform::Id(1)).map(|product| product.title)
}

/// A stored invoice as text.
pub fn invoice_page(row: &Row) -> String {
    format!("{} bytes", row.0.len())
}
