//! One application on the review desk over HTTP: recordings, transcript, what the page noticed.

use http::{Access, Ctx, Json, Path, Raw, Routes};
use kernel::Result;
use serde::Serialize;
use utoipa::ToSchema;
use voice::take::Heard;

use super::service;
use crate::{
    ApplicationId, UploadId,
    application::http::ReviewView,
    interview::{PartKind, dialogue::Turn, signals::Noticed},
    person::http::ReviewIdentity,
    speech::TranscriptView,
};

/// Everything about one application that a reviewer may see.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewDetail {
    pub review: ReviewView,
    pub recordings: Vec<ReviewRecording>,
    pub dialogues: Vec<ReviewDialogue>,
    pub typed: Vec<ReviewTyped>,
    pub signals: Vec<Noticed>,
    /// What came of the document; neither number nor name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReviewIdentity>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewRecording {
    pub id: UploadId,
    pub part: PartKind,
    /// What was to be read or talked about.
    pub asked: String,
    pub bytes: i64,
    pub duration_ms: i64,
    /// Level, noise and voice as measured; what the confidence of the measures rests on.
    #[schema(value_type = Object)]
    pub heard: Option<Heard>,
    /// What a speech engine heard in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcript: Option<TranscriptView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewDialogue {
    pub title: String,
    pub turns: Vec<Turn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewTyped {
    pub target: String,
    pub text: String,
}

async fn detail(ctx: Ctx, Path(id): Path<ApplicationId>) -> Result<Json<ReviewDetail>> {
    Ok(Json(service::detail(&ctx, id).await?))
}

async fn recording(ctx: Ctx, Path((id, upload)): Path<(ApplicationId, UploadId)>) -> Result<Raw> {
    let (media, bytes) = service::recording(&ctx, id, upload).await?;
    Ok(Raw { media, bytes: bytes.into() })
}

pub(crate) fn routes() -> Routes {
    Routes::new("recruitment")
        .get("/reviews/{application_id}", Access::To("review:list"), detail)
        .summary("One application for review: transcript, recordings, what the page noticed; no name")
        .get("/reviews/{application_id}/recordings/{upload_id}", Access::To("review:decide"), recording)
        .summary("One recording; listening is written to the audit trail")
}
