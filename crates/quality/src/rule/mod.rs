//! An enterprise's own patrol rules: what they would have stopped of what was said. Pure.

pub(crate) mod http;
pub(crate) mod service;

use std::collections::HashMap;

use conversation::{ConversationId, MessageId, Sender, Turn};
use kernel::{Ts, policy::Policy};
use patrol::{Draft, Hit, Rules};
use serde::Serialize;
use utoipa::ToSchema;

/// Kind and name of the additions in the policy table.
pub(crate) const KIND: &str = "patrol";
pub(crate) const OWN: &str = "own";
/// Longest text of additions, bytes.
pub(crate) const SOURCE_MAX: usize = 48 * 1024;
/// Versions that one enterprise may keep.
pub(crate) const VERSIONS_MAX: usize = 200;
/// Messages of the past that are tried.
pub(crate) const TRIED: i64 = 10_000;
/// Messages that are shown of those hit.
const SHOWN: usize = 100;

/// A message of the past that a rule would have hit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WouldHit {
    pub(crate) conversation_id: ConversationId,
    pub(crate) message_id: MessageId,
    pub(crate) from: Sender,
    /// Masked.
    pub(crate) text: String,
    pub(crate) at: Ts,
    /// Of the enterprise's rules only.
    pub(crate) hits: Vec<Hit>,
}

/// What additions would have done to the past.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Tried {
    /// Messages looked at.
    pub(crate) looked_at: usize,
    /// Of these, those that would not have been sent.
    pub(crate) stopped: usize,
    /// Those that would have been sent only with a reason.
    pub(crate) warned: usize,
    /// Those with a remark or an alert only.
    pub(crate) remarked: usize,
    /// The newest of them all.
    pub(crate) shown: Vec<WouldHit>,
}

/// Judges `turns`, newest first, by the enterprise's rules alone.
pub(crate) fn tried(policy: &Policy<Rules>, turns: &[Turn]) -> Tried {
    let mut done = Tried { looked_at: turns.len(), ..Tried::default() };
    let mut asked: HashMap<MessageId, &str> = HashMap::new();
    let mut last: HashMap<ConversationId, &str> = HashMap::new();
    for turn in turns.iter().rev() {
        if turn.from == Sender::Customer {
            last.insert(turn.conversation, &turn.text);
        } else if let Some(text) = last.get(&turn.conversation) {
            asked.insert(turn.message, text);
        }
    }
    for turn in turns {
        let draft = match turn.from {
            Sender::Customer => Draft::customer(&turn.text),
            _ => Draft::agent(&turn.text).after(asked.get(&turn.message).copied()).found(&[]),
        };
        let hits = patrol::added(&policy.value, &draft);
        match hits.first().map(|hit| hit.outcome) {
            None => continue,
            Some(patrol::Outcome::Block) => done.stopped += 1,
            Some(patrol::Outcome::Warn) => done.warned += 1,
            Some(_) => done.remarked += 1,
        }
        if done.shown.len() < SHOWN {
            let (conversation_id, message_id, from, at) = (turn.conversation, turn.message, turn.from, turn.at);
            done.shown.push(WouldHit { conversation_id, message_id, from, text: turn.text.clone(), at, hits });
        }
    }
    done
}
