//! Use cases of the rails: handing over what was submitted, asking what became of it, fetching the bank's files. Jobs.

use std::{sync::Arc, time::Duration};

use authz::Resource;
use db::{Conn, jobs};
use http::{App, Ctx};
use kernel::{Error, PLATFORM, Page, PageQuery, Result, Scope, Ts};
use ledger::{Postings, derived};
use post::{Call, Reply};
use rails::{
    machine::{Effect, PayoutState, Said, Source, Step, look_back, pause},
    notice::Notice,
    party::Rail,
    wallet::{Order, Stamp},
};
use seal::Place;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{BankPeer, Counterparties, RailFileId, RailFileKind, RailFileRow, RailFileState, call, order, store};
use crate::{
    batch::{
        BatchId, PayoutId, PayoutRow, bank_id, from_bytes,
        news::{self, File, FileKind},
        service as batches, store as payouts,
    },
    crash,
};

/// Job: hands files over and speaks to wallets, whatever is due.
pub(crate) const SEND: &str = "payout.send";
/// Job: fetches the bank's files and reconciles them.
pub(crate) const FETCH: &str = "payout.fetch";
/// Wallet payments of one round.
const ROUND: i64 = 200;
/// How long a runner has what it claimed for itself. Calls take a minute at most.
const CLAIM: Duration = Duration::from_secs(120);

/// A submitted batch is due on its rails, in the caller's transaction.
pub(crate) fn instruct(c: &mut Conn<'_>, batch: BatchId, now: Ts) -> db::Result<()> {
    if payouts::by_bank(c, batch)? > 0 {
        let row = RailFileRow {
            next_at: Some(now),
            ..fresh(RailFileKind::Order, bank_id(batch.uuid()), Some(batch), RailFileState::Ready, now)
        };
        store::insert(c, &row)?;
    }
    payouts::wallets_due(c, batch, now)?;
    wake(c, now)
}

/// The job that speaks to rails is asked for now.
pub(crate) fn wake(c: &mut Conn<'_>, now: Ts) -> db::Result<()> {
    jobs::enqueue(c, SEND, "schedule", &json!({}), now, now)
}

fn fresh(kind: RailFileKind, name: String, batch_id: Option<BatchId>, state: RailFileState, now: Ts) -> RailFileRow {
    RailFileRow {
        tenant_id: PLATFORM,
        id: derived(&["rail_file", kind.as_str(), &name]),
        rail: Rail::Bank,
        kind,
        name,
        batch_id,
        sha256: String::new(),
        state,
        tries: 0,
        next_at: None,
        problem: None,
        heard: None,
        created_at: now,
        changed_at: now,
    }
}

/// Job: everything that is due, in rounds. What one payment or file runs into does not hold up the others.
pub(crate) async fn send(app: Arc<App>) -> Result<()> {
    let with = app.get::<Counterparties>()?;
    let now = app.clock.now();
    if let Some(bank) = &with.bank {
        for file in app.db.read(Scope::Platform, move |c| store::due(c, now)).await? {
            if let Err(error) = hand_over(&app, &with, bank, &file).await {
                tracing::warn!(name = file.name, %error, "a file could not be handed over; it is tried again");
            }
        }
    }
    loop {
        let rows = app.db.read(Scope::Platform, move |c| payouts::due(c, now, ROUND)).await?;
        let full = rows.len() == usize::try_from(ROUND).unwrap_or(usize::MAX);
        let mut spoken = 0;
        for row in rows.iter().filter(|row| with.has(row.rail)) {
            match speak(&app, &with, row).await {
                Ok(()) => spoken += 1,
                Err(error) => tracing::warn!(payout = %row.id, %error, "a wallet could not be spoken to; it is tried again"),
            }
        }
        if !full || spoken == 0 {
            return Ok(());
        }
    }
}

fn headers(bank: &BankPeer) -> Vec<(&'static str, String)> {
    vec![("authorization", format!("Bearer {}", bank.token)), ("content-type", "application/xml".to_owned())]
}

