//! `/members` for an enterprise, and `/invitations` for whom it asked.

use http::{Access, Budget, Created, Ctx, Json, NoContent, Path, Reply, Routes};
use kernel::{AccountId, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{InvitationId, InvitationView, InvitedView, MemberRole, MemberView, service};
use crate::{
    account::Locale,
    session::http::{Signed, signed},
};

/// Everybody of the enterprise, and who was asked.
#[derive(Serialize, ToSchema)]
pub struct Members {
    pub items: Vec<MemberView>,
    /// Shown to owners only.
    pub invitations: Vec<InvitationView>,
}

/// Asks somebody by mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    pub email: String,
    pub role: MemberRole,
    /// The language of the mail.
    pub locale: Locale,
}

/// What the link in the mail carries.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAt {
    pub token: String,
}

/// Accepts an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    pub token: String,
    pub name: String,
    pub password: String,
    pub locale: Locale,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRole {
    pub role: MemberRole,
}

async fn list(ctx: Ctx) -> Result<Json<Members>> {
    let people = service::list(&ctx).await?;
    Ok(Json(Members { items: people.members, invitations: people.invitations }))
}

async fn invite(ctx: Ctx, Json(body): Json<Invite>) -> Result<Created<InvitationView>> {
    service::invite(&ctx, &body.email, body.role, body.locale).await.map(Created)
}

async fn withdraw(ctx: Ctx, Path(id): Path<InvitationId>) -> Result<NoContent> {
    service::withdraw(&ctx, id).await.map(|()| NoContent)
}

async fn look(ctx: Ctx, Json(body): Json<LookAt>) -> Result<Json<InvitedView>> {
    service::look(&ctx, &body.token).await.map(Json)
}

async fn accept(ctx: Ctx, Json(body): Json<AcceptInvitation>) -> Result<Reply<Signed>> {
    let AcceptInvitation { token, name, password, locale } = body;
    let done = service::accept(&ctx, &token, &name, &password, locale).await?;
    Ok(signed(&ctx, done))
}

async fn set_role(ctx: Ctx, Path(id): Path<AccountId>, Json(body): Json<ChangeRole>) -> Result<NoContent> {
    service::set_role(&ctx, id, body.role).await.map(|()| NoContent)
}

async fn remove(ctx: Ctx, Path(id): Path<AccountId>) -> Result<NoContent> {
    service::remove(&ctx, id).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .get("/members", Access::To("member:read"), list)
        .summary("Who works for my enterprise, and who was asked")
        .post("/members/invitations", Access::To("member:manage"), invite)
        .summary("Ask somebody by mail to work for my enterprise")
        .once()
        .limit(Budget::Code)
        .delete("/members/invitations/{id}", Access::To("member:manage"), withdraw)
        .summary("Take an invitation back")
        .put("/members/{id}", Access::To("member:manage"), set_role)
        .summary("Make somebody a member or an owner")
        .delete("/members/{id}", Access::To("member:manage"), remove)
        .summary("Remove somebody; their sessions end")
        .post("/invitations/look", Access::Public, look)
        .summary("What an invitation asks")
        .limit(Budget::SignIn)
        .post("/invitations/accept", Access::Public, accept)
        .summary("Accept an invitation and be signed in")
        .limit(Budget::SignIn)
}
