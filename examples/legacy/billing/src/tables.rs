//! How billing stores things.

pub struct Row {
    pub order: platform::Id,
    pub cents: u64,
}

pub fn read(order: platform::Id) -> Row {
    Row { order, cents: 0 }
}
