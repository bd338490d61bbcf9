//! Use cases of news: what banks say about payouts, applied once and in whichever order it comes.

use std::collections::{HashMap, HashSet};

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Actor, Currency, Error, PLATFORM, Result, Scope, Ts};
use ledger::{Account, Act, Chart, Postings, Transfer, derived};
use rails::{
    camt::{self, BankLine},
    machine::{Effect, Said, Source, Step, next},
    pain002::{self, Level, Status},
    party::Rail,
    reconcile::{Known, Match, Reconciler},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{BankLineId, BatchId, Heard, PayoutId, PayoutRow, bank_id, store};
use crate::event::{Event, Fact};

/// What a file of a bank is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Kind)]
pub(crate) enum FileKind {
    /// pain.002: a status report.
    Status,
    /// camt.053 or camt.054: booked lines.
    Statement,
}

/// Applies what is said about a payout, in the caller's transaction: state and history; its money moves with `postings`.
/// What followed, and whether the state changed.
pub(crate) fn apply(
    c: &mut Conn<'_>,
    postings: &mut Postings,
    row: &mut PayoutRow,
    said: Said,
    source: Source,
    why: Option<&str>,
    now: Ts,
) -> db::Result<(Step, bool)> {
    let step = next(row.state, said, source);
    let alert = step.effects.contains(&Effect::Alert);
    if step.state == row.state && !alert {
        return Ok((step, false));
    }
    let told = store::StepRow {
        tenant_id: PLATFORM,
        payout_id: row.id,
        seq: row.news + 1,
        source,
        said,
        state: step.state,
        alert: i64::from(alert),
        reason: why.map(|text| text.chars().take(80).collect()),
        created_at: now,
    };
    if !store::step(c, row, &told)? {
        return Err(Error::new(kernel::Code::Conflict, "the payout changed meanwhile; send the news again").into());
    }
    postings.add(money(row, &step.effects, now)?);
    let changed = row.state != step.state;
    (row.state, row.news) = (step.state, told.seq);
    Ok((step, changed))
}

fn money(row: &PayoutRow, effects: &[Effect], now: Ts) -> Result<Vec<Transfer>> {
    let (worker, batch, amount) = (row.worker_id.uuid(), row.batch_id.uuid(), row.amount_minor);
    let mut chain = Vec::new();
    for effect in effects {
        let event = match effect {
            Effect::Instruct => Event::PayoutInstructed { worker, batch, amount },
            Effect::Settle => Event::PayoutSettled { batch, amount, bank_fee: 0 },
            Effect::Release => Event::PayoutRejected { worker, batch, amount },
            Effect::Return => Event::PayoutReturned { worker, amount },
            Effect::Query | Effect::Resend | Effect::Alert => continue,
        };
        let fact = Fact { event, currency: row.currency.parse()?, about: ("payout", row.id.uuid()), key: String::new(), at: now };
        chain.extend(fact.chain()?);
    }
    Ok(chain)
}

/// Takes a bank file that a person hands over. The whole is read before any of it is believed; taking it again changes
/// nothing.
///
/// Errors: `invalid_field` for a file that is torn, hostile or no such file.
pub(crate) async fn take(ctx: &Ctx, kind: FileKind, xml: String) -> Result<Heard> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:bank", &Resource::of("settlement").tenant(PLATFORM))?;
    let now = ctx.now;
    let file = http::blocking(move || File::read(kind, xml.as_bytes())).await?;
    ctx.once(Scope::Platform, move |c| file.hear(c, Source::Answer, Some(&actor), now)).await
}

/// A bank file, read whole.
#[derive(Clone, Debug)]
pub(crate) struct File {
    kind: FileKind,
    pub(crate) sha256: String,
    statuses: Vec<Status>,
    lines: Vec<BankLine>,
}

impl File {
    /// Errors: `invalid_field` for a file that is torn, hostile or no such file.
    pub(crate) fn read(kind: FileKind, xml: &[u8]) -> Result<Self> {
        let (mut statuses, mut lines) = (Vec::new(), Vec::new());
        match kind {
            FileKind::Status => pain002::read(xml, |s| {
                statuses.push(s);
                Ok(())
            })?,
            FileKind::Statement => camt::read(xml, |l| {
                lines.push(l);
                Ok(())
            })?,
        }
        Ok(Self { kind, sha256: kernel::sha256_hex(xml), statuses, lines })
    }

