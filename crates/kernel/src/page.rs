//! Cursor pagination: newest first, `after` is the last id seen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Id;

crate::nouns! {
    /// Opaque position in a list: the id of the last row of the page before.
    ListRow => Cursor,
}

/// One page of a list. `next` is absent on the last page.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
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
