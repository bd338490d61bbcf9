//! The vault's façade over its rows: sealing, numbering, expanding. Authorisation is the caller's.

pub(crate) mod doc;
pub(crate) mod store;

use std::collections::{BTreeMap, HashMap};

use db::Conn;
use kernel::{Error, TenantId, Ts};
use masking_core::{Action, Detector, Known, Label, Replacer, Span, escape, render, render_trusted};
use seal::{DataKey, Keyring, Place};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    CONTACT_KEY, CONVERSATION_KEY, TokenLine,
    detect::{Detected, Kept, Memory, Speaker, State},
    token::{Mark, Piece, pieces},
};
use store::{NewToken, TokenId, TokenRow};

/// A text as it may be stored and shown to a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub text: String,
    /// Earlier messages that hold parts of a value found only now: `(seq, text as it must read now)`.
    pub earlier: Vec<(i64, String)>,
}

/// What stands behind a token.
#[derive(Serialize, Deserialize)]
pub(crate) struct Original {
    /// As it was first written: what the token expands to where it stands.
    pub(crate) written: String,
    /// With all disguise removed; of a part, the whole value.
    pub(crate) canonical: String,
    /// A part of a value given over several messages.
    #[serde(default)]
    part: bool,
}

impl Original {
    fn of(span: &Span, text: &str) -> Self {
        let written = text.get(span.start..span.end).unwrap_or(&span.canonical).to_owned();
        let canonical = span.whole.as_ref().unwrap_or(&span.canonical).clone();
        Self { written, canonical, part: span.whole.is_some() }
    }

    /// What is shown for a purpose: a part alone serves none, so the whole stands for it.
    pub(crate) fn shown(self) -> String {
        if self.part { self.canonical } else { self.written }
    }
}

pub(crate) const fn token_place(id: TokenId) -> Place {
    Place::new("mask_token", "sealed", id.uuid())
}

const fn state_place(conversation: Uuid) -> Place {
    Place::new("mask_state", "sealed", conversation)
}

const fn known_place(id: store::KnownId) -> Place {
    Place::new("known_value", "sealed", id.uuid())
}

fn json<T: serde::de::DeserializeOwned>(key: &DataKey, at: &Place, sealed: &[u8]) -> kernel::Result<T> {
    let plain = Zeroizing::new(key.open(at, sealed)?);
    serde_json::from_slice(&plain)
        .map_err(|_| Error::internal(format!("{}.{} of {} is not what was sealed", at.table, at.column, at.row)))
}

fn sealed(key: &DataKey, at: &Place, value: &impl Serialize) -> kernel::Result<Vec<u8>> {
    let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| Error::internal("a value that cannot be sealed"))?);
    Ok(key.seal(at, &plain))
}

pub(crate) fn memory(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    contact: Uuid,
) -> db::Result<Memory> {
    let known = known(c, keyring, tenant, contact)?;
    let state = match keyring.existing_key(c, tenant, CONVERSATION_KEY, conversation)? {
        None => State::default(),
        Some(key) => match store::state(c, tenant, conversation)? {
            None => State::default(),
            Some(bytes) => json(&key, &state_place(conversation), &bytes)?,
        },
    };
    Ok(Memory { known, state })
}

pub(crate) fn mask_in(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    text: &str,
    detected: &Detected,
    now: Ts,
) -> db::Result<Masked> {
    if detected.found.blocked {
        let what = "this message holds something that must not be sent here; leave it out";
        return Err(Error::field("text", "invalid", what).into());
    }
    let issues = detected.found.spans.iter().any(|span| span.action != Action::Pass);
    if !issues && detected.earlier.is_empty() && !detected.is_news {
        return Ok(Masked { text: untouched(text, detected.speaker), earlier: Vec::new() });
    }
    let key = keyring.data_key(c, tenant, CONVERSATION_KEY, conversation, now)?;
    // Written first: whoever holds this row numbers the conversation's tokens, others are made to run again.
    let state = sealed(&key, &state_place(conversation), &detected.state)?;
    store::put_state(c, tenant, conversation, &state, now)?;
    let mut numbering = Numbering::load(c, tenant, conversation, &key, detected, now)?;
    let text = numbering.mask(text, &detected.found.spans, detected.speaker);
    let mut again = |kept: &Kept| {
        let spans: Vec<Span> = kept.spans.iter().map(Span::from).collect();
        (kept.seq, numbering.mask(&kept.text, &spans, kept.speaker))
    };
    let earlier = detected.earlier.iter().map(&mut again).collect();
    for new in numbering.issued {
        store::insert_token(c, tenant, conversation, &new?, detected.speaker, now)?;
    }
    Ok(Masked { text, earlier })
}

/// A text without anything to hide. A worker's tokens stay; brackets of a customer's are escaped.
fn untouched(text: &str, speaker: Speaker) -> String {
    match speaker {
        Speaker::Customer => escape(text),
        Speaker::Worker => text.to_owned(),
    }
}

/// Gives each value of a conversation its token: one per label and canonical value, numbered by the name it shows.
struct Numbering<'a> {
    key: &'a DataKey,
    replacer: Replacer<'a>,
    by_digest: HashMap<Vec<u8>, Mark>,
    highest: BTreeMap<String, i64>,
    issued: Vec<kernel::Result<NewToken>>,
    now: Ts,
}

impl<'a> Numbering<'a> {
    fn load(
        c: &mut Conn<'_>,
        tenant: TenantId,
        conversation: Uuid,
        key: &'a DataKey,
        detected: &'a Detected,
        now: Ts,
    ) -> db::Result<Self> {
        let earlier = detected.earlier.iter().flat_map(|kept| kept.spans.iter().map(Span::from));
        let spans: Vec<Span> = detected.found.spans.iter().cloned().chain(earlier).collect();
        Self::over(c, tenant, conversation, key, &detected.detector, &spans, now)
    }

