//! The scoring job: reads what was answered, scores it, and records decision, state, notice and event together.

use std::sync::Arc;

use db::{Conn, Json, jobs::Claimed};
use http::App;
use kernel::{AccountId, Decision, DecisionId, Error, PLATFORM, Result, Scope, Ts, policy::Policy};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{ENGINE, Features, KIND, Outcome, Score, policy::InterviewPolicy, score};
use crate::{
    ApplicationId, ApplicationState,
    application::{service::told, store as applications, store::ApplicationRow},
    interview::{
        InterviewId, InterviewState, PartKind,
        store::{self as interviews, PartRow},
    },
};

/// Queue of interviews to be scored.
pub(crate) const QUEUE: &str = "interview.score";

#[derive(Deserialize)]
struct Body {
    application: ApplicationId,
}

struct Task {
    application: ApplicationRow,
    interview: InterviewId,
    features: Features,
    policy: Arc<Policy<InterviewPolicy>>,
}

/// Scores one application. A repeat finds it scored and does nothing.
pub(crate) async fn run(app: Arc<App>, job: Claimed) -> Result<()> {
    let body: Body = serde_json::from_value(job.body).map_err(Error::internal)?;
    let scope = Scope::Tenant(PLATFORM);
    let Some(task) = app.db.read(scope, move |c| load(c, body.application)).await? else { return Ok(()) };
    let scored = score(&task.policy.value, &task.features);
    let now = app.clock.now();
    app.db.write(scope, move |c| settle(c, &task, &scored, now)).await
}

fn load(c: &mut Conn<'_>, id: ApplicationId) -> db::Result<Option<Task>> {
    let Some(application) = applications::find(c, PLATFORM, id)? else { return Ok(None) };
    let Some(interview) = interviews::of_application(c, PLATFORM, id)? else { return Ok(None) };
    if interview.state != InterviewState::Scoring {
        return Ok(None);
    }
    let parts = interviews::parts(c, PLATFORM, interview.id)?;
    let features = Features {
        locale: interview.locale,
        typing: part(&parts, PartKind::Typing)?,
        read_aloud: part(&parts, PartKind::ReadAloud)?,
        dialogue: part(&parts, PartKind::Dialogue)?,
        security: part(&parts, PartKind::Security)?,
        vetting_flags: application.vetting_flags.0.clone(),
        is_demo: false,
    };
    let policy = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
    Ok(Some(Task { application, interview: interview.id, features, policy }))
}

fn part<T: DeserializeOwned>(parts: &[PartRow], kind: PartKind) -> Result<T> {
    let lost = || Error::internal(format!("a submitted interview has no features of {}", kind.as_str()));
    let Json(value) = parts.iter().find(|p| p.kind == kind).and_then(|p| p.features.clone()).ok_or_else(lost)?;
    serde_json::from_value(value).map_err(Error::internal)
}

fn settle(c: &mut Conn<'_>, task: &Task, scored: &Score, now: Ts) -> db::Result<()> {
    let decision = decision(task.application.account_id, &task.policy, &task.features, scored, now)?;
    let to = match scored.outcome {
        Outcome::Advance => ApplicationState::Admitted,
        Outcome::Review => ApplicationState::Review,
    };
    let id = task.application.id;
    if !interviews::scored(c, PLATFORM, task.interview, &decision.outcome, now)?
        || !applications::scored(c, PLATFORM, id, to, decision.id, now)?
    {
        return Err(Error::conflict("the interview was scored meanwhile").into());
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
