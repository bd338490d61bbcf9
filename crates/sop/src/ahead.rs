//! Whether a sentence of the agent runs ahead of the procedure: it tells what an act gives before the act and what must come
//! before it, or closes while something that must be told was not.

use crate::{
    engine::State,
    hear::Words,
    model::{Body, Definition, Function, Next, Step},
};

/// A step that a sentence does too early, and the required steps that were not done, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    pub step: usize,
    /// Heard by one of the step's cues, not by likeness.
    pub certain: bool,
    pub missing: Vec<usize>,
}

/// Least likeness of a sentence that is taken for the step.
const SURE: f64 = 0.5;

/// The step that `text` does although others must come first, with the most missing; `None` when it does none, or none is
/// missing. `said` is what agents said earlier: what must be told counts as told from then on, whenever that was.
pub fn ahead(def: &Definition, state: &State, text: &str, said: &[&str]) -> Option<Ahead> {
    let from = state.current.filter(|_| state.end.is_none())?;
    let words = Words::of(text);
    let mut earlier: Option<Vec<Words>> = None;
    let mut found: Option<Ahead> = None;
    for (at, (step, sound)) in def.steps.iter().zip(&def.sounds).enumerate() {
        let (reports, closes) = (reports(def, at, step), closes(step));
        if (!closes && (at == from || !reports)) || state.steps.get(at).is_none_or(|record| record.completed > 0) {
            continue;
        }
        let like = sound.likeness(&words);
        if like < SURE || at != from && def.way(from, at).is_none() {
            continue;
        }
        let needed = |of: &usize| {
            *of != at
                && def.steps.get(*of).is_some_and(|one| one.meta.required && protects(def, *of, one, closes))
                && state.steps.get(*of).is_some_and(|record| record.completed == 0)
                && (must_come(def, from, at, *of) || closes && state.steps.get(*of).is_some_and(|record| record.skipped > 0))
        };
        let mut missing: Vec<usize> = (0..def.steps.len()).filter(needed).collect();
        if missing.is_empty() {
            continue;
        }
        let earlier = earlier.get_or_insert_with(|| said.iter().map(|turn| Words::of(turn)).collect());
        let is_told = |of: &usize| {
            let told = def.steps.get(*of).filter(|one| one.function() == Some(Function::Disclose)).and(def.sounds.get(*of));
            told.is_some_and(|one| earlier.iter().chain([&words]).any(|turn| one.likeness(turn) >= SURE))
        };
        missing.retain(|of| !is_told(of));
        if missing.len() > found.as_ref().map_or(0, |other| other.missing.len()) {
            found = Some(Ahead { step: at, certain: like >= 1.0, missing });
        }
    }
    found
}

/// Letters of `text` that are sentences of the procedure, word for word.
pub fn quoted(def: &Definition, text: &str) -> usize {
    let texts = def.steps.iter().filter_map(Step::text).flat_map(|said| [said.zh.as_str(), said.en.as_str()]);
    let mut rest = text.to_owned();
    for sentence in texts.filter(|sentence| !sentence.is_empty()) {
        if rest.contains(sentence) {
            rest = rest.replace(sentence, "");
        }
    }
    text.chars().count() - rest.chars().count()
}

/// The last words.
fn closes(step: &Step) -> bool {
    step.function() == Some(Function::Say) && step.next == Next::End
}

/// Whether a step tells what an act gave: it comes after one with nothing between that needs anybody.
fn reports(def: &Definition, at: usize, step: &Step) -> bool {
    let tells = matches!(step.function(), Some(Function::Say | Function::Disclose));
    let acts = def.steps.iter().filter(|one| one.function() == Some(Function::Act));
    tells && acts.into_iter().any(|act| follows(def, act, at))
}

fn follows(def: &Definition, from: &Step, to: usize) -> bool {
    let mut seen = vec![false; def.steps.len()];
    let mut open: Vec<Next> = from.targets().collect();
    while let Some(next) = open.pop() {
        let Next::Step(at) = next else { continue };
        if at == to {
            return true;
        }
        let (Some(step), Some(cell)) = (def.steps.get(at), seen.get_mut(at)) else { continue };
        if !std::mem::replace(cell, true) && step.function().is_none() {
            open.extend(step.targets());
        }
    }
    false
}

/// Whether leaving a step out harms the customer: who they are was not asked, they did not agree, were not told, or nothing
/// was done. Of last words only what must be told counts: not everybody wants to go to the end.
fn protects(def: &Definition, at: usize, step: &Step, closes: bool) -> bool {
    match step.function() {
        Some(Function::Disclose) => true,
        Some(Function::Confirm | Function::Act) => !closes,
        Some(Function::Collect) => !closes && is_personal(def, at),
        _ => false,
    }
}

fn is_personal(def: &Definition, at: usize) -> bool {
    let fills: &[usize] = match def.steps.get(at).map(|step| &step.body) {
        Some(Body::Call { fills, .. }) => fills,
        _ => &[],
    };
    fills.iter().filter_map(|slot| def.slots.get(*slot)).any(|slot| slot.pii.is_some())
}

