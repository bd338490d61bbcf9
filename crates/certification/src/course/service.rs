//! Use cases of learning: the catalogue, a course, a lesson's quiz.

use std::sync::Arc;

use db::Conn;
use http::Ctx;
use kernel::{AccountId, Actor, Code, Error, PLATFORM, Result, Role, Ts, policy::Policy};

use super::{
    Answer, Language, LessonState, Marked, SkillState,
    http::{CourseView, SkillView},
    mark,
    policy::{Catalogue, Course},
    store::{self, LessonRow},
};
use crate::{
    certificate::store as certificates,
    exam::{self, store as exams},
};

pub(crate) fn catalogue(c: &mut Conn<'_>) -> db::Result<Arc<Policy<Catalogue>>> {
    audit::policy::typed::<Catalogue>(c, "skills")
}

/// The course in force of a skill; an unknown skill is `not_found`.
pub(crate) fn course(c: &mut Conn<'_>, skill: &str) -> db::Result<Arc<Policy<Course>>> {
    if catalogue(c)?.value.find(skill).is_none() {
        return Err(Error::not_found("this skill").into());
    }
    audit::policy::typed::<Course>(c, skill)
}

pub(crate) fn language(c: &mut Conn<'_>, account: AccountId) -> db::Result<(Language, String)> {
    let locale = identity::account(c, account)?.map_or("zh-CN", |a| a.locale.as_str());
    Ok((Language::of(locale), locale.to_owned()))
}

/// Refuses who was not admitted.
pub(crate) fn learner(c: &mut Conn<'_>, account: AccountId) -> db::Result<()> {
    if store::is_learner(c, PLATFORM, account)? {
        return Ok(());
    }
    Err(Error::new(Code::StepOutOfOrder, "courses open once you have been admitted").into())
}

/// The catalogue; a worker also sees how far they are.
pub(crate) async fn skills(ctx: &Ctx) -> Result<Vec<SkillView>> {
    let actor = ctx.actor()?.clone();
    let now = ctx.now;
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let all = catalogue(c)?;
            let worker = actor.role == Role::Worker;
            let lessons = if worker { store::lessons(c, PLATFORM, actor.account)? } else { Vec::new() };
            let held = if worker { certificates::of_account(c, PLATFORM, actor.account)? } else { Vec::new() };
            let view = |skill: &super::policy::Skill| {
                let certificate = held.iter().find(|row| row.skill == skill.code && row.counts(now)).cloned();
                let state = if certificate.is_some() {
                    SkillState::Certified
                } else if lessons.iter().any(|l| l.skill == skill.code) {
                    SkillState::Learning
                } else {
                    SkillState::None
                };
                SkillView::of(skill, state, certificate)
            };
            Ok(all.value.skill.iter().map(view).collect())
        })
        .await
}

/// One course with what the actor has done of it.
pub(crate) async fn one(ctx: &Ctx, skill: String) -> Result<CourseView> {
    let actor = ctx.actor()?.clone();
    let now = ctx.now;
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let course = course(c, &skill)?;
            learner(c, actor.account)?;
            let (language, _) = language(c, actor.account)?;
            let done = done(c, actor.account, &skill)?;
            let taken = exams::of_skill(c, PLATFORM, actor.account, &skill)?;
            let standing = exam::standing(&course.value.exam, &exam::past(&taken, now), now);
            let left = exam::service::scenarios_left(c, actor.account, &skill)?;
            Ok(CourseView::of(&course.value, language, &done, &standing, left))
        })
        .await
}

/// Numbers of the lessons of `skill` that are done.
pub(crate) fn done(c: &mut Conn<'_>, account: AccountId, skill: &str) -> db::Result<Vec<i64>> {
    let rows = store::lessons(c, PLATFORM, account)?;
    Ok(rows.into_iter().filter(|l| l.skill == skill && l.state == LessonState::Done).map(|l| l.n).collect())
}

/// Takes a lesson's quiz. Lessons are done in order; a quiz may be tried again.
/// Errors: `not_found`, `step_out_of_order`, `invalid_field`.
pub(crate) async fn quiz(ctx: &Ctx, skill: String, n: i64, answers: Vec<Answer>) -> Result<Marked> {
    let actor = ctx.actor()?.clone();
    let now = ctx.now;
    ctx.app.db.write(actor.scope(), move |c| take(c, &actor, &skill, n, &answers, now)).await
}

fn take(c: &mut Conn<'_>, actor: &Actor, skill: &str, n: i64, answers: &[Answer], now: Ts) -> db::Result<Marked> {
    let course = course(c, skill)?;
    learner(c, actor.account)?;
    let lesson = course.value.lesson.iter().find(|l| l.n == n).ok_or_else(|| Error::not_found("this lesson"))?;
    let before = done(c, actor.account, skill)?;
    if (1..n).any(|earlier| !before.contains(&earlier)) {
        return Err(Error::new(Code::StepOutOfOrder, "do the lessons before this one first").into());
    }
    let (language, _) = language(c, actor.account)?;
    let marked = mark(&course.value, lesson, language, answers)?;
    let done = marked.done || before.contains(&n);
    let row = LessonRow {
        tenant_id: PLATFORM,
        account_id: actor.account,
        skill: skill.to_owned(),
        n,
        state: if done { LessonState::Done } else { LessonState::Learning },
        tries: 1,
        correct: marked.correct,
        total: marked.total,
        updated_at: now,
        done_at: done.then_some(now),
    };
    store::put(c, &row)?;
    Ok(Marked { done, ..marked })
}
