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
        .locale(tongue(&draft.text, draft.last_customer_turn.as_deref()))
        .found(draft.prepared.spans());
    Ok(patrol::judge(&policy.value, &asked))
}

/// The language in which better words are suggested: that of the draft, and of the customer where the draft shows none.
fn tongue(draft: &str, customer: Option<&str>) -> &'static str {
    let chinese = |text: &str| text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let english = |text: &str| !chinese(text) && text.chars().any(|c| c.is_ascii_alphabetic());
    let told = |text: &str| chinese(text) || english(text);
    let decides = if told(draft) { Some(draft) } else { customer.filter(|text| told(text)) };
    if decides.is_some_and(english) { "en" } else { "zh-CN" }
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
