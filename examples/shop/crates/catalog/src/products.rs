//! Products.

use platform::Id;

/// Something that can be bought.
#[derive(Clone, Debug)]
pub struct Product {
    pub id: Id,
    pub title: String,
}

/// The product with this number.
pub fn find(id: Id) -> Option<Product> {
    (id.0 > 0).then(|| Product { id, title: format!("product {}", id.0) })
}
