//! Use cases of tasks: the list. Transitions are the conversation's to ask for, through the façade.

use http::Ctx;
use kernel::{Page, PageQuery, Result};

use super::{TaskRow, TaskState, store};
use crate::{ProjectId, offer::service::reach};

/// Tasks newest first: an enterprise's own, or everybody's for an admin.
pub(crate) async fn list(
    ctx: &Ctx,
    project: Option<ProjectId>,
    state: Option<TaskState>,
    page: PageQuery,
) -> Result<Page<TaskRow>> {
    let actor = ctx.actor()?;
    let (scope, tenant) = reach(actor.role, actor.tenant);
    let query = page.clone();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, tenant, project, state, &query)).await?;
    Ok(Page::cut(rows, &page, |row| row.id))
}
