//! The interview room: its parts, forms drawn from the item bank by a logged seed, answers that count once.

pub mod bank;
pub mod dialogue;
pub mod items;
pub mod lengths;
pub mod signals;
pub mod typing;
pub(crate) mod words;

pub use dialogue::{DialogueFeatures, Resolution};
pub use items::{BusinessFeatures, SecurityFeatures};
pub use lengths::Lengths;
pub use typing::{HumanRules, TypingFeatures};

pub mod http;
pub(crate) mod service;
pub(crate) mod store;

kernel::nouns! {
    /// One sitting of the interview.
    Interview => InterviewId,
}

db::text_enum! {
    /// Where an interview stands.
    pub enum InterviewState { Open = "open", Scoring = "scoring", Scored = "scored" }
}

db::text_enum! {
    /// The parts of an interview, in the order the room shows them.
    #[derive(Default)]
    pub enum PartKind {
        #[default]
        Typing = "typing",
        Syllables = "syllables",
        Words = "words",
        ReadAloud = "read_aloud",
        Talk = "talk",
        Dialogue = "dialogue",
        Business = "business",
        Security = "security",
    }
}

impl PartKind {
    /// The parts that are recorded, in the order they are measured.
    pub const RECORDED: [Self; 4] = [Self::Syllables, Self::Words, Self::ReadAloud, Self::Talk];

    pub fn is_recorded(self) -> bool {
        Self::RECORDED.contains(&self)
    }
}

db::text_enum! {
    /// Whether a part still takes answers.
    #[derive(Default)]
    pub enum PartState { #[default] Open = "open", Done = "done" }
}

/// The seed that chose the forms: 48 bits of the interview's id, so that it is logged with it and fits any client's numbers.
pub fn seed_of(id: InterviewId) -> i64 {
    i64::try_from(id.uuid().as_u128() & 0xffff_ffff_ffff).unwrap_or(0)
}
