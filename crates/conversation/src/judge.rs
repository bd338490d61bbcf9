//! Patrol before sending: how a draft is judged, and refused.

use std::sync::Arc;

use http::Ctx;
use kernel::{Code, Error, Result, policy::Policy};
use patrol::{Draft, Outcome, Rules, Verdict};

use crate::privacy::WorkerDraft;

/// The verdict on a worker's draft. Pure, outside any transaction.
pub(crate) fn judge(ctx: &Ctx, draft: &WorkerDraft) -> Result<Verdict> {
    let policy = policy(ctx)?;
    let said: Vec<&str> = draft.said.iter().map(String::as_str).collect();
    let asked = Draft::agent(&draft.text)
        .after(draft.last_customer_turn.as_deref())
        .said(&said)
        .skill(Some(&draft.skill))
        .found(draft.prepared.spans());
    Ok(patrol::judge(&policy.value, &asked))
}

/// The rules that judge now.
pub(crate) fn policy(ctx: &Ctx) -> Result<Arc<Policy<Rules>>> {
    ctx.app.get::<Policy<Rules>>()
}

/// The refusal of a held draft: one field error per hit, so that the desk can underline and explain each.
pub(crate) fn refusal(verdict: &Verdict) -> Error {
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
