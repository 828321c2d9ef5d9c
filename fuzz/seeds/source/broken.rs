pub fn f() { let x = |a: billing::api::Invoice| a; x(
