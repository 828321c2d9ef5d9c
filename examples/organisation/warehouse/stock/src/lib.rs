//! What lies where.

pub mod ledger;

use ledger::{Account, Booking};

/// A shelf and what was booked for it.
pub struct Shelf {
    pub account: Account,
}

impl Shelf {
    pub fn take(&mut self, pieces: u32) -> Booking {
        toolbox::log("take");
        self.account.book(pieces)
    }
}
