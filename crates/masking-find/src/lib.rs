//! Reads one message and says what in it may be personal data, where, and how sure. No policy, no
//! memory of other messages, no I/O: the same cells give the same candidates.
//!
//! A [`Look`] folds the text to cells, finds cues, words and digits in it, and lets the finders of
//! each kind of value weigh them. What is done with a candidate is decided by `masking-core`, the
//! only user.
#![forbid(unsafe_code)]

mod accounts;
mod address_en;
mod address_py;
mod address_tail;
mod address_zh;
mod asked;
mod cand;
mod closed;
mod codes;
mod dates;
mod email;
mod encoded;
mod estates;
mod expiry;
mod fields;
mod judge;
mod labelled;
mod look;
mod marks_zh;
mod name_form;
mod names_en;
mod names_zh;
mod net;
mod numbers;
mod periodic;
mod placed;
mod places_en;
mod quiet;
mod said;
mod shapes;
mod signed_en;
mod spelled_en;
mod things_en;
mod told_zh;
mod unnamed;
mod widen;

pub use address_zh::keep_levels;
pub use cand::{Cand, Ctx, resolve};
pub use look::{Finder, Look, Seen, warm};
pub use masking_check as check;
use masking_check::label;
pub use masking_check::label::Label;
pub use masking_check::token::{CLOSE, OPEN};
pub use masking_read::atoms::{Atom, Group, Trust};
pub use masking_read::chars::Words;
pub use masking_read::cues::{Cue, Hit, Near, mask};
pub use masking_read::fold::{Cell, Folded, Kind};
#[doc(hidden)]
pub use masking_read::work;
use masking_read::{atoms, chars, cues, fold, fold_tables, form, lists, tokens, words};
pub use quiet::{quiet, rest};
