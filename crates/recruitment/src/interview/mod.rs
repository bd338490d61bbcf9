//! The interview room: four parts, forms drawn from the item bank by a logged seed, answers that count once.

pub mod bank;
pub mod dialogue;
pub mod security;
pub mod typing;
mod words;

pub use dialogue::{DialogueFeatures, Resolution};
pub use security::SecurityFeatures;
pub use typing::{HumanRules, TypingFeatures};
