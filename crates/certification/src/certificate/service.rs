//! Use cases of certificates: issue, change, expire, show, verify.

use std::{sync::Arc, time::Duration};

use audit::Entry;
use db::{Conn, jobs::Claimed, outbox};
use http::{App, Ctx};
use kernel::{AccountId, Actor, Code, Decision, Error, Event, PLATFORM, Result, Scope, Ts};
use seal::Keyring;
use serde_json::json;

use super::{
    CertificateId, CertificateState,
    credential::{self, Standing},
    evidence,
    http::{CertificateView, Checked, Credential, PublicCertificate},
    initial,
    store::{self, CertificateRow},
};
use crate::{
    course::policy::Skill,
    exam::{self, GRACE},
};

/// Certificates handled per transaction of the job.
const BATCH: i64 = 200;

/// What a certificate rests on.
pub(crate) struct Ground {
    pub(crate) decision: kernel::DecisionId,
    /// SHA-256 over it.
    pub(crate) evidence: String,
    /// What the public page shows of the holder's name.
    pub(crate) initial: String,
}

impl Ground {
    pub(crate) fn of(c: &mut Conn<'_>, seal: &Keyring, account: AccountId, decision: &Decision) -> db::Result<Self> {
        let initial = initial(&identity::display_name(c, seal, account)?);
        Ok(Self { decision: decision.id, evidence: evidence(decision), initial })
    }
}

/// Issues a certificate. One that is still held gives way to it. The first of a skill whose policy wants a test call is not
/// open for live tasks yet.
pub(crate) fn issue(c: &mut Conn<'_>, skill: &Skill, ground: Ground, account: AccountId, now: Ts) -> db::Result<CertificateRow> {
    let before = store::of_account(c, PLATFORM, account)?;
    let served = before.iter().any(|row| row.skill == skill.code && row.live_at.is_some());
    if let Some(old) = store::current(c, PLATFORM, account, &skill.code)? {
        if old.state == CertificateState::Suspended {
            return Err(Error::new(Code::WrongState, "this certificate is suspended; an exam does not lift that").into());
        }
        store::change(c, PLATFORM, old.id, old.state, CertificateState::Expired, now)?;
    }
    let row = CertificateRow {
        tenant_id: PLATFORM,
        id: CertificateId::at(now),
        account_id: account,
        skill: skill.code.clone(),
        level: i64::from(skill.level),
        state: CertificateState::Valid,
        holder_initial: ground.initial,
        evidence_hash: ground.evidence,
        decision_id: ground.decision,
        issued_at: now,
        expires_at: now.plus(Duration::from_secs(skill.valid_days * 24 * 3600)),
        ended_at: None,
        live_at: (served || !skill.test_call).then_some(now),
    };
    store::insert(c, &row)?;
    let body = json!({
        "certificate": row.id, "account": account, "skill": row.skill, "level": row.level, "expires_at": row.expires_at,
    });
    outbox::emit(c, &Event::new(crate::ISSUED, PLATFORM, &body), now)?;
    record(c, None, "certificate.issued", row.id, json!({"skill": row.skill, "evidence": row.evidence_hash}), now)?;
    identity::notify(c, account, "certificate", &json!({"state": "issued", "skill": row.skill, "certificate": row.id}), now)?;
    Ok(row)
}

/// Opens a certificate for live tasks, with event, audit entry and notice; nothing when it is open.
pub(crate) fn go_live(c: &mut Conn<'_>, id: CertificateId, now: Ts) -> db::Result<()> {
    let row = store::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the certificate"))?;
    if !store::go_live(c, PLATFORM, id, now)? {
        return Ok(());
    }
    let body = json!({"certificate": id, "account": row.account_id, "skill": row.skill});
    outbox::emit(c, &Event::new(crate::LIVE, PLATFORM, &body), now)?;
    record(c, None, "certificate.live", id, json!({"skill": row.skill}), now)?;
    identity::notify(c, row.account_id, "certificate", &json!({"state": "live", "skill": row.skill, "certificate": id}), now)
}

