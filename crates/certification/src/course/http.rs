//! Skills, courses and lessons over HTTP.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Answer, Explained, Language, Question, SkillState,
    policy::{Course, Skill},
    quiz, service,
};
use crate::{CertificateId, certificate::store::CertificateRow, exam::Standing};

#[derive(Debug, Serialize, ToSchema)]
pub struct Skills {
    pub items: Vec<SkillView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SkillView {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// How long course and exam take.
    pub minutes: i64,
    pub state: SkillState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<HeldCertificate>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HeldCertificate {
    pub id: CertificateId,
    pub level: i64,
    pub expires_at: Ts,
    /// Whether live tasks may be offered: its test call was passed.
    pub live: bool,
}

impl SkillView {
    pub(crate) fn of(skill: &Skill, state: SkillState, certificate: Option<CertificateRow>) -> Self {
        Self {
            code: skill.code.clone(),
            name_zh: skill.name_zh.clone(),
            name_en: skill.name_en.clone(),
            minutes: skill.minutes,
            state,
            certificate: certificate.map(|c| HeldCertificate {
                id: c.id,
                level: c.level,
                expires_at: c.expires_at,
                live: c.live_at.is_some(),
            }),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CourseView {
    pub skill: String,
    pub title: String,
    pub lessons: Vec<LessonView>,
    pub exam: ExamBrief,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LessonView {
    pub n: i64,
    pub title: String,
    pub body_markdown: String,
    pub quiz: Vec<Question>,
    pub done: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExamBrief {
    pub questions: i64,
    pub pass_percent: i64,
    pub minutes: i64,
    pub attempts_left: i64,
    /// Scenario exams that are still to be passed in a row before it opens.
    pub scenarios_left: i64,
    /// When the next attempt opens, if it is not open now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Ts>,
}

impl CourseView {
    pub(crate) fn of(course: &Course, language: Language, done: &[i64], standing: &Standing, scenarios_left: usize) -> Self {
        let lesson = |l: &super::policy::Lesson| LessonView {
            n: l.n,
            title: l.title.get(language).to_owned(),
            body_markdown: l.body.get(language).to_owned(),
            quiz: quiz(l, language).into_iter().map(|p| p.question).collect(),
            done: done.contains(&l.n),
        };
        Self {
            skill: course.skill.clone(),
            title: course.title.get(language).to_owned(),
            lessons: course.lesson.iter().map(lesson).collect(),
            exam: ExamBrief {
                questions: i64::try_from(course.exam.questions).unwrap_or(0),
                pass_percent: course.exam.pass_percent,
                minutes: i64::try_from(course.exam.minutes).unwrap_or(0),
                attempts_left: standing.attempts_left,
                scenarios_left: i64::try_from(scenarios_left).unwrap_or(0),
                next_at: standing.next_at,
            },
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizAnswers {
    pub answers: Vec<Answer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuizResult {
    pub correct: i64,
    pub total: i64,
    pub done: bool,
    pub explain: Vec<Explained>,
}

async fn skills(ctx: Ctx) -> Result<Json<Skills>> {
    Ok(Json(Skills { items: service::skills(&ctx).await? }))
}

async fn course(ctx: Ctx, Path(skill): Path<String>) -> Result<Json<CourseView>> {
    Ok(Json(service::one(&ctx, skill).await?))
}

async fn lesson(ctx: Ctx, Path((skill, n)): Path<(String, i64)>, Json(body): Json<QuizAnswers>) -> Result<Json<QuizResult>> {
    let marked = service::quiz(&ctx, skill, n, body.answers).await?;
    Ok(Json(QuizResult { correct: marked.correct, total: marked.total, done: marked.done, explain: marked.explain }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/skills", Access::Signed, skills)
        .summary("The skills there are, and how far you are with each")
        .get("/courses/{skill}", Access::To("course:study"), course)
        .summary("A course: lessons, quizzes and the terms of its exam")
        .post("/courses/{skill}/lessons/{n}", Access::To("course:study"), lesson)
        .summary("Answer a lesson's quiz")
}