    /// Applies all of it in the caller's transaction. `reports` says what a status report is: an answer that somebody
    /// passes on, or the answer to a question of ours. Statements are always the latter.
    pub(crate) fn hear(&self, c: &mut Conn<'_>, reports: Source, by: Option<&Actor>, now: Ts) -> db::Result<Heard> {
        let heard = match self.kind {
            FileKind::Status => statuses_heard(c, &self.statuses, reports, now)?,
            FileKind::Statement => lines_heard(c, &self.lines, now)?,
        };
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: by,
            action: "bank.file",
            object_kind: "bank_file",
            object_id: Uuid::nil(),
            detail: json!(heard),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(heard)
    }
}

fn id(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}

/// ISO 20022 status codes.
fn said(code: &str) -> Option<Said> {
    match code {
        "ACSC" | "ACCC" => Some(Said::Settled),
        "ACCP" | "ACTC" | "ACSP" | "ACWC" | "PDNG" | "RCVD" => Some(Said::Accepted),
        "RJCT" | "CANC" => Some(Said::Rejected),
        // `PART` speaks through its lines.
        _ => None,
    }
}

fn statuses_heard(c: &mut Conn<'_>, statuses: &[Status], source: Source, now: Ts) -> db::Result<Heard> {
    let (mut heard, mut postings) = (Heard::default(), Postings::default());
    let named: HashSet<Uuid> = statuses.iter().filter(|s| s.level == Level::Transfer).filter_map(|s| id(&s.id)).collect();
    for status in statuses {
        heard.lines += 1;
        let Some(said) = said(&status.code) else { continue };
        let rows = match (status.level, id(&status.id)) {
            (_, None) => Vec::new(),
            (Level::Transfer, Some(id)) => store::payouts(c, &[PayoutId::from_uuid(id)])?,
            // A word about the whole is one about every payout that has none of its own.
            (Level::Group | Level::Batch, Some(id)) => {
                let all = store::of_batch(c, BatchId::from_uuid(id), PayoutId::from_u128(0), i64::MAX)?;
                all.into_iter().filter(|row| row.rail == Rail::Bank && !named.contains(&row.id.uuid())).collect()
            }
        };
        if rows.is_empty() {
            heard.suspense += 1;
        }
        for mut row in rows {
            let (_, changed) = apply(c, &mut postings, &mut row, said, source, status.reason.as_deref(), now)?;
            count(&mut heard, changed, said);
        }
    }
    postings.post(c, now)?;
    Ok(heard)
}

fn count(heard: &mut Heard, changed: bool, said: Said) {
    let counter = match (changed, said) {
        (false, _) => &mut heard.unchanged,
        (true, Said::Settled) => &mut heard.settled,
        (true, Said::Rejected) => &mut heard.rejected,
        (true, Said::Returned) => &mut heard.returned,
        (true, _) => &mut heard.unchanged,
    };
    *counter += 1;
}