async fn get(with: &Counterparties, bank: &BankPeer, path: String) -> Result<Reply> {
    with.wire.send(&bank.peer, &Call { method: "GET", path, headers: headers(bank), body: Vec::new() }).await
}

/// Hands a file over, or asks first what became of it where that was tried before.
async fn hand_over(app: &Arc<App>, with: &Counterparties, bank: &BankPeer, row: &RailFileRow) -> Result<()> {
    let Some(batch) = row.batch_id else { return Ok(()) };
    let bytes = batches::written(app, batch).await?;
    let sha256 = kernel::sha256_hex(&bytes);
    if !row.sha256.is_empty() && row.sha256 != sha256 {
        return Err(Error::internal(format!("the file of batch {batch} is not what was handed over before")));
    }
    let (now, seen, sha) = (app.clock.now(), row.clone(), sha256);
    let until = now.plus(CLAIM.max(pause(row.tries)));
    if !app.db.write(Scope::Platform, move |c| store::claim(c, &seen, &sha, until, now)).await? {
        return Ok(());
    }
    crash::point("file.claimed");
    let mut source = Source::Query;
    let mut reply = match row.state {
        RailFileState::Unsure => get(with, bank, format!("/orders/{}", row.name)).await,
        _ => Ok(Reply { status: 404, ..Reply::default() }),
    };
    if reply.as_ref().is_ok_and(|r| r.status == 404) {
        if row.state == RailFileState::Unsure {
            unheard_of(app, batch).await?;
        }
        source = Source::Answer;
        let call = Call { method: "POST", path: "/orders".to_owned(), headers: headers(bank), body: bytes };
        reply = with.wire.send(&bank.peer, &call).await;
    }
    crash::point("file.answered");
    let (id, tries) = (row.id, row.tries);
    match reply {
        Ok(reply) if reply.status == 200 => {
            let read = http::blocking(move || File::read(FileKind::Status, &reply.body)).await;
            answered(app, id, batch, read, source, tries).await
        }
        Ok(reply) if (400..500).contains(&reply.status) => {
            let problem = format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body));
            unanswered(app, id, batch, RailFileState::Refused, problem, None).await
        }
        Ok(reply) => later(app, id, batch, format!("the bank answered {}", reply.status), tries).await,
        Err(error) => later(app, id, batch, error.detail, tries).await,
    }
}

/// The bank has never heard of a batch that may have been handed over: its payments are to be sent, as if for the first time.
async fn unheard_of(app: &App, batch: BatchId) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        news::each(c, batch, now, |c, postings, row| {
            // The first word makes what was submitted unknown, the second what is unknown submitted.
            for _ in 0..2 {
                if row.rail == Rail::Bank && (row.state == PayoutState::Unknown || row.state == PayoutState::Submitted) {
                    let (step, _) = news::apply(c, postings, row, Said::NotFound, Source::Query, None, now)?;
                    if step.effects.contains(&Effect::Resend) {
                        break;
                    }
                }
            }
            Ok(())
        })
    };
    app.db.write(Scope::Platform, write).await
}

/// The bank answered with a status report. One that cannot be read says nothing.
async fn answered(app: &App, id: RailFileId, batch: BatchId, read: Result<File>, source: Source, tries: i64) -> Result<()> {
    let file = match read {
        Ok(file) => file,
        Err(error) => return later(app, id, batch, error.detail, tries).await,
    };
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        let heard = file.hear(c, source, None, now)?;
        let come = store::Come { state: RailFileState::Taken, sha256: None, problem: None, heard: Some(heard), next: None };
        store::come(c, id, &come, now)
    };
    app.db.write(Scope::Platform, write).await
}

async fn later(app: &App, id: RailFileId, batch: BatchId, problem: String, tries: i64) -> Result<()> {
    let next = Some(app.clock.now().plus(pause(tries)));
    unanswered(app, id, batch, RailFileState::Unsure, problem, next).await
}

