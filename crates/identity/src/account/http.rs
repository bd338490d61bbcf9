//! `/sign-up`, `/verify-email`, `/sign-in`, `/me` and the admin's `/accounts`.

use http::{Accepted, Access, Budget, Ctx, Json, NoContent, Path, Query, Reply, Routes};
use kernel::{AccountId, Cursor, Error, Page, PageQuery, Result, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Kind, Locale, SignUpId,
    service::{self, AccountName, AccountRow, Me, SignUpForm},
};
use crate::session::http::{Signed, signed};

/// Opens a sign-up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    pub email: String,
    pub password: String,
    pub name: String,
    pub locale: Locale,
    pub kind: Kind,
    /// Demanded of enterprises, refused from workers.
    pub enterprise_name: Option<String>,
}

/// The next step, whoever asked.
#[derive(Serialize, ToSchema)]
pub struct Next {
    pub next: &'static str,
    /// Send it back with the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_up: Option<SignUpId>,
}

/// Brings a code back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyEmail {
    pub email: String,
    /// Six digits.
    pub code: String,
    /// From the answer to the sign-up; binds the code to it. Without it the latest sign-up of the address is meant.
    pub sign_up: Option<SignUpId>,
}

/// Asks for a fresh code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendCode {
    pub email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

/// Changes what is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMe {
    pub name: Option<String>,
    pub locale: Option<Locale>,
}

/// Which accounts, and where the page begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountsQuery {
    pub role: Option<Role>,
    pub after: Option<Cursor>,
    pub limit: Option<u16>,
}

/// Accounts whose names are asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamesQuery {
    /// Up to a hundred ids, parted by commas.
    pub ids: String,
}

/// Names in the order asked for.
#[derive(Serialize, ToSchema)]
pub struct AccountNames {
    pub items: Vec<AccountName>,
}

const VERIFY: &str = "verify_email";

async fn sign_up(ctx: Ctx, Json(body): Json<SignUp>) -> Result<Accepted<Next>> {
    let SignUp { email, password, name, locale, kind, enterprise_name } = body;
    let sign_up = service::sign_up(&ctx, SignUpForm { email, password, name, locale, kind, enterprise_name }).await?;
    Ok(Accepted(Next { next: VERIFY, sign_up: Some(sign_up) }))
}

async fn verify(ctx: Ctx, Json(body): Json<VerifyEmail>) -> Result<Reply<Signed>> {
    let done = service::verify(&ctx, &body.email, &body.code, body.sign_up).await?;
    Ok(signed(&ctx, done))
}

async fn resend(ctx: Ctx, Json(body): Json<ResendCode>) -> Result<Accepted<Next>> {
    service::resend(&ctx, &body.email).await?;
    Ok(Accepted(Next { next: VERIFY, sign_up: None }))
}

async fn sign_in(ctx: Ctx, Json(body): Json<SignIn>) -> Result<Reply<Signed>> {
    let done = service::sign_in(&ctx, &body.email, &body.password).await?;
    Ok(signed(&ctx, done))
}

async fn me(ctx: Ctx) -> Result<Json<Me>> {
    service::profile(&ctx).await.map(Json)
}

async fn change_me(ctx: Ctx, Json(body): Json<ChangeMe>) -> Result<Json<Me>> {
    service::change_profile(&ctx, body.name.as_deref(), body.locale).await.map(Json)
}

async fn accounts(ctx: Ctx, Query(query): Query<AccountsQuery>) -> Result<Json<Page<AccountRow>>> {
    let page = PageQuery { after: query.after, limit: query.limit };
    service::list(&ctx, query.role, page).await.map(Json)
}

async fn names(ctx: Ctx, Query(query): Query<NamesQuery>) -> Result<Json<AccountNames>> {
    let unknown = |_| Error::field("ids", "invalid", "ids of accounts, parted by commas");
    let ids = query.ids.split(',').map(|id| id.parse().map_err(unknown)).collect::<Result<Vec<AccountId>>>()?;
    Ok(Json(AccountNames { items: service::names(&ctx, ids).await? }))
}

async fn suspend(ctx: Ctx, Path(id): Path<AccountId>) -> Result<NoContent> {
    service::suspend(&ctx, id).await.map(|()| NoContent)
}

async fn restore(ctx: Ctx, Path(id): Path<AccountId>) -> Result<NoContent> {
    service::restore(&ctx, id).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .post("/sign-up", Access::Public, sign_up)
        .summary("Sign up; a code is sent to the address")
        .limit(Budget::Code)
        .post("/verify-email", Access::Public, verify)
        .summary("Bring the code back and be signed in")
        .limit(Budget::SignIn)
        .post("/verify-email/resend", Access::Public, resend)
        .summary("Ask for a fresh code")
        .limit(Budget::Code)
        .post("/sign-in", Access::Public, sign_in)
        .summary("Sign in with address and password")
        .limit(Budget::SignIn)
        .get("/me", Access::Signed, me)
        .summary("The signed-in person")
        .put("/me", Access::Signed, change_me)
        .summary("Change my name or language")
        .get("/accounts", Access::To("person:list"), accounts)
        .summary("Accounts of all tenants, for admins")
        .get("/accounts/names", Access::To("person:list"), names)
        .summary("What accounts are called, for admins")
        .post("/accounts/{id}/suspend", Access::Signed, suspend)
        .summary("Suspend an account and end its sessions")
        .post("/accounts/{id}/restore", Access::Signed, restore)
        .summary("Restore a suspended account")
}
