#!/usr/bin/env cargo
---
[package]
---
fn main() { billing::api::f() }
