//! Who sees pictures, and drawing them.

use db::Conn;
use http::{Ctx, blocking};
use kernel::{AccountId, Error, Result, Scope, Ts};
use pixel::text::{Look, Tile};

use super::{Drawing, is_theirs, lines};
use crate::{
    ConversationId,
    message::store as texts,
    thread::{ThreadRow, service as threads},
};

/// Does `worker` see pictures of this conversation? Everybody does where the project draws, but for whoever was granted
/// text and sits at a device that is trusted far enough.
pub(crate) fn for_worker(c: &mut Conn<'_>, thread: &ThreadRow, worker: AccountId, now: Ts) -> db::Result<bool> {
    Ok(market::project(c, thread.project_id)?.draws() && !identity::reads_text(c, worker, now)?)
}

/// How a page wants a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) width: u32,
    pub(crate) scale: u32,
    pub(crate) is_dark: bool,
}

/// The words behind a picture: those of the message with this id, or of the `context`.
///
/// Errors: `not_found` unless the actor holds the conversation and there are such words.
async fn words(ctx: &Ctx, id: ConversationId, what: &str) -> Result<String> {
    let worker = ctx.actor()?.account;
    let what = what.to_owned();
    let find = move |c: &mut Conn<'_>| {
        let (thread, _) = threads::held(c, worker, id)?;
        let absent = || Error::not_found("this picture");
        if what == "context" {
            return Ok(lines(&thread.context.ok_or_else(absent)?.0));
        }
        let message = texts::get(c, thread.tenant_id, what.parse()?)?;
        let theirs = message.filter(|m| m.conversation_id == id && is_theirs(m.sender));
        Ok(theirs.ok_or_else(absent)?.body)
    };
    ctx.app.db.read(Scope::Platform, find).await
}

fn look(ctx: &Ctx, wish: Wish) -> Result<Look> {
    let Wish { width, scale, is_dark } = wish;
    let mark = pixel::mark_of(ctx.actor()?.session.uuid().as_bytes());
    Ok(Look { width, scale, is_dark, mark })
}

/// Draws.
pub(crate) async fn picture(ctx: &Ctx, id: ConversationId, what: &str, wish: Wish) -> Result<Tile> {
    let (text, look) = (words(ctx, id, what).await?, look(ctx, wish)?);
    let drawing = ctx.app.get::<Drawing>()?;
    blocking(move || Ok(drawing.painter()?.draw(&text, look))).await
}

/// The token at a place of a picture, if one stands there: selecting without reading.
pub(crate) async fn pick(ctx: &Ctx, id: ConversationId, what: &str, wish: Wish, at: (f32, f32)) -> Result<Option<String>> {
    let (text, look) = (words(ctx, id, what).await?, look(ctx, wish)?);
    let drawing = ctx.app.get::<Drawing>()?;
    let found = drawing.painter()?.at(&text, look, at.0, at.1);
    Ok(found.filter(|piece| piece.starts_with(masking_core::OPEN)).map(ToOwned::to_owned))
}
