//! Evidence as devices make it, evidence as forgers make it, and noise.

mod forge;
mod forgeries;
mod good;
mod guard;
mod noise;
mod samples;
mod swtpm;
