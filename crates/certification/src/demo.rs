//! Certified workers for demo data: lessons, an exam marked by the real rules, its decision and certificate.

use db::Conn;
use kernel::{AccountId, Error, PLATFORM, Ts};
use seal::Keyring;

use crate::{
    CertificateId,
    certificate::store as certificates,
    course::{
        LessonState, service as courses,
        store::{self as lessons, LessonRow},
    },
    exam::{self, ExamId, seed_of, service as exams},
    test_call,
};

/// Writes everything a certificate needs at `now`; the decision's inputs say that it is demo data.
pub(crate) fn seed_certificate(
    c: &mut Conn<'_>,
    seal: &Keyring,
    account: AccountId,
    skill: &str,
    now: Ts,
) -> db::Result<CertificateId> {
    let course = courses::course(c, skill)?;
    lessons::admit(c, PLATFORM, account, now)?;
    for lesson in &course.value.lesson {
        let total = i64::try_from(lesson.quiz.len()).unwrap_or(0);
        let row = LessonRow {
            tenant_id: PLATFORM,
            account_id: account,
            skill: skill.to_owned(),
            n: lesson.n,
            state: LessonState::Done,
            tries: 1,
            correct: total,
            total,
            updated_at: now,
            done_at: Some(now),
        };
        lessons::put(c, &row)?;
    }
    let (_, locale) = courses::language(c, account)?;
    let id = ExamId::at(now);
    let row = exams::fresh(id, account, skill, &locale, &course, now);
    exam::store::insert(c, &row)?;
    let slips = usize::try_from(seed_of(id) % 3).unwrap_or(0);
    let answers = exam::answers(&course.value, row.seed, course.value.exam.questions.saturating_sub(slips));
    let result = exams::settle(c, seal, &row, answers, exam::timing::Timing::default(), true, now)?;
    let certificate =
        result.certificate.ok_or_else(|| Error::internal("a demo exam was not passed under the course in force"))?;
    let held = certificates::find(c, PLATFORM, certificate)?.ok_or_else(|| Error::internal("a certificate is gone"))?;
    if test_call::service::outstanding(&held, now) {
        test_call::service::seed_passed(c, seal, &held, now)?;
    }
    Ok(certificate)
}