fn lines_heard(c: &mut Conn<'_>, lines: &[BankLine], now: Ts) -> db::Result<Heard> {
    let mentioned = lines.iter().flat_map(|l| [&l.end_to_end, &l.instruction]).filter_map(|t| id(t.as_deref()?));
    let ids: HashSet<PayoutId> = mentioned.map(PayoutId::from_uuid).collect();
    let rows = store::payouts(c, &ids.into_iter().collect::<Vec<_>>())?;
    let mut by_id: HashMap<PayoutId, PayoutRow> = rows.into_iter().map(|r| (r.id, r)).collect();
    let names: Vec<(String, PayoutId, i64, String)> =
        by_id.values().map(|r| (bank_id(r.id.uuid()), r.id, r.amount_minor, r.currency.clone())).collect();
    let known = names.iter().map(|(name, key, amount, currency)| (name.as_str(), Known { key: *key, amount: *amount, currency }));
    let mut books = Reconciler::new(known.collect(), HashMap::new());
    let (mut heard, mut postings) = (Heard::default(), Postings::default());
    for line in lines {
        heard.lines += 1;
        let matched = books.line(line);
        let (payout, outcome) = match &matched {
            Match::Duplicate => {
                heard.duplicates += 1;
                continue;
            }
            Match::Payout(id, said) => (Some(*id), serde_json::to_value(said)),
            Match::Batch(_) => (None, Ok(json!("batch"))),
            Match::Suspense(doubt) => (None, serde_json::to_value(doubt)),
        };
        let outcome = outcome.map_err(Error::internal)?.as_str().unwrap_or("").to_owned();
        if !store::keep(c, &kept(line, payout, outcome, now))? {
            heard.duplicates += 1;
            continue;
        }
        let Match::Payout(id, said) = matched else {
            heard.suspense += 1;
            suspend(c, line, now)?;
            continue;
        };
        let Some(row) = by_id.get_mut(&id) else { continue };
        // A statement is the answer to the question what the bank has booked.
        let (_, changed) = apply(c, &mut postings, row, said, Source::Query, line.returned.as_deref(), now)?;
        count(&mut heard, changed, said);
    }
    postings.post(c, now)?;
    Ok(heard)
}

fn line_id(line: &BankLine) -> BankLineId {
    let ours = line.end_to_end.as_deref().unwrap_or("");
    // Where the bank gives no reference, statement, day and amount stand for one.
    let name =
        if line.bank_ref.is_empty() { format!("{}/{}/{}", line.statement, line.day, line.amount) } else { line.bank_ref.clone() };
    derived(&["bank_line", &name, ours, if line.credit { "in" } else { "out" }])
}

fn kept(line: &BankLine, payout_id: Option<PayoutId>, outcome: String, now: Ts) -> store::BankRow {
    store::BankRow {
        tenant_id: PLATFORM,
        id: line_id(line),
        bank_ref: line.bank_ref.chars().take(80).collect(),
        payout_id,
        outcome,
        amount_minor: line.amount,
        currency: line.currency.chars().take(3).collect(),
        incoming: i64::from(line.credit),
        day: line.day.chars().take(10).collect(),
        created_at: now,
    }
}

/// What nobody can name yet: in or out of the bank against suspense (2060). Only booked lines of a currency we keep.
fn suspend(c: &mut Conn<'_>, line: &BankLine, now: Ts) -> db::Result<()> {
    let Ok(currency) = line.currency.parse::<Currency>() else { return Ok(()) };
    if !line.booked || line.amount == 0 {
        return Ok(());
    }
    let (bank, suspense) = (Account::platform(Chart::BankClient, currency), Account::platform(Chart::Suspense, currency));
    let (debit, credit) = if line.credit { (bank, suspense) } else { (suspense, bank) };
    let id = line_id(line);
    let transfer = Transfer {
        id: id.cast(),
        act: Act::Post { debit, credit, amount: kernel::Money::new(line.amount, currency) },
        kind: "bank.suspense",
        ref_kind: "bank_line",
        ref_id: id.uuid(),
        effective_at: now,
        corrects: None,
    };
    ledger::post(c, &[transfer], now)?;
    Ok(())
}

/// Payouts of a batch go to their rails; their money waits there from now on.
pub(crate) fn submit(c: &mut Conn<'_>, batch: BatchId, now: Ts) -> db::Result<()> {
    each(c, batch, now, |c, postings, row| {
        apply(c, postings, row, Said::Approve, Source::Us, None, now)?;
        apply(c, postings, row, Said::Submit, Source::Us, None, now).map(drop)
    })
}

/// Payouts of a batch in the order of their ids, and what is posted about them, five hundred at a time.
pub(crate) fn each(
    c: &mut Conn<'_>,
    batch: BatchId,
    now: Ts,
    f: impl Fn(&mut Conn<'_>, &mut Postings, &mut PayoutRow) -> db::Result<()>,
) -> db::Result<()> {
    let mut after = PayoutId::from_u128(0);
    loop {
        let mut rows = store::of_batch(c, batch, after, 500)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let mut postings = Postings::default();
        rows.iter_mut().try_for_each(|row| f(c, &mut postings, row))?;
        postings.post(c, now)?;
    }
}
