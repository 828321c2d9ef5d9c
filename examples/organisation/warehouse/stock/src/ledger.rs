//! Books what comes and goes.

/// Where pieces are counted.
#[derive(Default)]
pub struct Account {
    pieces: u32,
}

/// What was booked.
pub struct Booking {
    pub pieces: u32,
}

impl Account {
    pub fn book(&mut self, pieces: u32) -> Booking {
        toolbox::log("book");
        self.pieces = self.pieces.saturating_sub(pieces);
        Booking { pieces }
    }
}
