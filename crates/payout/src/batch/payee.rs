//! Use cases of payees: where a worker's pay goes. Only the worker sees and sets it, and sees its last characters only.

use authz::Resource;
use http::Ctx;
use kernel::{Error, PLATFORM, Result, Scope};
use ledger::{Account, Chart};
use market::CURRENCY;
use rails::party::Payee;
use seal::Place;
use serde_json::json;

use super::{store, to_bytes};
use crate::event::{Event, Fact};

/// Kind of the data keys that payees are sealed under.
pub(crate) const KEY: &str = "payee";

pub(crate) async fn read(ctx: &Ctx) -> Result<Option<String>> {
    let worker = ctx.actor()?.account;
    ctx.permit("payee:read", &Resource::of("payee").owner(worker).tenant(PLATFORM))?;
    let found = ctx.app.db.read(Scope::Platform, move |c| store::payee(c, worker)).await?;
    Ok(found.map(|(_, hint)| hint))
}

/// Sets it. What came back from the old account is payable again. Errors: `invalid_field`.
pub(crate) async fn write(ctx: &Ctx, payee: Payee) -> Result<String> {
    let actor = ctx.actor()?.clone();
    let worker = actor.account;
    ctx.permit("payee:write", &Resource::of("payee").owner(worker).tenant(PLATFORM))?;
    payee.checked().map_err(|why| Error::field("account", "invalid", why))?;
    let (now, seal, shown) = (ctx.now, ctx.app.seal.clone(), payee.hint());
    ctx.once(Scope::Platform, move |c| {
        let key = seal.data_key(c, PLATFORM, KEY, worker.uuid(), now)?;
        let sealed = key.seal(&Place::new("payee", "sealed", worker.uuid()), &to_bytes(&payee)?);
        store::put_payee(c, worker, &sealed, &shown, now)?;
        let returned = ledger::balance(c, &Account::new(Chart::PayoutReturned, worker.uuid(), CURRENCY))?.free();
        let event = Event::ReturnReleased { worker: worker.uuid(), amount: returned };
        let fact = Fact { event, currency: CURRENCY, about: ("payee", worker.uuid()), key: now.to_string(), at: now };
        let chain = fact.chain()?;
        if !chain.is_empty() {
            ledger::post(c, &chain, now)?;
        }
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "payee.changed",
            object_kind: "payee",
            object_id: worker.uuid(),
            detail: json!({"released_minor": returned}),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(shown.clone())
    })
    .await
}
