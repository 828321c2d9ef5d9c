//! Walks to shelves.

use stock::Shelf;
use stock::ledger::Booking;

pub fn pick(shelf: &mut Shelf) -> Booking {
    toolbox::log("pick");
    shelf.take(1)
}
