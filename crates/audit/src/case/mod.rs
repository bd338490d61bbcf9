//! The one machine for what people contest, whatever it is about: the evidence is frozen when a case begins, a second
//! person judges who does not see the first verdict, and a clock resolves for the person concerned. Pure here.
//!
//! `noticed` (a verdict against somebody; they may appeal) → `open` (waits for a judge) → `resolved`. A notice that nobody
//! appeals against stands when its window ends; an open case that nobody judges in time is won by its subject. The domain
//! that opened a case hears `case.resolved` and acts.

pub(crate) mod http;
pub(crate) mod outcome;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use db::Json;
use kernel::{AccountId, Code, Error, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

kernel::nouns! {
    /// Something that is contested.
    CaseEntity => CaseId,
    /// Whatever a case is about.
    CaseRefEntity => CaseRefId,
}

/// Time to appeal, and then time to judge.
pub(crate) const DAYS: Duration = Duration::from_secs(14 * 86_400);
/// Characters of what a person says.
pub(crate) const WORDS_MAX: usize = 2000;

db::text_enum! {
    /// Where a case stands.
    pub enum CaseState {
        /// A first verdict was told; its subject may appeal.
        Noticed = "noticed",
        /// Waits for a judge.
        Open = "open",
        Resolved = "resolved",
    }
}

db::text_enum! {
    /// For whom it was resolved.
    #[schema(as = CaseOutcome)]
    pub enum CaseVerdict { ForSubject = "for_subject", AgainstSubject = "against_subject" }
}

db::text_enum! {
    /// What resolved it.
    pub enum ResolvedBy {
        Judge = "judge",
        /// Nobody appealed in time.
        Window = "window",
        /// Nobody judged in time.
        Clock = "clock",
    }
}

/// A case as stored.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::appeal_case)]
pub struct CaseRow {
    pub tenant_id: TenantId,
    pub id: CaseId,
    pub kind: String,
    pub subject_id: AccountId,
    pub ref_kind: String,
    pub ref_id: CaseRefId,
    pub state: CaseState,
    /// Who gave the first verdict; never shown to a judge before the second.
    pub first_judge_id: Option<AccountId>,
    pub first_code: Option<String>,
    /// 1 when it goes to a judge without waiting for an appeal.
    pub guarded: i64,
    pub evidence: Json<Value>,
    pub evidence_hash: String,
    pub words: Option<Vec<u8>>,
    pub opened_at: Ts,
    pub answer_by_at: Option<Ts>,
    pub decide_by_at: Option<Ts>,
    pub judge_id: Option<AccountId>,
    pub outcome: Option<CaseVerdict>,
    pub resolved_by: Option<ResolvedBy>,
    /// Id of the rule that the judge names.
    pub rule: Option<String>,
    pub award_minor: Option<i64>,
    pub note: Option<Vec<u8>>,
    pub resolved_at: Option<Ts>,
}

/// A case to be opened.
#[derive(Clone, Debug)]
pub struct NewCase<'a> {
    /// Whose business it is about.
    pub tenant: TenantId,
    /// A word of the domain: `rejection`, `penalty`, `pay`, …
    pub kind: &'a str,
    /// The person whom it concerns and who may appeal.
    pub subject: AccountId,
    pub about: (&'a str, Uuid),
    /// Who decided first and why, as a code; absent where the subject begins.
    pub first: Option<(Option<AccountId>, &'a str)>,
    /// To a judge at once, without waiting for an appeal.
    pub guarded: bool,
    /// Ids, hashes and numbers; frozen.
    pub evidence: Value,
    /// What the subject says, where they begin.
    pub words: Option<&'a str>,
}

/// What `case.opened` and `case.resolved` tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseFact {
    pub case: CaseId,
    pub tenant: TenantId,
    pub kind: String,
    pub subject: AccountId,
    pub ref_kind: String,
    pub ref_id: CaseRefId,
    pub state: CaseState,
    pub outcome: Option<CaseVerdict>,
    pub resolved_by: Option<ResolvedBy>,
    pub award_minor: Option<i64>,
    pub opened_at: Ts,
    /// Until when the subject may appeal.
    pub answer_by: Option<Ts>,
}

impl CaseRow {
    pub(crate) fn fact(&self) -> CaseFact {
        CaseFact {
            case: self.id,
            tenant: self.tenant_id,
            kind: self.kind.clone(),
            subject: self.subject_id,
            ref_kind: self.ref_kind.clone(),
            ref_id: self.ref_id,
            state: self.state,
            outcome: self.outcome,
            resolved_by: self.resolved_by,
            award_minor: self.award_minor,
            opened_at: self.opened_at,
            answer_by: self.answer_by_at,
        }
    }

    /// Whether `judge` may decide it: nobody judges twice, nor their own case.
    pub(crate) fn may_judge(&self, judge: AccountId) -> Result<()> {
        if self.state != CaseState::Open {
            return Err(Error::new(Code::WrongState, "the case does not wait for a judge"));
        }
        if self.first_judge_id == Some(judge) || self.subject_id == judge {
            return Err(Error::forbidden("somebody else judges this case: you had a part in it"));
        }
        Ok(())
    }

    /// What time alone makes of it.
    pub(crate) fn by_time(&self, now: Ts) -> Option<(CaseVerdict, ResolvedBy)> {
        match self.state {
            CaseState::Noticed if self.answer_by_at.is_some_and(|by| by <= now) => {
                Some((CaseVerdict::AgainstSubject, ResolvedBy::Window))
            }
            CaseState::Open if self.decide_by_at.is_some_and(|by| by <= now) => {
                Some((CaseVerdict::ForSubject, ResolvedBy::Clock))
            }
            _ => None,
        }
    }
}

/// What a person says, trimmed. Errors: `invalid_field`.
pub(crate) fn words(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field(field, "required", "say why, in a sentence"));
    }
    if text.chars().count() > WORDS_MAX {
        return Err(Error::field(field, "too_long", format!("at most {WORDS_MAX} characters")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(state: CaseState) -> CaseRow {
        CaseRow {
            tenant_id: kernel::PLATFORM,
            id: CaseId::from_u128(1),
            kind: "penalty".to_owned(),
            subject_id: AccountId::from_u128(2),
            ref_kind: "earning".to_owned(),
            ref_id: CaseRefId::from_u128(3),
            state,
            first_judge_id: Some(AccountId::from_u128(4)),
            first_code: Some("rude".to_owned()),
            guarded: 0,
            evidence: Json(Value::Null),
            evidence_hash: String::new(),
            words: None,
            opened_at: Ts::default(),
            answer_by_at: Some(Ts::default().plus(DAYS)),
            decide_by_at: Some(Ts::default().plus(DAYS)),
            judge_id: None,
            outcome: None,
            resolved_by: None,
            rule: None,
            award_minor: None,
            note: None,
            resolved_at: None,
        }
    }

    #[test]
    fn nobody_judges_twice_and_time_resolves() {
        let open = case(CaseState::Open);
        assert!(open.may_judge(AccountId::from_u128(9)).is_ok());
        for part in [2, 4] {
            assert_eq!(open.may_judge(AccountId::from_u128(part)).unwrap_err().code, Code::Forbidden);
        }
        assert_eq!(case(CaseState::Noticed).may_judge(AccountId::from_u128(9)).unwrap_err().code, Code::WrongState);
        let (before, after) = (Ts::default(), Ts::default().plus(DAYS));
        assert_eq!(open.by_time(before), None);
        assert_eq!(open.by_time(after), Some((CaseVerdict::ForSubject, ResolvedBy::Clock)));
        assert_eq!(case(CaseState::Noticed).by_time(after), Some((CaseVerdict::AgainstSubject, ResolvedBy::Window)));
        assert_eq!(case(CaseState::Resolved).by_time(after), None);
        assert!(words("words", " x ").is_ok() && words("words", " ").is_err() && words("words", &"x".repeat(2001)).is_err());
    }
}
