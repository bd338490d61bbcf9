//! The scoring job: listens to the recordings, reads what was answered, scores it, and records features, decision, state,
//! notice and event together.

use std::sync::{Arc, OnceLock};

use db::{Conn, Json, jobs::Claimed};
use http::App;
use kernel::{AccountId, Code, Decision, DecisionId, Error, PLATFORM, Result, Scope, Ts, policy::Policy};
use seal::{DataKey, Keyring};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use voice::tone::Model;

use super::{ENGINE, Features, KIND, Outcome, Score, policy::InterviewPolicy, score};
use crate::{
    ApplicationId, ApplicationState,
    application::{service::told, store as applications, store::ApplicationRow},
    interview::{
        InterviewState, Lengths, PartKind,
        bank::{Bank, Prompt},
        service::bank_of,
        signals,
        store::{self as interviews, InterviewRow, PartRow},
    },
    speech,
    spoken::{self, Recording, Spoken, Wanted},
    upload::{
        service as uploads_service,
        store::{self as uploads, UploadRow},
    },
};

/// Queue of interviews to be scored.
pub(crate) const QUEUE: &str = "interview.score";

#[derive(Deserialize)]
struct Body {
    application: ApplicationId,
}

/// An interview with everything that its scoring needs.
pub(crate) struct Task {
    application: ApplicationRow,
    pub(crate) interview: InterviewRow,
    pub(crate) parts: Vec<PartRow>,
    lengths: Lengths,
    pub(crate) bank: Arc<Bank>,
    copied: Vec<String>,
    policy: Arc<Policy<InterviewPolicy>>,
    /// The recordings that were made, each with its upload.
    recordings: Vec<(PartKind, Recording, UploadRow)>,
    pub(crate) key: DataKey,
}

impl Task {
    /// What was asked one by one in a part.
    pub(crate) fn prompts(&self, kind: PartKind) -> Vec<Prompt> {
        self.bank.prompts_of(kind, self.interview.seed, &self.lengths)
    }

    /// When each of them was shown.
    pub(crate) fn marks(&self, kind: PartKind) -> &[i64] {
        self.recordings.iter().find(|(k, ..)| *k == kind).map_or(&[], |(_, recording, _)| &recording.marks)
    }
}

/// Measures and scores one application. A repeat finds it scored and does nothing.
pub(crate) async fn run(app: Arc<App>, job: Claimed) -> Result<()> {
    let body: Body = serde_json::from_value(job.body).map_err(Error::internal)?;
    let scope = Scope::Tenant(PLATFORM);
    let seal = app.seal.clone();
    let Some(task) = app.db.read(scope, move |c| load(c, &seal, body.application)).await? else { return Ok(()) };
    let mut recordings = Vec::with_capacity(task.recordings.len());
    for (kind, _, row) in &task.recordings {
        recordings.push((*kind, uploads_service::assemble(&app, row, &task.key).await?));
    }
    let speech = speech::service::hear(&app, &task, &recordings, job.attempts).await?;
    let spoken = listen(&app, &task, recordings).await?;
    let features = Features { speech, ..features(&task, &spoken)? };
    let scored = score(&task.policy.value, &features);
    let now = app.clock.now();
    app.db.write(scope, move |c| settle(c, &task, &features, &spoken, &scored, now)).await
}

fn load(c: &mut Conn<'_>, seal: &Keyring, id: ApplicationId) -> db::Result<Option<Task>> {
    let Some(application) = applications::find(c, PLATFORM, id)? else { return Ok(None) };
    let Some(interview) = interviews::of_application(c, PLATFORM, id)? else { return Ok(None) };
    if interview.state != InterviewState::Scoring {
        return Ok(None);
    }
    let erased = || Error::new(Code::ContentErased, "the recordings of this interview were erased");
    let key = seal.existing_key(c, PLATFORM, crate::KEY, interview.account_id.uuid())?.ok_or_else(erased)?;
    let parts = interviews::parts(c, PLATFORM, interview.id)?;
    let bank = bank_of(c, &interview.bank_hash)?;
    let copied = interviews::copied(c, PLATFORM, interview.id, interview.account_id)?;
    let policy = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
    let lengths = interview.lengths.clone().map(|l| l.0).ok_or_else(|| Error::internal("an interview lost its lengths"))?;
    let mut recordings = Vec::new();
    for kind in PartKind::RECORDED.into_iter().filter(|kind| parts.iter().any(|p| p.kind == *kind)) {
        let recording: Recording = part(&parts, kind)?;
        let row = uploads::find(c, PLATFORM, recording.upload)?.ok_or_else(erased)?;
        recordings.push((kind, recording, row));
    }
    Ok(Some(Task { application, interview, parts, lengths, bank, copied, policy, recordings, key }))
}