    /// Ready to number `spans`.
    fn over(
        c: &mut Conn<'_>,
        tenant: TenantId,
        conversation: Uuid,
        key: &'a DataKey,
        detector: &'a Detector,
        spans: &[Span],
        now: Ts,
    ) -> db::Result<Self> {
        let digests: Vec<Vec<u8>> = spans.iter().map(|span| digest(key, span)).collect();
        let by_digest = store::by_digest(c, tenant, conversation, &digests)?;
        let highest = store::highest(c, tenant, conversation)?;
        // Hashes and surrogates of one value agree within the conversation and tell nothing outside.
        let replacer = Replacer::new(detector.policy(), &key.hmac(b"replace"));
        Ok(Self { key, replacer, by_digest, highest, issued: Vec::new(), now })
    }

    fn mask(&mut self, text: &str, spans: &[Span], speaker: Speaker) -> String {
        let mut replace = |span: &Span| self.replace(span, text);
        match speaker {
            Speaker::Customer => render(text, spans, &mut replace),
            Speaker::Worker => render_trusted(text, spans, &mut replace),
        }
    }

    fn replace(&mut self, span: &Span, text: &str) -> String {
        match span.action {
            Action::Token => self.token(span, text),
            _ => self.replacer.replace(span, text),
        }
    }

    fn token(&mut self, span: &Span, text: &str) -> String {
        let digest = digest(self.key, span);
        if let Some(mark) = self.by_digest.get(&digest) {
            return mark.text();
        }
        let name = span.label.zh().to_owned();
        let ordinal = self.highest.get(&name).copied().unwrap_or(0) + 1;
        self.highest.insert(name.clone(), ordinal);
        let mark = Mark { name, ordinal };
        let id = TokenId::at(self.now);
        let original = sealed(self.key, &token_place(id), &Original::of(span, text));
        let label = span.label.as_str().to_owned();
        self.issued.push(original.map(|sealed| NewToken { id, label, mark: mark.clone(), digest: digest.clone(), sealed }));
        self.by_digest.insert(digest, mark.clone());
        mark.text()
    }
}

fn digest(key: &DataKey, span: &Span) -> Vec<u8> {
    key.hmac(&[span.label.as_str().as_bytes(), b"\0", span.canonical.as_bytes()].concat()).to_vec()
}

pub(crate) fn expand(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    text: &str,
) -> db::Result<String> {
    let pieces = pieces(text);
    let marks: Vec<&Mark> = pieces.iter().filter_map(|p| if let Piece::Token(_, mark) = p { Some(mark) } else { None }).collect();
    if marks.is_empty() {
        return Ok(text.to_owned());
    }
    let Some(key) = keyring.existing_key(c, tenant, CONVERSATION_KEY, conversation)? else { return Ok(text.to_owned()) };
    let mut originals: HashMap<Mark, String> = HashMap::new();
    for row in store::by_marks(c, tenant, conversation, &marks)? {
        let original = open(&key, &row)?;
        originals.insert(row.mark, original.written);
    }
    let written = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Token(text, mark) => originals.get(mark).cloned().unwrap_or_else(|| (*text).to_owned()),
    };
    Ok(pieces.iter().map(written).collect())
}

/// What stands behind a token.
pub(crate) fn open(key: &DataKey, row: &TokenRow) -> kernel::Result<Original> {
    json(key, &token_place(row.id), &row.sealed)
}

pub(crate) fn tokens(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<String>> {
    Ok(store::marks(c, tenant, conversation)?.iter().map(Mark::text).collect())
}

pub(crate) fn lines(c: &mut Conn<'_>, detector: &Detector, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<TokenLine>> {
    let line = |(mark, label): (Mark, String)| {
        let purposes = Label::parse(&label).map(|label| detector.policy().reveal(&label).to_vec()).unwrap_or_default();
        TokenLine { token: mark.text(), label, purposes }
    };
    Ok(store::labelled(c, tenant, conversation)?.into_iter().map(line).collect())
}

pub(crate) fn set_known(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    contact: Uuid,
    known: &[Known],
    now: Ts,
) -> db::Result<()> {
    let key = keyring.data_key(c, tenant, CONTACT_KEY, contact, now)?;
    store::drop_known(c, tenant, contact)?;
    for value in known {
        let id = store::KnownId::at(now);
        let sealed = key.seal(&known_place(id), value.value.as_bytes());
        store::insert_known(c, tenant, id, contact, value.label.as_str(), &sealed, now)?;
    }
    Ok(())
}

pub(crate) fn known(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, contact: Uuid) -> db::Result<Vec<Known>> {
    let Some(key) = keyring.existing_key(c, tenant, CONTACT_KEY, contact)? else { return Ok(Vec::new()) };
    let mut known = Vec::new();
    for (id, label, sealed) in store::known(c, tenant, contact)? {
        let label = Label::parse(&label).ok_or_else(|| Error::internal("a stored label is malformed"))?;
        known.push(Known { label, value: key.open_text(&known_place(id), &sealed)? });
    }
    Ok(known)
}

pub(crate) fn shred(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, conversation: Uuid, now: Ts) -> db::Result<bool> {
    store::drop_state(c, tenant, conversation)?;
    keyring.destroy(c, tenant, CONVERSATION_KEY, conversation, now)
}

pub(crate) fn forget(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, contact: Uuid, now: Ts) -> db::Result<bool> {
    store::drop_known(c, tenant, contact)?;
    keyring.destroy(c, tenant, CONTACT_KEY, contact, now)
}
