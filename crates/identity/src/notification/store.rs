//! Rows of notifications and settings.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use serde_json::Value;

use super::{Kind, NotificationId, Setting, Told};
use crate::schema::{notification, notification_setting};

/// Writes a notification.
pub(crate) fn insert(
    c: &mut Conn<'_>,
    tenant: TenantId,
    of: AccountId,
    id: NotificationId,
    kind: Kind,
    params: &Value,
    now: Ts,
) -> Result<()> {
    let row = (
        notification::id.eq(id),
        notification::tenant_id.eq(tenant),
        notification::account_id.eq(of),
        notification::kind.eq(kind),
        notification::params.eq(Json(params.clone())),
        notification::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(notification::table).values(row).execute(*k))?;
    Ok(())
}

/// A person's notifications, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: TenantId, of: AccountId, before: NotificationId, limit: i64) -> Result<Vec<Told>> {
    type Row = (NotificationId, Kind, Json<Value>, Ts, Option<Ts>);
    let rows: Vec<Row> = on!(c, k => notification::table
        .filter(notification::account_id.eq(of).and(notification::tenant_id.eq(tenant)).and(notification::id.lt(before)))
        .order(notification::id.desc())
        .limit(limit)
        .select((notification::id, notification::kind, notification::params, notification::created_at, notification::read_at))
        .load(*k))?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, params, created_at, read_at)| Told { id, kind, params: params.0, created_at, read_at })
        .collect())
}

/// When a person was last told about `kind`, at `since` or later.
pub(crate) fn told_since(c: &mut Conn<'_>, of: AccountId, kind: Kind, since: Ts) -> Result<i64> {
    let recent = notification::table
        .filter(notification::account_id.eq(of).and(notification::kind.eq(kind)).and(notification::created_at.ge(since)));
    Ok(on!(c, k => recent.count().get_result(*k))?)
}

/// Marks a notification read, once; `false` when the person has no such notification.
pub(crate) fn read(c: &mut Conn<'_>, tenant: TenantId, of: AccountId, id: NotificationId, now: Ts) -> Result<bool> {
    let mine = notification::table
        .filter(notification::id.eq(id).and(notification::account_id.eq(of)).and(notification::tenant_id.eq(tenant)));
    let found: i64 = on!(c, k => mine.count().get_result(*k))?;
    on!(c, k => diesel::update(mine.filter(notification::read_at.is_null())).set(notification::read_at.eq(Some(now))).keep().execute(*k))?;
    Ok(found == 1)
}

/// The settings a person has decided.
pub(crate) fn settings(c: &mut Conn<'_>, of: AccountId) -> Result<Vec<Setting>> {
    let rows: Vec<(Kind, bool, bool)> = on!(c, k => notification_setting::table
        .filter(notification_setting::account_id.eq(of))
        .select((notification_setting::kind, notification_setting::is_mail, notification_setting::is_in_product))
        .load(*k))?;
    Ok(rows.into_iter().map(|(kind, mail, in_product)| Setting { kind, mail, in_product }).collect())
}

/// Keeps one setting.
pub(crate) fn set(c: &mut Conn<'_>, tenant: TenantId, of: AccountId, setting: Setting, now: Ts) -> Result<()> {
    let changes = (
        notification_setting::is_mail.eq(setting.mail),
        notification_setting::is_in_product.eq(setting.in_product),
        notification_setting::updated_at.eq(now),
    );
    let row = (
        notification_setting::account_id.eq(of),
        notification_setting::kind.eq(setting.kind),
        notification_setting::tenant_id.eq(tenant),
        notification_setting::is_mail.eq(setting.mail),
        notification_setting::is_in_product.eq(setting.in_product),
        notification_setting::updated_at.eq(now),
    );
    on!(c, k => diesel::insert_into(notification_setting::table)
        .values(row)
        .on_conflict((notification_setting::account_id, notification_setting::kind))
        .do_update()
        .set(changes)
        .keep().execute(*k))?;
    Ok(())
}

/// Forgets notifications older than `before`.
pub(crate) fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(notification::table.filter(notification::created_at.lt(before))).execute(*k))?;
    Ok(gone)
}
