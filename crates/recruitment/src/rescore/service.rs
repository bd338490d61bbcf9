//! Use cases of rescoring: putting a policy in force, and the job that goes over all scored interviews.

use std::sync::Arc;

use authz::Resource;
use db::{Conn, Json, jobs, jobs::Claimed};
use http::{App, Ctx};
use kernel::{Code, Error, PLATFORM, Result, Scope, Ts, canonical_json, policy::Policy};
use serde::Deserialize;
use serde_json::json;

use super::{
    RescoreId, RescoreState,
    http::RulesPublished,
    store::{self, ResultRow, RunRow},
};
use crate::{
    ApplicationState,
    application::{service::told, store as applications},
    interview::store::{self as interviews, InterviewRow},
    score::{self, Features, Outcome, Score, policy::InterviewPolicy, score, service::decision},
};

/// Queue of runs.
pub(crate) const QUEUE: &str = "interview.rescore";
/// Interviews of one transaction.
const BATCH: i64 = 50;
/// Longest text of a policy, in bytes.
const TEXT_MAX: usize = 128 * 1024;
/// Kind and id of the policy; they are the same word.
const NAME: &str = "interview";

#[derive(Deserialize)]
struct Body {
    run: RescoreId,
}

/// Begins a run under the version with `hash`, in the caller's transaction.
pub(crate) fn start(c: &mut Conn<'_>, hash: &str, now: Ts) -> db::Result<RunRow> {
    let row = RunRow {
        tenant_id: PLATFORM,
        id: RescoreId::at(now),
        policy_hash: hash.to_owned(),
        state: RescoreState::Running,
        total: store::scored_count(c, PLATFORM)?,
        done: 0,
        changed: 0,
        advanced: 0,
        erased: 0,
        cursor_id: None,
        created_at: now,
        finished_at: None,
    };
    store::insert(c, &row)?;
    jobs::enqueue(c, QUEUE, &row.id.to_string(), &json!({"run": row.id}), now, now)?;
    Ok(row)
}

