//! Use cases of the review desk besides deciding: reading what was written, listening to what was said.

use authz::Resource;
use http::Ctx;
use kernel::{Code, Error, PLATFORM, Result, Scope};
use serde_json::json;

use super::http::{ReviewDetail, ReviewDialogue, ReviewRecording, ReviewTyped};
use crate::{
    ApplicationId, UploadId, UploadState,
    application::{http::ReviewView, service::record, store as applications},
    interview::{self, PartKind, signals},
    person, upload,
};

fn erased() -> Error {
    Error::new(Code::ContentErased, "the recordings and answers of this interview were erased")
}

/// What was asked, written and recorded. Errors: `not_found`; `content_erased`.
pub(crate) async fn detail(ctx: &Ctx, id: ApplicationId) -> Result<ReviewDetail> {
    ctx.permit("review:list", &Resource::of("review").id(id).tenant(PLATFORM))?;
    let seal = ctx.app.seal.clone();
    ctx.app
        .db
        .read(Scope::Tenant(PLATFORM), move |c| {
            let application = applications::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the application"))?;
            let score = interview::service::result(c, PLATFORM, id)?;
            let identity = person::service::for_review(c, application.account_id)?;
            let room = interview::service::of_application(c, &seal, PLATFORM, id)?;
            let mut view = ReviewDetail {
                review: ReviewView::of(application, score),
                recordings: Vec::new(),
                dialogues: Vec::new(),
                typed: Vec::new(),
                signals: Vec::new(),
                identity,
            };
            let Some(room) = room else { return Ok(view) };
            let asked = |kind: PartKind| -> Result<String> {
                Ok(match kind {
                    PartKind::ReadAloud => room.bank.read_aloud_of(room.row.seed)?.text.clone(),
                    PartKind::Talk => room.bank.talk_of(room.row.seed)?.text.clone(),
                    list => {
                        let all = room.bank.prompts_of(list, room.row.seed, &room.lengths);
                        all.into_iter().map(|p| p.text).collect::<Vec<_>>().join(" ")
                    }
                })
            };
            for row in room.uploads.iter().filter(|u| u.state == UploadState::Done) {
                let result = row.result.as_ref().map(|r| &r.0);
                let part = row.purpose.part();
                view.recordings.push(ReviewRecording {
                    id: row.id,
                    part,
                    transcript: room.transcript(part)?.map(|heard| heard.view(part)),
                    asked: asked(part)?,
                    bytes: row.bytes,
                    duration_ms: result.and_then(|r| r.take.as_ref()).map_or(0, |t| t.duration_ms),
                    heard: result.and_then(|r| r.heard),
                });
            }
            view.recordings.sort_by_key(|r| r.part);
            for (title, turns) in room.conversations()? {
                view.dialogues.push(ReviewDialogue { title, turns });
            }
            for (target, text) in room.typed()? {
                view.typed.push(ReviewTyped { target, text });
            }
            view.signals = room.row.signals.as_ref().map(|s| signals::sum(&s.0)).unwrap_or_default();
            Ok(view)
        })
        .await
}

/// The bytes of one recording and their media type. Errors: `not_found`; `content_erased`.
pub(crate) async fn recording(ctx: &Ctx, id: ApplicationId, upload_id: UploadId) -> Result<(&'static str, Vec<u8>)> {
    ctx.permit("review:decide", &Resource::of("review").id(id).tenant(PLATFORM))?;
    let (actor, seal, now) = (ctx.actor()?.clone(), ctx.app.seal.clone(), ctx.now);
    let (row, key) = ctx
        .app
        .db
        .write(Scope::Tenant(PLATFORM), move |c| {
            let application = applications::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the application"))?;
            let row = upload::store::find(c, PLATFORM, upload_id)?
                .filter(|row| row.account_id == application.account_id && row.state == UploadState::Done)
                .ok_or_else(|| Error::not_found("the recording"))?;
            let key = seal.existing_key(c, PLATFORM, crate::KEY, row.account_id.uuid())?.ok_or_else(erased)?;
            record(c, &actor, "interview.listened", id, json!({"recording": row.id, "part": row.purpose}), now)?;
            Ok((row, key))
        })
        .await?;
    let bytes = upload::service::assemble(&ctx.app, &row, &key).await?;
    if bytes.is_empty() {
        return Err(erased());
    }
    let known = ["audio/webm", "video/webm", "audio/ogg", "audio/mp4", "video/mp4"];
    Ok((known.into_iter().find(|m| *m == row.mime).unwrap_or("application/octet-stream"), bytes))
}
