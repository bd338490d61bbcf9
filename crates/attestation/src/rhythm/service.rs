//! Taking in what a page reports of its keys and surroundings, asking, and hearing that the person proved themselves.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use attestation_core::{
    Rules,
    bytes::{hex, sha256},
    rhythm::{Profile, Surroundings, Window},
};
use db::{Conn, outbox};
use http::Ctx;
use identity::Purpose;
use kernel::{AccountId, Actor, Code, Error, Event, Reason, Result, SessionId, Ts};
use seal::{Keyring, Place};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{NOTICED, RecheckId, RecheckView, Remembered, RhythmState, state, store};
use crate::{
    Trusting, person, trust,
    watch::{
        GuardStep, IncidentId,
        store::{self as incidents, NewIncident},
    },
};

/// What a page notices that nobody at work does by chance.
const GRAVE: [&str; 2] = ["capture_key", "printing"];
const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long a profile, a session's memory and a question are kept after the last report.
pub(crate) const KEEPS: Duration = Duration::from_secs(90 * 24 * 3600);

/// What a page reports.
pub struct Report {
    pub window: Option<Window>,
    /// What the page's own guard stopped or noticed since the last report, how often.
    pub noticed: BTreeMap<String, u32>,
    /// The page's offset from UTC, in minutes.
    pub offset_min: i32,
    /// The page's clock, milliseconds since 1970.
    pub at_ms: i64,
}

/// Where this session stands, and the questions of the last day.
pub struct Standing {
    pub state: RhythmState,
    /// Windows that the person's profile knows.
    pub windows: u32,
    pub rechecks: Vec<RecheckView>,
}

fn place(account: AccountId) -> Place {
    Place::new("rhythm_profile", "profile_sealed", account.uuid())
}

fn unsealed(c: &mut Conn<'_>, seal: &Keyring, actor: &Actor, now: Ts) -> db::Result<Profile> {
    let Some(sealed) = store::profile(c, actor.account)? else { return Ok(Profile::default()) };
    let key = seal.data_key(c, actor.tenant, "account", actor.account.uuid(), now)?;
    let bytes = key.open(&place(actor.account), &sealed)?;
    Ok(serde_json::from_slice(&bytes).map_err(Error::internal)?)
}

/// The part of an address that stays the same while somebody stays where they are, hashed for this session only.
fn network(session: SessionId, ip: Option<IpAddr>) -> Option<String> {
    let part = match ip? {
        IpAddr::V4(ip) => ip.octets().iter().take(2).copied().collect::<Vec<u8>>(),
        IpAddr::V6(ip) => ip.octets().iter().take(4).copied().collect(),
    };
    Some(hex(&sha256(&[session.uuid().as_bytes().as_slice(), &part].concat())).chars().take(16).collect())
}

/// Takes a report in. Who agreed to it is known by their rhythm; everybody by network, clock and device.
///
/// Errors: `consent_missing` for keys of who did not agree; `invalid_field` for what no keyboard does.
pub async fn report(ctx: &Ctx, report: Report) -> Result<Standing> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    if let Some(Err(part)) = report.window.as_ref().map(|w| w.check(&trusting.0.value.rhythm)) {
        return Err(Error::field(&format!("window.{part}"), "invalid", "counts and moments as a keyboard makes them"));
    }
    if report.noticed.keys().any(|kind| !NOTICED.contains(&kind.as_str())) {
        return Err(Error::field("noticed", "invalid", "kinds that a page's guard knows"));
    }
    let (now, scope, seal, ip) = (ctx.now, actor.scope(), ctx.app.seal.clone(), ctx.ip);
    let take = move |c: &mut Conn<'_>| {
        let rules = &trusting.0.value;
        let agreed = identity::has_consent(c, actor.account, Purpose::TypingRhythm)?;
        if report.window.is_some() && !agreed {
            let error = Error::new(Code::ConsentMissing, "keys are looked at only when their person has agreed to it");
            return Err(error.and("consent", "required", Purpose::TypingRhythm.as_str()).into());
        }
        let mut row = store::session(c, actor.session)?.unwrap_or_else(|| fresh(&actor));
        let mut profile = if agreed { unsealed(c, &seal, &actor, now)? } else { Profile::default() };
        noticed(c, &actor, &mut row, &report.noticed, now)?;
        if row.asked.is_none() {
            let device = trust::store::find(c, actor.session)?.filter(|row| !row.key_point.is_empty());
            let around = Surroundings {
                network: network(actor.session, ip),
                offset_min: report.offset_min,
                skew_ms: report.at_ms.saturating_sub(now.millis()),
                device: device.map(|row| row.device.to_string()),
            };
            let seen = row.memory.memory.observe(&around, report.window.as_ref(), &mut profile, &rules.rhythm);
            row.memory.note(&seen.reasons);
            if seen.learnt {
                let key = seal.data_key(c, actor.tenant, "account", actor.account.uuid(), now)?;
                let bytes = serde_json::to_vec(&profile).map_err(Error::internal)?;
                store::put_profile(c, &actor, &key.seal(&place(actor.account), &bytes), now)?;
            }
            if seen.asks {
                ask(c, rules, &actor, &mut row, now)?;
            }
        }
        store::put(c, &row, now)?;
        let rechecks = store::asked(c, actor.account, now.minus(DAY))?;
        Ok(Standing { state: state(agreed, row.asked.is_some(), &profile, &rules.rhythm), windows: profile.windows, rechecks })
    };
    ctx.app.db.write(scope, take).await
}

