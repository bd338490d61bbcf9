//! Cursor pagination: newest first, `after` is the last id seen.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder, KnownFormat, Object, Ref, RefOr, SchemaFormat,
        schema::{Schema, SchemaType, Type},
    },
};
use uuid::Uuid;

use crate::Id;

crate::nouns! {
    /// Opaque position in a list: the id of the last row of the page before.
    ListRow => Cursor,
}

/// One page of a list. `next` is absent on the last page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

// By hand, because the derived form does not name the item's own schema among the components.
impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name().into_owned()));
        let next = Object::builder().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
        let next = next.format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
        Object::builder().property("items", items).required("items").property("next", next).required("next").into()
    }
}
impl<T: ToSchema> ToSchema for Page<T> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` rows: the extra row only tells that there is more.
    pub fn cut<K>(mut rows: Vec<T>, query: &PageQuery, id: impl Fn(&T) -> Id<K>) -> Self {
        let limit = query.limit();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| id(row).cast()) } else { None };
        Self { items: rows, next }
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// Query parameters of every list.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Cursor from the `next` of the page before.
    pub after: Option<Cursor>,
    /// Rows per page, 1–200, 50 when absent.
    pub limit: Option<u16>,
}

impl PageQuery {
    pub fn limit(&self) -> usize {
        usize::from(self.limit.unwrap_or(50).clamp(1, 200))
    }

    /// Rows to ask the store for: one more than shown.
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.limit() + 1).unwrap_or(201)
    }

    /// Upper bound (exclusive) of ids for newest-first lists.
    pub fn before<K>(&self) -> Id<K> {
        self.after.map_or(Id::from_uuid(Uuid::max()), Id::cast)
    }
}
