//! The interview room over HTTP.

use http::{Access, Ctx, Json, Routes};
use kernel::{DecisionId, Reason, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    InterviewId, InterviewState, PartKind, PartState,
    dialogue::Turn,
    items::{self, Answer, Question},
    service::{self, Room, Talked},
    signals::Signal,
    typing::TypingEvent,
};
use crate::{
    ApplicationState,
    appeal::{ContestedView, Ways},
    application::{http::Nothing, store::ApplicationRow},
    score::{Outcome, Score, VoiceTrack},
    speech::TranscriptView,
    upload::{UploadId, UploadState},
};

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewView {
    pub id: InterviewId,
    pub state: InterviewState,
    pub parts: Vec<PartView>,
    /// What chose the forms.
    pub seed: i64,
}

/// One part with what its screen needs; fields of other parts are left out.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PartView {
    pub kind: PartKind,
    pub state: PartState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_seconds: Option<i64>,
    /// What is read one by one, in this order, and how long each is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompts: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_ms: Option<i64>,
    /// Which text, customer or round of questions this is, counted from 1, and how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadBrief>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turns: Option<Vec<Turn>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<Vec<Question>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UploadBrief {
    pub id: UploadId,
    /// The chunk to send next.
    pub next: i64,
    pub state: UploadState,
    /// Why the take has to be redone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ScenarioCard {
    pub title: String,
    /// The procedure to follow, in Markdown.
    pub brief: String,
}

impl InterviewView {
    pub(crate) fn of(room: &Room) -> Result<Self> {
        let parts = room.parts.iter().map(|p| part(room, p.kind, p.state)).collect::<Result<_>>()?;
        Ok(Self { id: room.row.id, state: room.row.state, parts, seed: room.row.seed })
    }
}

