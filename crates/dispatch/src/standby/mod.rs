//! Reserved peak minutes as workers see them: what they may book with their certificates, and what they booked. The
//! bookings themselves are `market`'s, and `payout` pays them.

pub(crate) mod http;
pub(crate) mod service;
