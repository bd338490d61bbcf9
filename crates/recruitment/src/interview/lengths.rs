//! How long a room is: how many items of each kind. The policy holds a full room and a short one for tests and demos.

use serde::{Deserialize, Serialize};

/// Kept with every interview, so that its forms can be drawn again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lengths {
    /// Texts to be typed, each in its own time.
    pub typing_rounds: i64,
    /// Single syllables and words to be read, and how long each is shown, in ms.
    pub syllables: i64,
    pub words: i64,
    pub prompt_ms: i64,
    /// Fewer heard syllables than this give no index, and the list is read again.
    pub tone_items_min: i64,
    /// Free talk: longest, and least that must be said.
    pub talk_seconds: i64,
    pub talk_min_ms: i64,
    /// Scripted customers.
    pub scenarios: i64,
    pub situations: i64,
    pub knowledge: i64,
    pub lookups: i64,
    pub security: i64,
    /// How often a question that must be right is asked at most, each time in another form.
    #[serde(default = "once")]
    pub security_asks: i64,
    /// Share of good candidates that a person looks at all the same, in percent.
    pub sample_pct: i64,
}

/// What interviews from before this was a rule had.
const fn once() -> i64 {
    1
}

impl Lengths {
    pub const fn business(&self) -> [i64; 3] {
        [self.situations, self.knowledge, self.lookups]
    }
}
