//! The use case of a message from an enterprise's system.

use http::Ctx;
use kernel::{Code, Error, Result, Scope};

use super::Incoming;
use crate::{
    ContactId, ProjectId,
    channel::{self, KeyKind, store as channels},
    contact::{Via, service as contacts},
    message::{CustomerMessage, service as messages},
};

/// A signed message of a project's own system, said in its customer's conversation.
///
/// Errors: `unauthenticated` for every way in which the signature does not fit, an unknown project included;
/// `wrong_state` while the project is paused; `malformed_body`, `invalid_field`.
pub(crate) async fn receive(ctx: &Ctx, id: ProjectId, body: &[u8]) -> Result<(ContactId, CustomerMessage)> {
    let refused =
        || Error::new(Code::Unauthenticated, "the signature does not fit; see X-Tidecrew-Signature in the documentation");
    let load = move |c: &mut db::Conn<'_>| {
        let Some(project) = market::find_project(c, id)? else { return Ok(None) };
        Ok(channels::get(c, project.tenant_id, id)?.map(|channel| (project, channel)))
    };
    let (project, row) = ctx.app.db.read(Scope::Platform, load).await?.ok_or_else(refused)?;
    let key = row.key(&ctx.app.seal, KeyKind::Inbound).ok_or_else(refused)?;
    let header = ctx.headers.get("x-tidecrew-signature").ok_or_else(refused)?;
    if !channel::signature_holds(&key, header, body, ctx.now) {
        return Err(refused());
    }
    if !project.is_live() {
        return Err(Error::new(Code::WrongState, "this service is paused at the moment"));
    }
    let incoming = Incoming::read(body)?;
    let tenant = project.tenant_id;
    let reference = format!("{tenant}|{id}|{}", incoming.customer.trim());
    let hash = ctx.app.seal.hmac("inbound.customer", reference.as_bytes());
    let now = ctx.now;
    let find = move |c: &mut db::Conn<'_>| Ok(contacts::find_or_create(c, tenant, id, &hash, Via::Inbound, now)?.id);
    let contact = ctx.app.db.write(Scope::Tenant(tenant), find).await?;
    let data = incoming.data.clone().map(|data| (incoming.channel().to_owned(), data));
    let message = messages::said(ctx, tenant, contact, &incoming.text, data).await?;
    Ok((contact, message))
}
