//! What patrol says about a message: outcome, hits, reasons. Pure types.

pub(crate) mod store;

use kernel::{AccountId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Beside;

/// Start of the rule ids that stand for a patrol that is out of service.
const ENGINE_DOWN: &str = "engine.down";

kernel::nouns! {
    /// A recorded verdict.
    VerdictEntity => VerdictId,
}

db::text_enum! {
    /// What happens to the message. Ordered by weight.
    pub enum Outcome {
        /// Nothing to say.
        Pass = "pass",
        /// Sent, with a remark for later review.
        Note = "note",
        /// Sent only after the worker confirms, with a reason.
        Warn = "warn",
        /// A customer's message that a supervisor should see.
        Alert = "alert",
        /// Not sent.
        Block = "block",
    }
}

db::text_enum! {
    /// What kind of thing was found.
    pub enum Class {
        OffPlatform = "off_platform",
        PiiLeak = "pii_leak",
        OverPromise = "over_promise",
        Abuse = "abuse",
        PolicyDisparage = "policy_disparage",
        Attitude = "attitude",
        PromptPaste = "prompt_paste",
        Escalation = "escalation",
        SelfHarm = "self_harm",
        Negative = "negative",
        MissingStep = "missing_step",
        TenantRule = "tenant_rule",
        /// Patrol was out of service: nothing was looked at.
        Unjudged = "unjudged",
    }
}

db::text_enum! {
    /// Who wrote the message.
    pub enum Side {
        Agent = "agent",
        Customer = "customer",
    }
}

/// A message to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    pub side: Side,
    pub text: &'a str,
    /// What the customer said last, for rules that depend on it.
    pub last_customer_turn: Option<&'a str>,
    /// What the worker said earlier, for steps that must come before others; unknown when absent.
    pub said: Option<&'a [&'a str]>,
    /// Skill code of the task; some promises are only forbidden in regulated trades.
    pub skill: Option<&'a str>,
    /// Language of reasons and suggestions: English when it starts with `en`, else Chinese.
    pub locale: &'a str,
    /// Personal data found by the caller's own detector; when absent the rules' own detector looks.
    pub pii: Option<&'a [masking_core::Span]>,
    /// How it came to be and where its procedure stands; unknown when absent.
    pub beside: Option<&'a Beside>,
}

impl<'a> Draft<'a> {
    /// A worker's draft.
    pub const fn agent(text: &'a str) -> Self {
        Self {
            side: Side::Agent,
            text,
            last_customer_turn: None,
            said: None,
            skill: None,
            locale: "zh-CN",
            pii: None,
            beside: None,
        }
    }

    /// A customer's message.
    pub const fn customer(text: &'a str) -> Self {
        Self { side: Side::Customer, ..Self::agent(text) }
    }

    pub const fn after(mut self, customer: Option<&'a str>) -> Self {
        self.last_customer_turn = customer;
        self
    }

    pub const fn said(mut self, earlier: &'a [&'a str]) -> Self {
        self.said = Some(earlier);
        self
    }

    pub const fn skill(mut self, skill: Option<&'a str>) -> Self {
        self.skill = skill;
        self
    }

    pub const fn locale(mut self, locale: &'a str) -> Self {
        self.locale = locale;
        self
    }

    pub const fn beside(mut self, beside: &'a Beside) -> Self {
        self.beside = Some(beside);
        self
    }

    pub const fn found(mut self, pii: &'a [masking_core::Span]) -> Self {
        self.pii = Some(pii);
        self
    }
}

/// One thing found. Holds no text of the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hit {
    /// Id of the rule, e.g. `off_platform.add`. Its words for a person are under `patrol.<rule>` or `patrol.<class>`.
    pub rule: String,
    pub class: Class,
    pub outcome: Outcome,
    /// Code points of the message, `start..end`.
    pub start: usize,
    pub end: usize,
    /// Why, in the draft's language.
    pub why: String,
    /// How to say it better, in the draft's language.
    pub suggestion: Option<String>,
}