/// The policy in force: hash and text.
pub(crate) async fn current(ctx: &Ctx) -> Result<(String, String)> {
    ctx.permit("review:list", &Resource::of("review").tenant(PLATFORM))?;
    let (hash, bytes) = ctx.app.db.read(Scope::Tenant(PLATFORM), |c| audit::policy::current(c, NAME, NAME)).await?;
    Ok((hash, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Puts `text` in force and begins a run under it. The version that is in force already begins none.
/// Errors: `policy_invalid` with what is wrong, a failing vector by name; `invalid_field`; `conflict`.
pub(crate) async fn publish(ctx: &Ctx, text: String) -> Result<RulesPublished> {
    let actor = ctx.actor()?.clone();
    ctx.permit("review:publish", &Resource::of("review").tenant(PLATFORM))?;
    if text.len() > TEXT_MAX {
        return Err(Error::field("text", "too_long", "at most 128 KiB"));
    }
    let parsed = Policy::<InterviewPolicy>::parse(NAME, text.as_bytes())?;
    let now = ctx.now;
    ctx.once(Scope::Tenant(PLATFORM), move |c| {
        if audit::policy::active_hash(c, PLATFORM, NAME, NAME)?.as_deref() == Some(&parsed.hash) {
            return Ok(RulesPublished { run: None });
        }
        let hash = audit::policy::draft(c, PLATFORM, NAME, NAME, &text, now)?;
        audit::policy::publish(c, PLATFORM, NAME, NAME, &hash, now)?;
        let run = start(c, &hash, now)?;
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "interview.policy_published",
            object_kind: "rescore",
            object_id: run.id.uuid(),
            detail: json!({"policy_hash": hash, "interviews": run.total}),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(RulesPublished { run: Some(run.into()) })
    })
    .await
}

/// The newest runs; with `id` what one of them changed.
pub(crate) async fn runs(ctx: &Ctx) -> Result<Vec<RunRow>> {
    ctx.permit("review:list", &Resource::of("review").tenant(PLATFORM))?;
    ctx.app.db.read(Scope::Tenant(PLATFORM), |c| store::list(c, PLATFORM, 50)).await
}

/// One run and at most 200 of what it changed. Errors: `not_found`.
pub(crate) async fn one(ctx: &Ctx, id: RescoreId) -> Result<(RunRow, Vec<ResultRow>)> {
    ctx.permit("review:list", &Resource::of("review").tenant(PLATFORM))?;
    let read = move |c: &mut Conn<'_>| {
        let run = store::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the run"))?;
        Ok((run, store::results(c, PLATFORM, id, 200)?))
    };
    ctx.app.db.read(Scope::Tenant(PLATFORM), read).await
}

/// The job: a batch a transaction until the run is through.
pub(crate) async fn run(app: Arc<App>, job: Claimed) -> Result<()> {
    let body: Body = serde_json::from_value(job.body).map_err(Error::internal)?;
    let scope = Scope::Tenant(PLATFORM);
    let found = app.db.read(scope, move |c| load(c, body.run)).await?;
    let Some(policy) = found else { return Ok(()) };
    loop {
        let (policy, now) = (Arc::clone(&policy), app.clock.now());
        let goes_on = app.db.write(scope, move |c| batch(c, body.run, &policy, now)).await?;
        if !goes_on {
            return Ok(());
        }
    }
}

fn load(c: &mut Conn<'_>, id: RescoreId) -> db::Result<Option<Arc<Policy<InterviewPolicy>>>> {
    let Some(run) = store::find(c, PLATFORM, id)? else { return Ok(None) };
    let version = audit::policy::by_hash(c, &run.policy_hash)?
        .ok_or_else(|| Error::new(Code::PolicyMissing, "the policy of this run is not kept"))?;
    Ok(Some(Arc::new(Policy::parse(NAME, &version.body)?)))
}

/// One step of a run; false when there is no next one.
fn batch(c: &mut Conn<'_>, id: RescoreId, policy: &Policy<InterviewPolicy>, now: Ts) -> db::Result<bool> {
    let Some(was) = store::find(c, PLATFORM, id)?.filter(|run| run.state == RescoreState::Running) else { return Ok(false) };
    let mut run = was.clone();
    let in_force = audit::policy::active_hash(c, PLATFORM, NAME, NAME)?;
    let rows = if in_force.as_deref() == Some(&run.policy_hash) {
        store::after(c, PLATFORM, run.cursor_id, BATCH)?
    } else {
        run.state = RescoreState::Superseded;
        Vec::new()
    };
    for interview in &rows {
        again(c, &mut run, interview, policy, now)?;
        run.cursor_id = Some(interview.id);
        run.done += 1;
    }
    if rows.is_empty() {
        run.finished_at = Some(now);
        if run.state == RescoreState::Running {
            run.state = RescoreState::Done;
        }
    }
    if !store::moved(c, &was, &run)? {
        return Err(Error::conflict("another process goes on with this run").into());
    }
    Ok(!rows.is_empty())
}

/// Scores one interview again.
fn again(
    c: &mut Conn<'_>,
    run: &mut RunRow,
    interview: &InterviewRow,
    policy: &Policy<InterviewPolicy>,
    now: Ts,
) -> db::Result<()> {
    let Some(application) = applications::find(c, PLATFORM, interview.application_id)? else { return Ok(()) };
    let current = interviews::of_application(c, PLATFORM, application.id)?.map(|i| i.id);
    let (Some(recorded), true, Some(Json(was))) = (application.decision_id, current == Some(interview.id), &interview.result)
    else {
        return Ok(());
    };
    let Some(inputs) = audit::inputs_of(c, recorded)? else {
        run.erased += 1;
        return Ok(());
    };
    let features: Features = serde_json::from_value(inputs).map_err(Error::internal)?;
    let scored = score(&policy.value, &features);
    let outcome = serde_json::to_value(&scored).map_err(Error::internal)?;
    if canonical_json(&outcome) == canonical_json(was) {
        return Ok(());
    }
    run.changed += 1;
    let before: Score = serde_json::from_value(was.clone()).map_err(Error::internal)?;
    let mut row = ResultRow {
        tenant_id: PLATFORM,
        run_id: run.id,
        interview_id: interview.id,
        was_total: before.total,
        now_total: scored.total,
        was_outcome: score::word(before.outcome).to_owned(),
        now_outcome: score::word(scored.outcome).to_owned(),
        decision_id: None,
    };
    if application.state == ApplicationState::Review {
        let decision = decision(application.account_id, policy, &features, &scored, now)?;
        let to = if scored.outcome == Outcome::Advance { ApplicationState::Admitted } else { ApplicationState::Review };
        if !applications::scored(c, PLATFORM, application.id, (ApplicationState::Review, to), decision.id, now)? {
            return Err(Error::conflict("the application was decided meanwhile").into());
        }
        interviews::rescored(c, PLATFORM, interview.id, &decision.outcome)?;
        audit::decide(c, &decision)?;
        row.decision_id = Some(decision.id);
        if to == ApplicationState::Admitted {
            run.advanced += 1;
            told(c, application.account_id, application.id, to, now)?;
        }
    }
    store::changed(c, &row)
}
