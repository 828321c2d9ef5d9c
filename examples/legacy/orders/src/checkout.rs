//! From a cart to a paid order.

pub fn pay(order: platform::Id, cents: u64) -> billing::api::Invoice {
    billing::api::charge(order, cents)
}