fn part(room: &Room, kind: PartKind, state: PartState) -> Result<PartView> {
    let (bank, seed) = (&room.bank, room.row.seed);
    let upload = room.uploads.iter().find(|row| row.purpose.part() == kind).map(|row| UploadBrief {
        id: row.id,
        next: row.next,
        state: row.state,
        reason: row.result.as_ref().and_then(|r| r.0.reason.clone()),
    });
    let mut view = PartView { kind, state, upload, ..PartView::default() };
    let lengths = &room.lengths;
    match kind {
        PartKind::Typing => {
            let round = room.typing_round()?;
            let item = bank.typing_of(seed, round)?;
            (view.text, view.seconds) = (Some(item.text.clone()), Some(item.seconds));
            (view.round, view.rounds) = (Some(round + 1), Some(lengths.typing_rounds));
        }
        PartKind::Syllables | PartKind::Words => {
            view.prompts = Some(bank.prompts_of(kind, seed, lengths).into_iter().map(|p| p.text).collect());
            view.prompt_ms = Some(lengths.prompt_ms);
        }
        PartKind::ReadAloud => {
            let item = bank.read_aloud_of(seed)?;
            (view.text, view.max_seconds) = (Some(item.text.clone()), Some(item.max_seconds));
        }
        PartKind::Talk => {
            (view.text, view.max_seconds) = (Some(bank.talk_of(seed)?.text.clone()), Some(lengths.talk_seconds));
        }
        PartKind::Dialogue => {
            let (round, played) = room.talking()?;
            let scenario = bank.scenario_of(seed, round)?;
            view.scenario = Some(ScenarioCard { title: scenario.title.clone(), brief: scenario.brief.clone() });
            (view.turns, view.done) = (Some(played.turns), Some(played.done));
            (view.round, view.rounds) = (Some(round + 1), Some(lengths.scenarios));
        }
        PartKind::Business => view.questions = Some(items::business_questions(&bank.business, lengths.business(), seed)),
        PartKind::Security => {
            let rounds = room.secured()?;
            view.round = Some(i64::try_from(rounds.len()).unwrap_or(0) + 1);
            view.questions = Some(items::examine(&bank.security, lengths, seed, &rounds)?.1);
        }
    }
    Ok(view)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypingAnswer {
    /// The text as it stands; it must be what the events give.
    pub text: String,
    pub events: Vec<TypingEvent>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    pub text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityAnswers {
    pub answers: Vec<Answer>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomSignals {
    /// At most a hundred at a time.
    pub signals: Vec<Signal>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoomSignalsTaken {
    /// How many are known of this interview.
    pub known: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DialogueView {
    pub turns: Vec<Turn>,
    /// The conversation with this customer is over.
    pub done: bool,
    /// Customers still to come.
    pub left: i64,
}

impl From<Talked> for DialogueView {
    fn from(talked: Talked) -> Self {
        Self { turns: talked.played.turns, done: talked.played.done, left: talked.left }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Submitted {
    pub state: InterviewState,
}

/// The result with its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// Where the application stands.
    pub state: ApplicationState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// What the total is at least, with 95 % confidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<i64>,
    /// Pronunciation was not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial: Option<bool>,
    /// Why the speech engine that is installed gave nothing that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_why: Option<String>,
    /// The same answers weighed for spoken work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceTrack>,
    pub reasons: Vec<Reason>,
    /// What the speech engine heard; empty without one, or when it was erased.
    pub transcripts: Vec<TranscriptView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<DecisionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Ts>,
    /// A case about this interview or about a person's "no".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contested: Option<ContestedView>,
    /// Whether a new interview may be asked for now.
    pub may_appeal: bool,
    /// From when on the interview may be taken again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retake_at: Option<Ts>,
}

impl ReportView {
    pub(crate) fn of(application: &ApplicationRow, score: Option<Score>, transcripts: Vec<TranscriptView>, ways: Ways) -> Self {
        Self {
            contested: ways.contested,
            may_appeal: ways.may_appeal,
            retake_at: ways.retake_at,
            transcripts,
            partial_why: score.as_ref().and_then(|s| s.partial_why.clone()),
            state: application.state,
            outcome: score.as_ref().map(|s| s.outcome),
            total: score.as_ref().map(|s| s.total),
            max: score.as_ref().map(|s| s.max),
            low: score.as_ref().map(|s| s.low),
            partial: score.as_ref().map(|s| s.partial),
            voice: score.as_ref().map(|s| s.voice),
            reasons: score.map_or_else(Vec::new, |s| s.reasons()),
            decision_id: application.decision_id,
            decided_at: application.decided_at,
        }
    }
}

async fn mine(ctx: Ctx) -> Result<Json<InterviewView>> {
    Ok(Json(service::mine(&ctx).await?))
}

async fn typing(ctx: Ctx, Json(body): Json<TypingAnswer>) -> Result<Json<InterviewView>> {
    Ok(Json(service::typing(&ctx, body.text, body.events).await?))
}

async fn say(ctx: Ctx, Json(body): Json<Say>) -> Result<Json<DialogueView>> {
    Ok(Json(service::say(&ctx, body.text).await?.into()))
}

async fn secure(ctx: Ctx, Json(body): Json<SecurityAnswers>) -> Result<Json<InterviewView>> {
    Ok(Json(service::secure(&ctx, body.answers).await?))
}

async fn business(ctx: Ctx, Json(body): Json<SecurityAnswers>) -> Result<Json<InterviewView>> {
    Ok(Json(service::business(&ctx, body.answers).await?))
}

async fn signal(ctx: Ctx, Json(body): Json<RoomSignals>) -> Result<Json<RoomSignalsTaken>> {
    if body.signals.len() > 100 {
        return Err(kernel::Error::field("signals", "too_long", "at most 100 at a time"));
    }
    Ok(Json(RoomSignalsTaken { known: service::signal(&ctx, body.signals).await? }))
}

async fn submit(ctx: Ctx, Json(_): Json<Nothing>) -> Result<Json<Submitted>> {
    Ok(Json(Submitted { state: service::submit(&ctx).await? }))
}

async fn report(ctx: Ctx) -> Result<Json<ReportView>> {
    Ok(Json(service::report(&ctx).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("recruitment")
        .get("/interviews/mine", Access::To("application:read"), mine)
        .summary("Your interview room: the parts and their content")
        .post("/interviews/mine/typing", Access::To("application:work"), typing)
        .summary("Hand in one text of the typing test with its log of key presses")
        .body_max(512 * 1024)
        .post("/interviews/mine/dialogue", Access::To("application:work"), say)
        .summary("Say one thing to the scripted customer")
        .post("/interviews/mine/security", Access::To("application:work"), secure)
        .summary("Hand in the information-security answers")
        .post("/interviews/mine/business", Access::To("application:work"), business)
        .summary("Hand in the answers to the business questions")
        .post("/interviews/mine/signals", Access::To("application:work"), signal)
        .summary("Tell what the page noticed: leaving, pauses, another screen")
        .post("/interviews/mine/submit", Access::To("application:work"), submit)
        .summary("Hand the interview in for scoring")
        .once()
        .get("/interviews/mine/report", Access::To("application:read"), report)
        .summary("The result with its reasons")
}