/// Changes a certificate's state, with event, audit entry and notice. Errors: `not_found`, `wrong_state`.
pub(crate) fn change(
    c: &mut Conn<'_>,
    id: CertificateId,
    to: CertificateState,
    actor: Option<&Actor>,
    now: Ts,
) -> db::Result<()> {
    let row = store::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the certificate"))?;
    if !row.state.may_become(to) || !store::change(c, PLATFORM, id, row.state, to, now)? {
        let text = format!("a certificate that is {} cannot become {}", row.state.as_str(), to.as_str());
        return Err(Error::new(Code::WrongState, text).into());
    }
    let body = json!({"certificate": id, "account": row.account_id, "skill": row.skill, "state": to});
    let topic = if to == CertificateState::Valid { crate::ISSUED } else { crate::LAPSED };
    outbox::emit(c, &Event::new(topic, PLATFORM, &body), now)?;
    record(c, actor, "certificate.changed", id, json!({"from": row.state, "to": to}), now)?;
    identity::notify(c, row.account_id, "certificate", &json!({"state": to, "skill": row.skill, "certificate": id}), now)
}

/// Expires what is due: certificates with their events, and exams whose clock ran out.
pub(crate) async fn expire(app: Arc<App>, _: Claimed) -> Result<()> {
    let now = app.clock.now();
    loop {
        let count = app
            .db
            .write(Scope::Tenant(PLATFORM), move |c| {
                let due = store::due(c, PLATFORM, now, BATCH)?;
                for row in &due {
                    change(c, row.id, CertificateState::Expired, None, now)?;
                }
                exam::store::expire(c, PLATFORM, None, now.minus(GRACE))?;
                Ok(due.len())
            })
            .await?;
        if i64::try_from(count).unwrap_or(0) < BATCH {
            return Ok(());
        }
    }
}

/// The actor's certificates, newest first.
pub(crate) async fn mine(ctx: &Ctx) -> Result<Vec<CertificateView>> {
    let actor = ctx.actor()?.clone();
    let rows = ctx.app.db.read(actor.scope(), move |c| store::of_account(c, PLATFORM, actor.account)).await?;
    Ok(rows.into_iter().map(|row| CertificateView::of(&row, ctx.now)).collect())
}

/// What anybody may know of a certificate; an id that was never issued is `not_found`.
pub(crate) async fn public(ctx: &Ctx, id: CertificateId) -> Result<PublicCertificate> {
    let found = ctx.app.db.read(Scope::Tenant(PLATFORM), move |c| store::find(c, PLATFORM, id)).await?;
    let row = found.ok_or_else(|| Error::not_found("a certificate with this number"))?;
    Ok(PublicCertificate::of(&row, ctx.now))
}

/// The actor's certificate as a signed credential. Errors: `not_found` for somebody else's.
pub(crate) async fn carry(ctx: &Ctx, id: CertificateId) -> Result<Credential> {
    let actor = ctx.actor()?.clone();
    let found = ctx.app.db.read(actor.scope(), move |c| store::find(c, PLATFORM, id)).await?;
    let row = found.filter(|row| row.account_id == actor.account).ok_or_else(|| Error::not_found("the certificate"))?;
    let key = credential::key(&ctx.app.seal);
    Ok(Credential { issuer: credential::issuer(&key.verifying_key()), credential: credential::issue(&key, &row) })
}

/// Whether a credential is ours and still counts. A forged one is answered without a look at the store.
pub(crate) async fn check(ctx: &Ctx, text: String) -> Result<Checked> {
    let key = credential::key(&ctx.app.seal).verifying_key();
    let Some((id, _)) = credential::open(&key, &text) else {
        return Ok(Checked { valid: false, standing: Standing::Forged, certificate: None });
    };
    let found = ctx.app.db.read(Scope::Tenant(PLATFORM), move |c| store::find(c, PLATFORM, id)).await?;
    let Some(row) = found else {
        return Ok(Checked { valid: false, standing: Standing::Unknown, certificate: None });
    };
    let standing = credential::standing(&row, ctx.now);
    Ok(Checked { valid: standing == Standing::Valid, standing, certificate: Some(PublicCertificate::of(&row, ctx.now)) })
}

fn record(
    c: &mut Conn<'_>,
    actor: Option<&Actor>,
    action: &str,
    id: CertificateId,
    detail: serde_json::Value,
    now: Ts,
) -> db::Result<()> {
    let entry = Entry { tenant: PLATFORM, actor, action, object_kind: "certificate", object_id: id.uuid(), detail, at: now };
    audit::record(c, &entry)?;
    Ok(())
}