/// Decodes and measures every recording of the interview.
async fn listen(app: &Arc<App>, task: &Task, recordings: Vec<(PartKind, Vec<u8>)>) -> Result<Vec<(PartKind, Spoken)>> {
    let model = model(app)?;
    let mut all = Vec::with_capacity(task.recordings.len());
    for ((kind, recording, _), (_, bytes)) in task.recordings.iter().zip(recordings) {
        let prompts = task.prompts(*kind);
        let syllables = task.bank.read_aloud_of(task.interview.seed)?.syllables;
        let (policy, model, recording, lengths, kind) =
            (Arc::clone(&task.policy), Arc::clone(&model), recording.clone(), task.lengths.clone(), *kind);
        let measured = tokio::task::spawn_blocking(move || {
            let wanted = Wanted { kind, lengths: &lengths, prompts: &prompts, syllables };
            spoken::measure(&policy.value.voice, &model, &wanted, &recording, bytes)
        });
        let lost = |word| Error::internal(format!("a recording that passed the gates cannot be measured: {word}"));
        all.push((kind, measured.await.map_err(Error::internal)?.map_err(lost)?));
    }
    Ok(all)
}

/// The tone model of this build, parsed once.
fn model(app: &App) -> Result<Arc<Model>> {
    static PARSED: OnceLock<Arc<Model>> = OnceLock::new();
    if let Some(model) = PARSED.get() {
        return Ok(Arc::clone(model));
    }
    let text = String::from_utf8_lossy(app.policies.get("interview/tones.toml")?).into_owned();
    let model = Arc::new(Model::parse(&text).map_err(|e| Error::new(Code::PolicyInvalid, e))?);
    Ok(Arc::clone(PARSED.get_or_init(|| model)))
}

fn features(task: &Task, spoken: &[(PartKind, Spoken)]) -> Result<Features> {
    let heard = |kind: PartKind| spoken.iter().find(|(k, _)| *k == kind).map(|(_, s)| s.clone());
    let parts = &task.parts;
    let has = |kind: PartKind| parts.iter().any(|p| p.kind == kind);
    Ok(Features {
        locale: task.interview.locale.clone(),
        seed: task.interview.seed,
        sample_pct: task.lengths.sample_pct,
        typing: part(parts, PartKind::Typing)?,
        syllables: heard(PartKind::Syllables),
        words: heard(PartKind::Words),
        read_aloud: heard(PartKind::ReadAloud).ok_or_else(|| Error::internal("an interview without a passage"))?,
        talk: heard(PartKind::Talk),
        dialogue: part(parts, PartKind::Dialogue)?,
        business: if has(PartKind::Business) { Some(part(parts, PartKind::Business)?) } else { None },
        security: part(parts, PartKind::Security)?,
        vetting_flags: task.application.vetting_flags.0.clone(),
        signals: task.interview.signals.as_ref().map(|s| signals::sum(&s.0)).unwrap_or_default(),
        copied: task.copied.clone(),
        speech: None,
        is_demo: false,
    })
}

fn part<T: DeserializeOwned>(parts: &[PartRow], kind: PartKind) -> Result<T> {
    let lost = || Error::internal(format!("a submitted interview has no features of {}", kind.as_str()));
    let Json(value) = parts.iter().find(|p| p.kind == kind).and_then(|p| p.features.clone()).ok_or_else(lost)?;
    serde_json::from_value(value).map_err(Error::internal)
}

fn settle(
    c: &mut Conn<'_>,
    task: &Task,
    features: &Features,
    spoken: &[(PartKind, Spoken)],
    scored: &Score,
    now: Ts,
) -> db::Result<()> {
    let decision = decision(task.application.account_id, &task.policy, features, scored, now)?;
    let to = match scored.outcome {
        Outcome::Advance => ApplicationState::Admitted,
        Outcome::Review => ApplicationState::Review,
    };
    let id = task.application.id;
    if !interviews::scored(c, PLATFORM, task.interview.id, &decision.outcome, now)?
        || !applications::scored(c, PLATFORM, id, (ApplicationState::Scoring, to), decision.id, now)?
    {
        return Err(Error::conflict("the interview was scored meanwhile").into());
    }
    for (kind, spoken) in spoken {
        let value = serde_json::to_value(spoken).map_err(Error::internal)?;
        interviews::measured(c, PLATFORM, task.interview.id, *kind, &value)?;
    }
    audit::decide(c, &decision)?;
    told(c, task.application.account_id, id, to, now)
}

/// The decision record of a score.
pub(crate) fn decision(
    subject: AccountId,
    policy: &Policy<InterviewPolicy>,
    features: &Features,
    scored: &Score,
    now: Ts,
) -> Result<Decision> {
    let json = |value: serde_json::Result<Value>| value.map_err(Error::internal);
    Ok(Decision {
        id: DecisionId::at(now),
        tenant: PLATFORM,
        kind: KIND.to_owned(),
        subject: Some(subject),
        policy_id: policy.id.clone(),
        policy_hash: policy.hash.clone(),
        engine: ENGINE.to_owned(),
        inputs: json(serde_json::to_value(features))?,
        outcome: json(serde_json::to_value(scored))?,
        reasons: scored.reasons(),
        at: now,
    })
}
