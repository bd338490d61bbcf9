//! Whom a request is about, and who may make it.

use std::sync::Arc;

use db::{Conn, rows};
use http::{App, Ctx};
use kernel::{AccountId, Actor, Error, Result, Role, Scope, TenantId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Map, PersonId};

db::text_enum! {
    /// Somebody who signs in, or a customer behind a widget.
    pub enum SubjectKind { Person = "person", Customer = "customer" }
}

/// A person of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: SubjectKind,
    pub tenant: TenantId,
    pub id: PersonId,
}

/// Whom somebody else's request is about: exactly one of the two.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PrivacyAbout)]
pub(crate) struct About {
    pub(crate) account_id: Option<AccountId>,
    /// A conversation of the customer.
    #[schema(value_type = Option<String>)]
    pub(crate) conversation_id: Option<PersonId>,
}

impl Subject {
    pub const fn of(actor: &Actor) -> Self {
        let kind = if matches!(actor.role, Role::Visitor) { SubjectKind::Customer } else { SubjectKind::Person };
        Self { kind, tenant: actor.tenant, id: actor.account.cast() }
    }

    /// As policies see it: a person owns their data; a customer's is their enterprise's to answer for.
    pub fn resource(&self, actor: &Actor) -> authz::Resource {
        let resource = authz::Resource::of("privacy").tenant(self.tenant);
        if self.kind == SubjectKind::Person || actor.account.uuid() == self.id.uuid() {
            resource.owner(self.id.cast())
        } else {
            resource
        }
    }

    pub fn uuid(&self) -> Uuid {
        self.id.uuid()
    }
}

impl About {
    /// Finds whom it names. Errors: `invalid_field` for none or two; `not_found`, also for another tenant's.
    pub(crate) async fn find(self, ctx: &Ctx) -> Result<Subject> {
        let actor = ctx.actor()?;
        let scope = if actor.role == Role::Admin { Scope::Platform } else { actor.scope() };
        let absent = || Error::not_found("this person");
        match (self.account_id, self.conversation_id) {
            (Some(id), None) => {
                let found = ctx.app.db.read(scope, move |c| identity::account(c, id)).await?.ok_or_else(absent)?;
                Ok(Subject { kind: SubjectKind::Person, tenant: found.tenant, id: id.cast() })
            }
            (None, Some(id)) => {
                let find = move |c: &mut Conn<'_>| {
                    let one = rows::Filter::among(c, "id", &[id.uuid()])?;
                    let contact = rows::ids(c, "conversation", "contact_id", &one, 1)?;
                    let tenant = rows::ids(c, "conversation", "tenant_id", &one, 1)?;
                    Ok(contact.first().copied().zip(tenant.first().copied()))
                };
                let (contact, tenant) = ctx.app.db.read(scope, find).await?.ok_or_else(absent)?;
                let subject = Subject {
                    kind: SubjectKind::Customer,
                    tenant: TenantId::from_uuid(tenant),
                    id: PersonId::from_uuid(contact),
                };
                // On SQLite the scope is no wall.
                if actor.role != Role::Admin && subject.tenant != actor.tenant {
                    return Err(absent());
                }
                Ok(subject)
            }
            _ => Err(Error::field("account_id", "required", "name an account or a conversation, not both")),
        }
    }
}

/// Rows looked at for their bytes; more are looked at when these have gone.
const BYTES: usize = 100_000;

/// Deletes the bytes that these rows stand for, before the rows go, so that none is forgotten.
pub(crate) async fn drop_blobs(
    app: &Arc<App>,
    map: &Arc<Map>,
    table: &str,
    filter: impl FnOnce(&mut Conn<'_>, &Map) -> db::Result<Option<rows::Filter>> + Send + 'static,
) -> Result<()> {
    if map.get(table).is_none_or(|about| about.blob.is_none()) {
        return Ok(());
    }
    let (asked, name) = (Arc::clone(map), table.to_owned());
    let load = move |c: &mut Conn<'_>| {
        let Some(filter) = filter(c, &asked)? else { return Ok(Vec::new()) };
        let columns = rows::columns(c, &name)?;
        rows::read(c, &name, &columns, &filter, BYTES, 0)
    };
    for row in app.db.read(Scope::Platform, load).await? {
        if let Some(path) = map.get(table).and_then(|about| about.path(&row)) {
            app.blobs.delete(&path).await?;
        }
    }
    Ok(())
}

/// The map that the gateway gave.
pub(crate) fn map(ctx: &http::App) -> Result<Arc<Map>> {
    ctx.get::<Map>()
}