/// Nobody knows what the bank does with a batch: its payments are unknown until a question is answered.
async fn unanswered(
    app: &App,
    id: RailFileId,
    batch: BatchId,
    state: RailFileState,
    problem: String,
    next: Option<Ts>,
) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        news::each(c, batch, now, |c, postings, row| match row.rail {
            Rail::Bank => news::apply(c, postings, row, Said::Nothing, Source::Answer, None, now).map(drop),
            Rail::Alipay | Rail::Wechat => Ok(()),
        })?;
        let come = store::Come { state, sha256: None, problem: Some(&problem), heard: None, next };
        store::come(c, id, &come, now)
    };
    app.db.write(Scope::Platform, write).await
}

/// Sends a payment to its wallet the first time, else asks what became of it.
async fn speak(app: &Arc<App>, with: &Counterparties, row: &PayoutRow) -> Result<()> {
    let (now, seen) = (app.clock.now(), row.clone());
    let until = now.plus(CLAIM.max(pause(row.tries)));
    if !app.db.write(Scope::Platform, move |c| payouts::claim(c, &seen, until)).await? {
        return Ok(());
    }
    crash::point("wallet.claimed");
    let order = ordered(app, row).await?;
    let first = row.state == PayoutState::Submitted && row.tries == 0;
    let (said, source, why) = if first {
        let (said, why) = sent(app, with, row.rail, &order).await?;
        (said, Source::Answer, why)
    } else {
        (asked(app, with, row.rail, &order.id).await?, Source::Query, None)
    };
    crash::point("wallet.answered");
    let step = heard(app, row, said, source, why).await?;
    if step.is_some_and(|step| step.effects.contains(&Effect::Resend)) {
        // The wallet has never heard of it: the identical request, under the same id.
        let (said, why) = sent(app, with, row.rail, &order).await?;
        heard(app, row, said, Source::Answer, why).await?;
    }
    Ok(())
}

/// What a payout orders, the same whenever it is asked for.
async fn ordered(app: &App, row: &PayoutRow) -> Result<Order> {
    let (seal, row) = (app.seal.clone(), row.clone());
    let read = move |c: &mut Conn<'_>| {
        let place = Place::new("payout", "sealed", row.id.uuid());
        let payee = batches::opened(c, &seal, row.worker_id, &place, &row.sealed)?;
        let batch = payouts::batch(c, row.batch_id)?.ok_or_else(|| Error::not_found("the batch"))?;
        Ok(order(bank_id(row.id.uuid()), row.amount_minor, &from_bytes(&payee)?, format!("Tidecrew {}", batch.period))?)
    };
    app.db.read(Scope::Platform, read).await
}

fn nonce() -> String {
    kernel::Id::<()>::new().uuid().simple().to_string()
}

/// Sends an order. What the wallet cannot carry is refused before it is sent, and that is certain.
async fn sent(app: &App, with: &Counterparties, rail: Rail, order: &Order) -> Result<(Said, Option<String>)> {
    let stamp = Stamp::at(app.clock.now(), nonce());
    let (peer, request) = match rail {
        Rail::Alipay => with.alipay.as_ref().map(|(peer, alipay)| (peer, alipay.transfer(order, &stamp))),
        Rail::Wechat => with.wechat.as_ref().map(|(peer, wechat)| (peer, wechat.transfer(order, &stamp))),
        Rail::Bank => None,
    }
    .ok_or_else(|| Error::internal("no such wallet is connected"))?;
    let request = match request {
        Ok(request) => request,
        Err(error) if error.code == kernel::Code::InvalidField => return Ok((Said::Rejected, Some("AMOUNT".to_owned()))),
        Err(error) => return Err(error),
    };
    let answer = super::answer(with.wire.send(peer, &call(request)).await);
    let said = match rail {
        Rail::Alipay => with.alipay.as_ref().map(|(_, w)| w.read("alipay.fund.trans.uni.transfer", answer.as_ref())),
        _ => with.wechat.as_ref().map(|(_, w)| w.read(answer.as_ref())),
    };
    // A submission cannot find out that nobody knows it.
    Ok((said.filter(|said| *said != Said::NotFound).unwrap_or(Said::Nothing), None))
}