/// The judgement of one message: the heaviest outcome of its hits. Hits come heaviest first, of the same
/// weight those first that the whole message sounds like, then by place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    pub outcome: Outcome,
    pub hits: Vec<Hit>,
}

impl Verdict {
    pub(crate) fn of(mut hits: Vec<Hit>) -> Self {
        hits.sort_by(|a, b| b.outcome.cmp(&a.outcome).then_with(|| (a.start, a.end, &a.rule).cmp(&(b.start, b.end, &b.rule))));
        Self { outcome: hits.first().map_or(Outcome::Pass, |hit| hit.outcome), hits }
    }

    /// What holds while patrol is out of service: a regulated trade is closed, others are open and flagged.
    pub fn unjudged(regulated: bool, text: &str, english: bool) -> Self {
        let outcome = if regulated { Outcome::Block } else { Outcome::Note };
        let why = match (regulated, english) {
            (true, false) => "巡检暂停服务，该业务在恢复前不能发送消息",
            (true, true) => "Patrol is out of service; in this trade nothing is sent until it is back",
            (false, false) => "巡检暂停服务，消息已发送并标记，恢复后由人工复核",
            (false, true) => "Patrol is out of service; the message is sent, flagged and looked at afterwards",
        };
        let (rule, class, end) =
            (format!("{ENGINE_DOWN}.{}", if regulated { "closed" } else { "open" }), Class::Unjudged, text.chars().count());
        Self::of(vec![Hit { rule, class, outcome, start: 0, end, why: why.to_owned(), suggestion: None }])
    }

    /// Whether nobody looked.
    pub fn is_unjudged(&self) -> bool {
        self.class() == Some(Class::Unjudged)
    }

    /// The class that decided, or `None` when nothing was found.
    pub fn class(&self) -> Option<Class> {
        self.hits.first().map(|hit| hit.class)
    }

    /// Whether the message may leave: anything but a block, and a warning only with a reason.
    pub fn may_send(&self, override_reason: Option<&str>) -> bool {
        match self.outcome {
            Outcome::Block => false,
            Outcome::Warn => override_reason.is_some_and(|reason| !reason.trim().is_empty()),
            Outcome::Pass | Outcome::Note | Outcome::Alert => true,
        }
    }
}

/// A hit as recorded: rule and place, no words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    pub rule: String,
    pub class: Class,
    pub outcome: Outcome,
    /// Code points of the message, `start..end`.
    pub start: usize,
    pub end: usize,
}

impl From<&Hit> for Mark {
    fn from(hit: &Hit) -> Self {
        Self { rule: hit.rule.clone(), class: hit.class, outcome: hit.outcome, start: hit.start, end: hit.end }
    }
}

/// A verdict as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub id: VerdictId,
    pub conversation: uuid::Uuid,
    pub author: Option<AccountId>,
    pub side: Side,
    /// HMAC of tenant, conversation and text.
    pub text_hash: Vec<u8>,
    pub outcome: Outcome,
    pub hits: Vec<Mark>,
    pub beside: Option<Beside>,
    pub override_reason: Option<String>,
    pub policy_id: String,
    pub policy_hash: String,
    pub engine: String,
    pub at: Ts,
}

/// What a replay judges again.
#[derive(Debug, Deserialize)]
pub(crate) struct Inputs {
    side: Side,
    text: String,
    customer: Option<String>,
    skill: Option<String>,
    #[serde(default)]
    locale: String,
    beside: Option<Beside>,
}

impl Inputs {
    pub(crate) fn draft(&self) -> Draft<'_> {
        Draft { side: self.side, beside: self.beside.as_ref(), ..Draft::agent(&self.text) }
            .after(self.customer.as_deref())
            .skill(self.skill.as_deref())
            .locale(&self.locale)
    }
}