/// Whether every way from `from` to `to` goes through `step`.
fn must_come(def: &Definition, from: usize, to: usize, step: usize) -> bool {
    if from == step {
        return true;
    }
    if from == to {
        return false;
    }
    let mut seen = vec![false; def.steps.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in def.steps.get(at).into_iter().flat_map(Step::targets) {
            let Next::Step(next) = next else { continue };
            if next == to {
                return false;
            }
            if next != step && seen.get_mut(next).is_some_and(|cell| !std::mem::replace(cell, true)) {
                open.push(next);
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Event, Values, What, Who, apply, parse};

    fn refund() -> Definition {
        parse("refund", include_bytes!("../../../policies/sop/ecommerce-refund.yaml")).unwrap()
    }

    fn parcel() -> Definition {
        parse("parcel", include_bytes!("../../../policies/sop/parcel-tracking.yaml")).unwrap()
    }

    /// A conversation in which these steps were done or left out.
    fn after(def: &Definition, done: &[(&str, serde_json::Value)]) -> State {
        let mut state = State::new(def);
        let mut tell = |what: What| apply(def, &mut state, &Event { at: 1, actor: Who::Agent, what }, &mut Vec::new()).unwrap();
        tell(What::Start);
        for (step, slots) in done {
            let (step, slots): (String, Values) = ((*step).to_owned(), serde_json::from_value(slots.clone()).unwrap());
            match step.strip_prefix('-') {
                Some(left) => tell(What::Skip { step: left.to_owned(), reason: String::new() }),
                None => tell(What::Complete { step, slots, evidence: Vec::new() }),
            }
        }
        state
    }

    fn names<'a>(def: &'a Definition, found: Option<&Ahead>) -> (Option<&'a str>, Vec<&'a str>) {
        let name = |at: &usize| def.steps[*at].name.as_str();
        (found.map(|one| name(&one.step)), found.map(|one| one.missing.iter().map(name).collect()).unwrap_or_default())
    }

    #[test]
    fn where_the_parcel_is_is_told_after_asking_whose_it_is() {
        let def = parcel();
        let early = after(&def, &[("greet", json!({}))]);
        let told = ahead(&def, &early, "您的包裹已经在路上了，明天能到", &[]);
        assert_eq!(names(&def, told.as_ref()), (Some("tell_where"), vec!["ask_order", "track"]));
        assert!(told.unwrap().certain);
        let asked = after(&def, &[("greet", json!({})), ("ask_order", json!({"order_no": "〔订单·1〕"}))]);
        assert_eq!(names(&def, ahead(&def, &asked, "您的包裹在路上了", &[]).as_ref()).1, ["track"]);
        let tracked = after(
            &def,
            &[("greet", json!({})), ("ask_order", json!({"order_no": "〔订单·1〕"})), ("track", json!({"status": "in_transit"}))],
        );
        assert_eq!(ahead(&def, &tracked, "您的包裹在路上了", &[]), None);
    }

    #[test]
    fn a_refund_is_told_after_it_was_agreed_to_and_made() {
        let def = refund();
        let start = after(&def, &[("greet", json!({}))]);
        let told = ahead(&def, &start, "退款已经提交了，退款单号是 R12", &[]);
        assert_eq!(
            names(&def, told.as_ref()),
            (Some("tell_result"), vec!["ask_order", "look_up", "explain_rule", "confirm_refund", "refund"])
        );
        let said = ["退款按原支付方式退回，三到七个工作日到账"];
        let told = ahead(&def, &start, "退款已经提交了，退款单号是 R12", &said);
        assert!(!names(&def, told.as_ref()).1.contains(&"explain_rule"), "it was told, if before its turn");
        for harmless in ["非常抱歉给您带来不便", "请问您的订单号是多少", "您看这样可以吗", "我把您转给专员", "好的，您稍等"]
        {
            assert_eq!(ahead(&def, &start, harmless, &[]), None, "{harmless}");
        }
    }

    #[test]
    fn last_words_come_after_what_must_be_told() {
        let def = refund();
        let start = after(&def, &[("greet", json!({}))]);
        assert_eq!(
            names(&def, ahead(&def, &start, "请问还有其他可以帮您的吗？", &[]).as_ref()),
            (Some("farewell"), vec!["explain_rule"])
        );
        let both = "退款按原支付方式退回，请问还有其他可以帮您的吗？";
        assert_eq!(ahead(&def, &start, both, &[]), None, "told in the same breath");
        let end = [
            ("greet", json!({})),
            ("ask_order", json!({"order_no": "〔订单·1〕", "phone_tail": "〔手机·1〕"})),
            ("look_up", json!({"within_days": true, "amount": 10})),
            ("ask_reason", json!({"reason": "late"})),
            ("soothe", json!({})),
            ("-explain_rule", json!({})),
            ("confirm_refund", json!({"agreed": true})),
            ("refund", json!({"refund_no": "R12"})),
            ("tell_result", json!({})),
        ];
        let left_out = after(&def, &end);
        assert_eq!(def.steps[left_out.current.unwrap()].name, "farewell");
        assert_eq!(names(&def, ahead(&def, &left_out, "还有其他可以帮您的吗？", &[]).as_ref()).1, ["explain_rule"]);
        let whole = after(&def, &end.map(|(step, slots)| (step.trim_start_matches('-'), slots)));
        assert_eq!(ahead(&def, &whole, "还有其他可以帮您的吗？", &[]), None);
    }

    #[test]
    fn sentences_of_the_procedure_are_counted_where_they_stand() {
        let def = refund();
        let own = "退款按原支付方式退回，一般三到七个工作日到账。";
        assert_eq!(quoted(&def, &format!("您好，{own}")), own.chars().count());
        assert_eq!(quoted(&def, "退款按原路退"), 0);
    }
}
