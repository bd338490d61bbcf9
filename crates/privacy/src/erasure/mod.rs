//! Erasures: asked for, checked, carried out by the data map, certified. Pure here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::{collections::BTreeMap, time::Duration};

use db::{Conn, rows};
use kernel::Ts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ErasureId, Map, PersonId, Subject, SubjectKind, hold::service::Held, map::Act};

/// In which the person may think again.
pub(crate) const GRACE: Duration = Duration::from_secs(7 * 86_400);
/// What a certificate's signature begins with.
pub(crate) const ORIGIN: &str = "tidecrew/erasure";

db::text_enum! {
    /// Where an erasure stands.
    #[schema(as = ErasureState)]
    pub enum State {
        /// Until its day, or until nothing is open any more.
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        Withdrawn = "withdrawn",
    }
}

/// Why an erasure waits: how many rows of a table are still open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ErasureBlocked)]
pub(crate) struct Blocked {
    /// `open_money`, `open_work`, `open_case` or `legal_hold`.
    pub(crate) reason: String,
    pub(crate) table: String,
    pub(crate) rows: i64,
}

/// What was done to a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ErasureTouched)]
pub(crate) struct Touched {
    pub(crate) deleted: i64,
    /// Rows of which words were emptied.
    pub(crate) emptied: i64,
}

/// What is kept of a table, by which law, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ErasureKept)]
pub(crate) struct Kept {
    pub(crate) table: String,
    pub(crate) class: String,
    pub(crate) rows: i64,
    pub(crate) law: String,
    pub(crate) why: String,
    pub(crate) until: Option<Ts>,
}

/// What an erasure ends with: no word of it names anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ErasureCertificate)]
pub(crate) struct Certificate {
    pub(crate) v: u32,
    pub(crate) id: ErasureId,
    pub(crate) kind: SubjectKind,
    #[schema(value_type = String)]
    pub(crate) subject: PersonId,
    pub(crate) asked_at: Ts,
    pub(crate) done_at: Ts,
    pub(crate) keys_destroyed: i64,
    pub(crate) touched: BTreeMap<String, Touched>,
    pub(crate) kept: Vec<Kept>,
}

/// What an erasure of this person would wait for now.
pub(crate) fn blocked(c: &mut Conn<'_>, map: &Map, whose: &Subject, now: Ts) -> db::Result<Vec<Blocked>> {
    let mut found = Vec::new();
    if Held::at(c, now)?.covers(whose) {
        found.push(Blocked { reason: "legal_hold".to_owned(), table: "legal_hold".to_owned(), rows: 1 });
    }
    for table in map.of(whose.kind) {
        let Some(open) = map.get(table).and_then(|about| about.open.as_ref()) else { continue };
        let Some(theirs) = map.belongs(c, table, whose.kind, &[whose.uuid()])? else { continue };
        let count = rows::count(c, table, &theirs.and(&rows::Filter::said(&open.when)))?;
        if count > 0 {
            found.push(Blocked { reason: open.reason.clone(), table: table.to_owned(), rows: count });
        }
    }
    Ok(found)
}

/// What would be, or was, kept.
pub(crate) fn kept(c: &mut Conn<'_>, map: &Map, whose: &Subject) -> db::Result<Vec<Kept>> {
    let mut found = Vec::new();
    for table in map.of(whose.kind) {
        let (Some(about), Some(act)) = (map.get(table), map.act(table, whose.kind)) else { continue };
        let Some((law, rule)) = map.law(table).filter(|_| act != Act::Delete) else { continue };
        let Some(theirs) = map.belongs(c, table, whose.kind, &[whose.uuid()])? else { continue };
        let count = rows::count(c, table, &theirs)?;
        if count == 0 {
            continue;
        }
        let clock = about.clock.as_ref();
        let from = clock.and_then(|clock| clock.from.as_deref());
        let days = clock.and_then(|clock| clock.days).unwrap_or(rule.days);
        let newest = match from {
            Some(column) => rows::span(c, table, column, &theirs)?.1,
            None => None,
        };
        let until = newest.map(|at| at.plus(Duration::from_secs(u64::from(days) * 86_400)));
        let (table, class) = (table.to_owned(), about.class.clone());
        found.push(Kept { table, class, rows: count, law: law.to_owned(), why: rule.what.clone(), until });
    }
    Ok(found)
}
