//! Routes of projects.

use http::{Access, Created, Ctx, Json, Path, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channel, NewProject, Project, ProjectChange, ProjectState, service};
use crate::ProjectId;

/// A project to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProjectBody {
    /// 1–80 characters.
    name: String,
    channel: Channel,
    /// Code of the skill that serves it.
    skill: String,
    /// A shipped policy (`base-cn`, `retail-cn`) or one that the enterprise published.
    masking_policy: String,
    /// For one piece; 1–100000 minor units.
    price: Money,
    /// Posture level that a worker's session needs, 1–3.
    sensitivity: u8,
    /// At most 20 origins that may show the widget; empty: any.
    #[serde(default)]
    origins: Vec<String>,
    /// Customers' text reaches workers as pictures only; sensitivity 3 always does.
    #[serde(default)]
    is_drawn: bool,
}

/// What to change; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeBody {
    name: Option<String>,
    price: Option<Money>,
    sensitivity: Option<u8>,
    origins: Option<Vec<String>>,
    state: Option<ProjectState>,
    masking_policy: Option<String>,
    is_drawn: Option<bool>,
}

/// A project with what the worker gets of its price.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ProjectView {
    id: ProjectId,
    name: String,
    channel: String,
    skill: String,
    masking_policy: String,
    price: Money,
    fee_bp: i64,
    worker_pay: Money,
    sensitivity: u8,
    state: ProjectState,
    origins: Vec<String>,
    widget_token: String,
    created_at: Ts,
    /// As the enterprise chose; sensitivity 3 is drawn in any case.
    is_drawn: bool,
}

impl ProjectView {
    pub(crate) fn of(project: &Project) -> Result<Self> {
        Ok(Self {
            id: project.id,
            name: project.name.clone(),
            channel: project.channel.clone(),
            skill: project.skill.clone(),
            masking_policy: project.masking_policy.clone(),
            price: project.price,
            fee_bp: project.fee_bp,
            worker_pay: project.worker_pay()?,
            sensitivity: project.sensitivity,
            state: project.state,
            origins: project.origins.clone(),
            widget_token: project.widget_token.clone(),
            created_at: project.created_at,
            is_drawn: project.is_drawn,
        })
    }
}

/// How to put the widget on a page.
#[derive(Serialize, ToSchema)]
struct WidgetView {
    token: String,
    /// Script tag for the enterprise's pages.
    snippet: String,
}

async fn create(ctx: Ctx, Json(b): Json<ProjectBody>) -> Result<Created<ProjectView>> {
    let ProjectBody { name, channel, skill, masking_policy, price, sensitivity, origins, is_drawn } = b;
    let new = NewProject { name, channel, skill, masking_policy, price, sensitivity, origins, is_drawn };
    Ok(Created(service::create(&ctx, new).await?))
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<ProjectView>>> {
    let Page { items, next } = service::list(&ctx, q).await?;
    let items = items.iter().map(ProjectView::of).collect::<Result<_>>()?;
    Ok(Json(Page { items, next }))
}

async fn one(ctx: Ctx, Path(id): Path<ProjectId>) -> Result<Json<ProjectView>> {
    Ok(Json(ProjectView::of(&service::get(&ctx, id).await?)?))
}

async fn update(ctx: Ctx, Path(id): Path<ProjectId>, Json(b): Json<ChangeBody>) -> Result<Json<ProjectView>> {
    let ChangeBody { name, price, sensitivity, origins, state, masking_policy, is_drawn } = b;
    let change = ProjectChange { name, price, sensitivity, origins, state, masking_policy, is_drawn };
    Ok(Json(ProjectView::of(&service::update(&ctx, id, change).await?)?))
}

async fn widget(ctx: Ctx, Path(id): Path<ProjectId>) -> Result<Json<WidgetView>> {
    let (token, snippet) = service::snippet(&ctx, id).await?;
    Ok(Json(WidgetView { token, snippet }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/projects", Access::To("project:read"), list)
        .summary("Projects, newest first")
        .post("/projects", Access::To("project:create"), create)
        .once()
        .summary("Make a project")
        .get("/projects/{id}", Access::To("project:read"), one)
        .summary("One project")
        .put("/projects/{id}", Access::To("project:update"), update)
        .summary("Change a project; tasks already funded keep their price")
        .get("/projects/{id}/widget", Access::To("project:read"), widget)
        .summary("The script tag that puts the chat widget on a page")
}