async fn asked(app: &App, with: &Counterparties, rail: Rail, id: &str) -> Result<Said> {
    let stamp = Stamp::at(app.clock.now(), nonce());
    let said = match (rail, &with.alipay, &with.wechat) {
        (Rail::Alipay, Some((peer, alipay)), _) => {
            let answer = super::answer(with.wire.send(peer, &call(alipay.query(id, &stamp)?)).await);
            alipay.read("alipay.fund.trans.common.query", answer.as_ref())
        }
        (Rail::Wechat, _, Some((peer, wechat))) => {
            wechat.read(super::answer(with.wire.send(peer, &call(wechat.query(id, &stamp)?)).await).as_ref())
        }
        _ => return Err(Error::internal("no such wallet is connected")),
    };
    Ok(said)
}

/// Applies what a wallet said and says when it is spoken to next. `None` when the payout went on meanwhile.
async fn heard(app: &App, row: &PayoutRow, said: Said, source: Source, why: Option<String>) -> Result<Option<Step>> {
    let (now, id, tries) = (app.clock.now(), row.id, row.tries + 1);
    let write = move |c: &mut Conn<'_>| {
        let Some(mut row) = payouts::payouts(c, &[id])?.pop() else { return Ok(None) };
        // Another runner may have been quicker where this one took longer than its claim.
        if row.tries != tries {
            return Ok(None);
        }
        let before = row.changed_at;
        let mut postings = Postings::default();
        let (step, changed) = news::apply(c, &mut postings, &mut row, said, source, why.as_deref(), now)?;
        postings.post(c, now)?;
        payouts::again(c, id, turn(step.state, if changed { now } else { before }, tries, now))?;
        Ok(Some(step))
    };
    app.db.write(Scope::Platform, write).await
}

/// When a wallet is asked about a payment next that has been in its state since `since`.
fn turn(state: PayoutState, since: Ts, tries: i64, now: Ts) -> Option<Ts> {
    match state {
        PayoutState::Settled => look_back(since, now),
        state if state.is_open() => Some(now.plus(pause(tries))),
        _ => None,
    }
}

