//! Advice after each turn; every piece names the rule it comes from.

use serde::{Deserialize, Serialize};
use sop::{Definition, Effect, State};
use utoipa::ToSchema;

use crate::course::{Language, policy::Text};

db::text_enum! {
    /// Where advice comes from.
    pub enum AdviceKind { NextStep = "next_step", Conformance = "conformance", Patrol = "patrol", Customer = "customer" }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Advice {
    pub kind: AdviceKind,
    /// The rule: a patrol rule, `sop:<procedure>#<step>/<rule>` or `customer/<rule>`.
    pub rule: String,
    pub text: String,
}

impl Advice {
    pub(crate) fn new(kind: AdviceKind, rule: String, text: impl Into<String>) -> Self {
        Self { kind, rule, text: text.into() }
    }
}

pub(crate) fn plain(text: &sop::Text, language: Language) -> &str {
    if language == Language::En { &text.en } else { &text.zh }
}

fn both(zh: &str, en: &str) -> Text {
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

/// What the engine found against the procedure.
pub(crate) fn conformance(def: &Definition, effects: &[Effect], language: Language) -> Vec<Advice> {
    let mut found = Vec::new();
    for effect in effects {
        let (step, rule) = match effect {
            Effect::Violated { step, rule } => (*step, rule.as_str()),
            Effect::Skipped { step } => (*step, "left_out"),
            _ => continue,
        };
        let Some(step) = def.steps.get(step) else { continue };
        let what = match rule {
            "out_of_order" => both("这一步做早了，先完成前面的步骤。", "This step came too early; do the ones before it first."),
            "act_without_slots" => both("信息没有收集齐就操作了。", "You acted before everything needed was known."),
            "left_out" | "required_skipped" => both("这一步被漏掉了。", "This step was left out."),
            "timeout" => both("这一步用时太长。", "This step took too long."),
            _ => both("这一步违反了规则。", "A rule was broken in this step."),
        };
        let text = format!("{}: {}", plain(&step.title, language), what.get(language));
        found.push(Advice::new(AdviceKind::Conformance, format!("sop:{}#{}/{rule}", def.name, step.name), text));
    }
    found
}

/// What to do now, by the procedure.
pub(crate) fn next(def: &Definition, state: &State, language: Language) -> Option<Advice> {
    let step = state.current.and_then(|i| def.steps.get(i))?;
    let prompt = step.text().map(|t| plain(t, language)).filter(|t| !t.is_empty());
    let title = plain(&step.title, language);
    let text = prompt.map_or_else(|| title.to_owned(), |p| format!("{title}: {p}"));
    Some(Advice::new(AdviceKind::NextStep, format!("sop:{}#{}", def.name, step.name), text))
}

/// What the customer minded.
pub(crate) fn minded(rule: &str, language: Language) -> Advice {
    let text = match rule {
        "repetition" => both("客户已经说过了，不要重复询问。", "The customer told you already; do not ask again."),
        "delay" => both("回复太慢，客户在等。", "The answer took too long; the customer is waiting."),
        "not_understood" => {
            both("这句话没有推进流程，试试下一步的话术。", "This sentence did no step; try the words of the next one.")
        }
        _ => both("客户的耐心在下降。", "The customer is losing patience."),
    };
    Advice::new(AdviceKind::Customer, format!("customer/{rule}"), text.get(language))
}
