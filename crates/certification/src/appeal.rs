//! Appeals against a failed exam or test call, through the one case machine: its evidence frozen, a second judge, a clock.

use audit::{CaseFact, CaseVerdict, NewCase};
use db::{Conn, outbox::Delivered};
use kernel::{AccountId, Decision, PLATFORM, Ts, canonical_json, sha256_hex};
use seal::Keyring;
use serde_json::json;

use crate::{
    ExamId, TestCallId,
    certificate::{
        self,
        service::{Ground, issue},
    },
    exam, test_call,
};

/// What is contested.
#[derive(Clone, Copy)]
pub(crate) enum Contested {
    Exam(ExamId),
    TestCall(TestCallId),
}

/// Tells somebody that `decision` went against them and that they may appeal; what it rests on is frozen.
pub(crate) fn notice(
    c: &mut Conn<'_>,
    seal: &Keyring,
    subject: AccountId,
    contested: Contested,
    decision: &Decision,
    now: Ts,
) -> db::Result<()> {
    let (kind, id) = match contested {
        Contested::Exam(id) => ("exam", id.uuid()),
        Contested::TestCall(id) => ("test_call", id.uuid()),
    };
    let ground = Ground::of(c, seal, subject, decision)?;
    let evidence = json!({
        "decision": decision.id, "policy_hash": decision.policy_hash, "evidence_hash": ground.evidence,
        "holder_initial": ground.initial, "outcome": decision.outcome,
    });
    let new = NewCase {
        tenant: PLATFORM,
        kind,
        subject,
        about: (kind, id),
        first: Some((None, "failed")),
        guarded: false,
        evidence,
        words: None,
    };
    audit::open_case(c, seal, &new, now).map(drop)
}

/// Who won an appeal is certified by their exam, or goes live by their test call. Once per case.
pub(crate) fn resolved(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let told: CaseFact = event.parse()?;
    if told.outcome != Some(CaseVerdict::ForSubject) {
        return Ok(());
    }
    match told.ref_kind.as_str() {
        "exam" => certified(c, &told, now),
        "test_call" => {
            let found = test_call::service::certificate_of(c, TestCallId::from_uuid(told.ref_id.uuid()))?;
            let Some((_, certificate)) = found else { return Ok(()) };
            certificate::service::go_live(c, certificate, now)
        }
        _ => Ok(()),
    }
}

fn certified(c: &mut Conn<'_>, told: &CaseFact, now: Ts) -> db::Result<()> {
    let id = ExamId::from_uuid(told.ref_id.uuid());
    let Some(row) = exam::store::find(c, PLATFORM, id)? else { return Ok(()) };
    let held = certificate::store::current(c, PLATFORM, row.account_id, &row.skill)?;
    if !exam::store::uphold(c, PLATFORM, id)? || held.is_some() {
        return Ok(());
    }
    let Some(decision) = row.decision_id else { return Ok(()) };
    let rests = json!({"case": told.case, "decision": decision, "resolved_by": told.resolved_by});
    let case = audit::case(c, told.case)?.ok_or_else(|| kernel::Error::not_found("the case"))?;
    let initial = case.evidence.0["holder_initial"].as_str().unwrap_or("*").to_owned();
    let ground = Ground { decision, evidence: sha256_hex(canonical_json(&rests).as_bytes()), initial };
    let terms = exam::service::terms(c, &row.skill)?;
    issue(c, &terms, ground, row.account_id, now).map(drop)
}