/// A wallet says by itself what became of a payment. While that is unknown its word is only a reason to ask at once; later
/// than what is known it changes nothing.
///
/// Errors: `not_found` for a payment that the wallet was not told to make; `invalid_field` for another amount.
pub(crate) async fn told(ctx: &Ctx, rail: Rail, notice: Notice) -> Result<()> {
    let now = ctx.now;
    let write = move |c: &mut Conn<'_>| {
        let id = Uuid::try_parse(&notice.id).map(PayoutId::from_uuid).ok();
        let found = payouts::payouts(c, &id.into_iter().collect::<Vec<_>>())?.pop().filter(|row| row.rail == rail);
        let mut row = found.ok_or_else(|| Error::not_found("the payment"))?;
        if row.amount_minor != notice.amount {
            return Err(Error::field("amount", "invalid", "the payment was ordered with another amount").into());
        }
        let mut postings = Postings::default();
        let (step, changed) = news::apply(c, &mut postings, &mut row, notice.said, Source::Notice, None, now)?;
        postings.post(c, now)?;
        if changed {
            payouts::again(c, row.id, turn(step.state, now, row.tries, now))?;
        } else if step.effects.contains(&Effect::Query) {
            payouts::again(c, row.id, Some(now))?;
            wake(c, now)?;
        }
        Ok(())
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// What the bank calls a file of its own.
#[derive(Clone, Debug, Deserialize)]
struct Listed {
    name: String,
    kind: RailFileKind,
}

#[derive(Deserialize)]
struct Listing {
    files: Vec<Listed>,
}

/// Job: every file of the bank that was not taken yet. A torn one is fetched again by the next round.
pub(crate) async fn fetch(app: Arc<App>) -> Result<()> {
    let with = app.get::<Counterparties>()?;
    let Some(bank) = &with.bank else { return Ok(()) };
    let listing: Listing = match get(&with, bank, "/files".to_owned()).await {
        Ok(reply) => serde_json::from_slice(&reply.body)
            .map_err(|e| Error::internal(format!("the bank's list of files ({}): {e}", reply.status)))?,
        // It is asked again in a minute, whatever became of this call.
        Err(error) => {
            tracing::warn!(%error, "the bank's files could not be listed");
            return Ok(());
        }
    };
    let now = app.clock.now();
    let safe = |name: &str| name.len() <= 80 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let files: Vec<RailFileRow> = listing
        .files
        .into_iter()
        .filter(|file| file.kind != RailFileKind::Order && safe(&file.name))
        .map(|file| fresh(file.kind, file.name, None, RailFileState::Torn, now))
        .collect();
    let ids: Vec<RailFileId> = files.iter().map(|file| file.id).collect();
    let taken = app.db.read(Scope::Platform, move |c| store::taken(c, &ids)).await?;
    let mut torn = 0;
    for file in files.into_iter().filter(|file| !taken.contains(&file.id)) {
        if let Err(error) = fetched(&app, &with, bank, file).await {
            torn += 1;
            tracing::warn!(%error, "a file of the bank could not be taken; it is fetched again");
        }
    }
    tracing::debug!(torn, "the bank's files were looked through");
    Ok(())
}

/// Fetches and applies one file in one transaction with its row, so that it is taken once.
async fn fetched(app: &App, with: &Counterparties, bank: &BankPeer, file: RailFileRow) -> Result<()> {
    let kind = if file.kind == RailFileKind::Status { FileKind::Status } else { FileKind::Statement };
    let reply = get(with, bank, format!("/files/{}", file.name)).await;
    let read = match reply {
        Ok(reply) if reply.status == 200 => http::blocking(move || File::read(kind, &reply.body)).await,
        Ok(reply) => Err(Error::internal(format!("the bank answered {}", reply.status))),
        Err(error) => Err(error),
    };
    crash::point("fetch.read");
    let now = app.clock.now();
    let problem = read.as_ref().err().map(ToString::to_string);
    let (read, told) = (read.ok(), problem.clone());
    let write = move |c: &mut Conn<'_>| {
        store::insert(c, &file)?;
        let row = store::get(c, file.id)?.ok_or_else(|| Error::not_found("the file"))?;
        if row.state == RailFileState::Taken {
            return Ok(());
        }
        let heard = match &read {
            // We asked for it: what it says answers a question of ours.
            Some(file) => Some(file.hear(c, Source::Query, None, now)?),
            None => None,
        };
        let state = if read.is_some() { RailFileState::Taken } else { RailFileState::Torn };
        let sha256 = read.as_ref().map(|file| file.sha256.as_str());
        let come = store::Come { state, sha256, problem: told.as_deref(), heard, next: None };
        store::come(c, file.id, &come, now)?;
        crash::point("fetch.heard");
        Ok(())
    };
    app.db.write(Scope::Platform, write).await?;
    problem.map_or(Ok(()), |text| Err(Error::internal(text)))
}

/// Which rails are connected.
pub(crate) fn connected(ctx: &Ctx) -> Result<Vec<(Rail, bool)>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    let with = ctx.app.get::<Counterparties>()?;
    Ok(Rail::ALL.iter().map(|rail| (*rail, with.has(*rail))).collect())
}

/// Files to and from banks.
pub(crate) async fn files(ctx: &Ctx, query: PageQuery) -> Result<Page<RailFileRow>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}