/// Counts what the page's guard noticed; what looks like taking a picture of the screen is a line of the audit log as well.
fn noticed(
    c: &mut Conn<'_>,
    actor: &Actor,
    row: &mut store::Session,
    counted: &BTreeMap<String, u32>,
    now: Ts,
) -> db::Result<()> {
    row.memory.count(counted);
    let grave: BTreeMap<&String, &u32> = counted.iter().filter(|(kind, n)| GRAVE.contains(&kind.as_str()) && **n > 0).collect();
    if grave.is_empty() { Ok(()) } else { record(c, actor, "guard.page_noticed", json!(grave), now) }
}

fn fresh(actor: &Actor) -> store::Session {
    let Actor { session, tenant, account, .. } = *actor;
    store::Session { id: session, tenant, account, memory: Remembered::default(), asked: None }
}

/// Where this session stands.
pub async fn standing(ctx: &Ctx) -> Result<Standing> {
    let actor = person(ctx)?;
    let trusting = ctx.app.get::<Trusting>()?;
    let (now, scope, seal) = (ctx.now, actor.scope(), ctx.app.seal.clone());
    let look = move |c: &mut Conn<'_>| {
        let agreed = identity::has_consent(c, actor.account, Purpose::TypingRhythm)?;
        let is_asked = store::session(c, actor.session)?.is_some_and(|row| row.asked.is_some());
        let profile = if agreed { unsealed(c, &seal, &actor, now)? } else { Profile::default() };
        let rechecks = store::asked(c, actor.account, now.minus(DAY))?;
        Ok(Standing { state: state(agreed, is_asked, &profile, &trusting.0.value.rhythm), windows: profile.windows, rechecks })
    };
    ctx.app.db.read(scope, look).await
}

/// The session is trusted no more until its person's key answers; asked too often, a case is opened for people to decide.
fn ask(c: &mut Conn<'_>, rules: &Rules, actor: &Actor, row: &mut store::Session, now: Ts) -> db::Result<()> {
    let id = RecheckId::at(now);
    store::ask(c, id, row, now)?;
    row.asked = Some(id);
    record(c, actor, "identity.recheck_asked", json!({ "reasons": row.memory.reasons, "doubt": row.memory.memory.doubt }), now)?;
    trust::service::withdraw(c, rules, actor, now)?;
    identity::notify(c, actor.account, "security", &json!({ "what": "recheck_asked" }), now)?;
    let today = store::asked(c, actor.account, now.minus(DAY))?;
    if u32::try_from(today.len()).unwrap_or(u32::MAX) >= rules.rhythm.rechecks {
        escalate(c, row, &today, now)?;
    }
    Ok(())
}

/// As the cameras' guard does: work is taken away, a case is opened.
fn escalate(c: &mut Conn<'_>, row: &store::Session, today: &[RecheckView], now: Ts) -> db::Result<()> {
    let id = IncidentId::at(now);
    let mut reasons = vec![Reason::new("identity.rechecks", json!({ "count": today.len() }))];
    reasons.extend(row.memory.reasons.iter().cloned());
    let steps: Vec<GuardStep> =
        today.iter().map(|each| GuardStep { at: each.at, state: "recheck".to_owned(), reasons: each.reasons.clone() }).collect();
    let new = NewIncident { tenant: row.tenant, account: row.account, session: row.id, reasons: &reasons, timeline: &steps };
    incidents::open(c, id, &new, now)?;
    let body = json!({ "account": row.account, "session": row.id, "incident": id });
    outbox::emit(c, &Event::new("guard.terminated", row.tenant, &body), now)
}

fn record(c: &mut Conn<'_>, actor: &Actor, action: &str, detail: Value, at: Ts) -> db::Result<()> {
    let entry = audit::Entry {
        tenant: actor.tenant,
        actor: Some(actor),
        action,
        object_kind: "session",
        object_id: actor.session.uuid(),
        detail,
        at,
    };
    audit::record(c, &entry)?;
    Ok(())
}

/// `posture.raised`: a session whose person was asked is theirs again.
#[derive(Deserialize)]
pub(crate) struct Raised {
    session: SessionId,
}

pub(crate) fn raised(c: &mut Conn<'_>, told: &Raised, now: Ts) -> db::Result<()> {
    let Some(mut row) = store::session(c, told.session)? else { return Ok(()) };
    let Some(id) = row.asked.take() else { return Ok(()) };
    store::passed(c, id, now)?;
    row.memory.memory.clear();
    row.memory.reasons.clear();
    store::put(c, &row, now)?;
    let entry = audit::Entry {
        tenant: row.tenant,
        actor: None,
        action: "identity.recheck_passed",
        object_kind: "session",
        object_id: row.id.uuid(),
        detail: json!({}),
        at: now,
    };
    audit::record(c, &entry)?;
    Ok(())
}
