//! Patrol before sending: how a draft is judged, and refused.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use db::Conn;
use http::Ctx;
use kernel::{
    Code, Error, Result, Scope, TenantId,
    policy::{Policy, Rules as _},
};
use patrol::{Draft, Outcome, Rules, Side, Verdict};

use crate::{desk::PatrolMode, privacy::WorkerDraft};

/// Name of an enterprise's own additions in the policy table.
const OWN: &str = "own";
/// Compiled additions held in memory; more are compiled again.
const CACHED: usize = 64;

/// What judging depends on, read with the conversation.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    tenant: TenantId,
    /// Hash of the enterprise's additions in force.
    own: Option<String>,
    /// An operator took patrol out of service.
    is_down: bool,
}

/// Reads what judging depends on. `Scope::Platform`: the switch is the platform's.
pub(crate) fn facts(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Facts> {
    let own = audit::policy::active_hash(c, tenant, Rules::KIND, OWN)?;
    let is_down = patrol::switch(c)?.is_some_and(|switch| switch.down_since.is_some());
    Ok(Facts { tenant, own, is_down })
}

/// The rules in force for a tenant, and whether patrol is in service.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) policy: Arc<Policy<Rules>>,
    is_down: bool,
}

/// The rules that judge now for the tenant of `facts`. Additions that this build refuses are left out and reported.
pub(crate) async fn standing(ctx: &Ctx, facts: &Facts) -> Result<Standing> {
    let base = ctx.app.get::<Policy<Rules>>()?;
    let is_down = facts.is_down;
    let Some(own) = &facts.own else { return Ok(Standing { policy: base, is_down }) };
    let key = format!("{}{own}", base.hash);
    if let Some(policy) = cache().get(&key).cloned() {
        return Ok(Standing { policy, is_down });
    }
    let (tenant, hash) = (facts.tenant, own.clone());
    let version = ctx.app.db.read(Scope::Tenant(tenant), move |c| audit::policy::by_hash(c, &hash)).await?;
    let body = version.ok_or_else(|| Error::not_found("the policy"))?.body;
    let shipped = Arc::clone(&base);
    let policy = match http::blocking(move || Rules::with_additions(&shipped, OWN, &body)).await {
        Ok(policy) => Arc::new(policy),
        Err(error) => {
            tracing::error!(%tenant, detail = error.detail, "an enterprise's patrol rules no longer hold; the base judges alone");
            base
        }
    };
    let mut cache = cache();
    if cache.len() >= CACHED {
        cache.clear();
    }
    cache.insert(key, Arc::clone(&policy));
    Ok(Standing { policy, is_down })
}

fn cache() -> MutexGuard<'static, HashMap<String, Arc<Policy<Rules>>>> {
    static COMPILED: OnceLock<Mutex<HashMap<String, Arc<Policy<Rules>>>>> = OnceLock::new();
    COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

impl Standing {
    /// The verdict on a worker's draft. Pure, outside any transaction.
    pub(crate) fn judge(&self, draft: &WorkerDraft) -> Verdict {
        let said: Vec<&str> = draft.said.iter().map(String::as_str).collect();
        let asked = Draft::agent(&draft.text)
            .after(draft.last_customer_turn.as_deref())
            .said(&said)
            .skill(Some(&draft.skill))
            .locale(tongue(&draft.text, draft.last_customer_turn.as_deref()))
            .found(draft.prepared.spans())
            .beside(&draft.beside);
        self.verdict(&asked)
    }

    /// The verdict on a customer's turn.
    pub(crate) fn watch(&self, text: &str) -> Verdict {
        self.verdict(&Draft::customer(text))
    }

    /// A judge that fails is one that is out of service: what then holds depends on the trade.
    fn verdict(&self, draft: &Draft<'_>) -> Verdict {
        let judged =
            (!self.is_down).then(|| catch_unwind(AssertUnwindSafe(|| patrol::judge(&self.policy.value, draft))).ok()).flatten();
        judged.unwrap_or_else(|| {
            let regulated = draft.side == Side::Agent && draft.skill.is_some_and(|skill| self.policy.value.is_regulated(skill));
            Verdict::unjudged(regulated, draft.text, draft.locale.starts_with("en"))
        })
    }
}

/// What happens to drafts while patrol is out of service.
pub(crate) fn mode(facts: &Facts, rules: &Rules, skill: &str) -> PatrolMode {
    match (facts.is_down, rules.is_regulated(skill)) {
        (false, _) => PatrolMode::Judging,
        (true, false) => PatrolMode::Open,
        (true, true) => PatrolMode::Closed,
    }
}

/// The language in which better words are suggested: that of the draft, and of the customer where the draft shows none.
fn tongue(draft: &str, customer: Option<&str>) -> &'static str {
    let chinese = |text: &str| text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let english = |text: &str| !chinese(text) && text.chars().any(|c| c.is_ascii_alphabetic());
    let told = |text: &str| chinese(text) || english(text);
    let decides = if told(draft) { Some(draft) } else { customer.filter(|text| told(text)) };
    if decides.is_some_and(english) { "en" } else { "zh-CN" }
}

/// The refusal of a held draft: one field error per hit, so that the desk can underline and explain each.
pub(crate) fn refusal(verdict: &Verdict) -> Error {
    if verdict.is_unjudged() {
        let why = verdict.hits.first().map(|hit| hit.why.clone()).unwrap_or_default();
        return Error::new(Code::PatrolDown, why).retry_after(30);
    }
    let detail = match verdict.outcome {
        Outcome::Warn => "patrol advises against this message; change it, or send it with override_reason",
        _ => "patrol held this message; it was not sent. Change what is marked",
    };
    let mut error = Error::new(Code::DraftBlocked, detail);
    if verdict.outcome == Outcome::Warn {
        error = error.and("override_reason", "required", "why it should be sent all the same");
    }
    for hit in &verdict.hits {
        let advice = hit.suggestion.as_deref().map(|text| format!(" → {text}")).unwrap_or_default();
        error = error.and(&format!("text[{}..{}]", hit.start, hit.end), &hit.rule, format!("{}{advice}", hit.why));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_speak_the_language_of_the_draft() {
        for (draft, customer, want) in [
            ("add me on WeChat", Some("在吗"), "en"),
            ("加我微信 kefu", Some("hello"), "zh-CN"),
            ("138 0013 8000", Some("hello there"), "en"),
            ("138 0013 8000", Some("在吗"), "zh-CN"),
            ("138", None, "zh-CN"),
        ] {
            assert_eq!(tongue(draft, customer), want, "{draft}");
        }
    }
}
