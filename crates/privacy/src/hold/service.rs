//! Use cases of holds, and what they cover.

use db::{Conn, rows::Filter};
use http::Ctx;
use kernel::{Actor, Error, PLATFORM, Page, PageQuery, Result, Scope, Ts};
use serde_json::json;
use uuid::Uuid;

use super::{
    Kind, REASON_MAX, State, Step,
    store::{self, Row},
};
use crate::{HoldId, Map, PersonId, Subject, SubjectKind, subject::About};

/// Whose data may not be deleted at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    persons: Vec<Uuid>,
    customers: Vec<Uuid>,
    enterprises: Vec<Uuid>,
}

impl Held {
    pub(crate) fn at(c: &mut Conn<'_>, now: Ts) -> db::Result<Self> {
        let standing: Vec<Row> = store::standing(c)?.into_iter().filter(|row| row.holds(now)).collect();
        let of = |kind| standing.iter().filter(|row| row.kind == kind).map(|row| row.target_id.uuid()).collect();
        Ok(Self { persons: of(Kind::Person), customers: of(Kind::Customer), enterprises: of(Kind::Enterprise) })
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.persons.is_empty() && self.customers.is_empty() && self.enterprises.is_empty()
    }

    /// Whether a person is held, themselves or by their tenant.
    pub(crate) fn covers(&self, whose: &Subject) -> bool {
        let own = if whose.kind == SubjectKind::Person { &self.persons } else { &self.customers };
        own.contains(&whose.uuid()) || self.enterprises.contains(&whose.tenant.uuid())
    }

    /// Rows of a table that are held, for themselves or for what goes with them.
    pub(crate) fn rows(&self, c: &mut Conn<'_>, map: &Map, table: &str) -> db::Result<Filter> {
        let mut any = Vec::new();
        for (kind, ids) in [(SubjectKind::Person, &self.persons), (SubjectKind::Customer, &self.customers)] {
            if !ids.is_empty() {
                any.extend(map.belongs(c, table, kind, ids)?);
            }
        }
        let columns = db::rows::columns(c, table)?;
        if !self.enterprises.is_empty() && columns.iter().any(|column| column.name == "tenant_id") {
            any.push(Filter::among(c, "tenant_id", &self.enterprises)?);
        }
        for (child, column) in map.with(table) {
            let inner = self.rows(c, map, child)?;
            any.push(Filter::within("id", child, column, &inner)?);
        }
        Ok(Filter::any(any))
    }
}

fn told(c: &mut Conn<'_>, actor: &Actor, action: &str, row: &Row, now: Ts) -> db::Result<()> {
    let detail = json!({ "kind": row.kind, "target": row.target_id, "state": row.state });
    let entry = audit::Entry {
        tenant: PLATFORM,
        actor: Some(actor),
        action,
        object_kind: "legal_hold",
        object_id: row.id.uuid(),
        detail,
        at: now,
    };
    audit::record(c, &entry).map(drop)
}

/// Whom or what to hold.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Somebody(About),
    Enterprise(PersonId),
}

/// Proposes a hold, which holds at once. Errors: `not_found`, `invalid_field`.
pub(crate) async fn place(ctx: &Ctx, target: Target, reason: &str) -> Result<Row> {
    let actor = ctx.actor()?.clone();
    let reason = reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        return Err(Error::field(
            "reason",
            "required",
            format!("name the case or the order, in at most {REASON_MAX} characters"),
        ));
    }
    let (kind, target_id) = match target {
        Target::Enterprise(id) => {
            let found = ctx.app.db.read(Scope::Platform, move |c| identity::tenant(c, id.cast())).await?;
            found.ok_or_else(|| Error::not_found("the enterprise"))?;
            (Kind::Enterprise, id)
        }
        Target::Somebody(about) => {
            let whose = about.find(ctx).await?;
            (if whose.kind == SubjectKind::Person { Kind::Person } else { Kind::Customer }, whose.id)
        }
    };
    let now = ctx.now;
    let row = Row {
        tenant_id: PLATFORM,
        id: HoldId::at(now),
        kind,
        target_id,
        reason,
        state: State::Proposed,
        placed_by_id: actor.account,
        confirmed_by_id: None,
        lifted_by_id: None,
        lift_confirmed_by_id: None,
        created_at: now,
        changed_at: now,
    };
    let write = move |c: &mut Conn<'_>| {
        store::insert(c, &row)?;
        told(c, &actor, "hold.place", &row, now)?;
        Ok(row.clone())
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// The next step of a hold. Errors: `not_found`, `wrong_state`, `forbidden` for who took the first step.
pub(crate) async fn step(ctx: &Ctx, id: HoldId, step: Step) -> Result<Row> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let row = store::get(c, id)?.ok_or_else(|| Error::not_found("the hold"))?;
        let next = row.after(step, actor.account, now)?;
        store::put(c, &next)?;
        told(c, &actor, &format!("hold.{}", step.as_str()), &next, now)?;
        Ok(next)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<Row>> {
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// Proposals that nobody confirmed in time lapse; in the transaction of whoever looks.
pub(crate) fn lapse(c: &mut Conn<'_>, now: Ts) -> db::Result<()> {
    for row in store::standing(c)?.into_iter().filter(|row| !row.holds(now)) {
        store::put(c, &Row { state: State::Lapsed, changed_at: now, ..row })?;
    }
    Ok(())
}
