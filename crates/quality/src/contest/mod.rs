//! What workers contest of quality: an item that an evaluation says was missed, a draft that patrol stopped or warned of. Each
//! is a case of the one machine; what is overturned counts no more.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

db::text_enum! {
    /// What is contested.
    #[schema(as = ContestKind)]
    pub enum Kind {
        /// An item of an evaluation.
        Item = "item",
        /// A draft that was stopped, or warned of and sent.
        Verdict = "verdict",
    }
}

db::text_enum! {
    /// How it stands.
    #[schema(as = ContestState)]
    pub enum State { Open = "open", Won = "won", Lost = "lost" }
}
