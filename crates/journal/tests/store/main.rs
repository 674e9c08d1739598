//! The journal from outside: what is promised, what rots, what fails, and bugs planted to see that it would show.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod basics;
mod faults;
mod fixture;
mod forks;
mod golden;
mod planted;
mod power;
mod property;
mod pulses;
mod rot;
