//! The data map as rules: which rows are whose, what an erasure does to them, and when they are deleted anyway.

use std::collections::BTreeMap;

use db::{Conn, rows::Filter};
use kernel::{Code, Error, Result};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::SubjectKind;

/// Longest way from a table to a person.
const DEPTH: usize = 8;

/// `migrations/data-map.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataMap {
    law: BTreeMap<String, Law>,
    table: BTreeMap<String, Table>,
}

/// Why something is kept although somebody asked for its erasure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    pub days: u32,
    pub what: String,
}

/// One table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub purpose: String,
    pub retention: String,
    /// The class that its clock is shown under.
    pub class: String,
    /// Class of each column that is not merely operational.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    pub nobody: Option<String>,
    #[serde(default)]
    pub who: Who,
    pub erase: Option<Erase>,
    pub open: Option<Open>,
    pub clock: Option<Clock>,
    /// Path of the bytes that a row stands for; `{column}` or `{column:n}` for the first n characters.
    pub blob: Option<String>,
    #[serde(default)]
    pub hide: Vec<String>,
    pub sealed_by: Option<String>,
    /// What a sealed column calls itself, where that is not its name; `{column}` stands for that column's value.
    #[serde(default)]
    pub sealed_as: BTreeMap<String, String>,
}

/// Ways from a row to a person: `column`, `column>table` or `column>table.key`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    #[serde(default)]
    pub person: Vec<String>,
    #[serde(default)]
    pub customer: Vec<String>,
}

/// What an erasure does to rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Delete,
    /// Empties the columns of `blank`; the rest is kept.
    Blank,
    Keep,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    pub person: Option<Act>,
    pub customer: Option<Act>,
    #[serde(default)]
    pub blank: Vec<String>,
    /// Name of the law by which rows are kept.
    pub law: Option<String>,
}

/// Rows that an erasure waits for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub when: String,
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub days: Option<u32>,
    pub from: Option<String>,
    pub when: Option<String>,
    /// Empties these columns instead of deleting.
    #[serde(default)]
    pub blank: Vec<String>,
    /// Goes with the row that this leads to.
    pub with: Option<String>,
    /// Who else deletes.
    pub by: Option<String>,
}

impl Table {
    /// Where a row's bytes lie, for tables whose rows stand for some.
    pub fn path(&self, row: &Map<String, Value>) -> Option<String> {
        let mut parts = self.blob.as_deref()?.split('{');
        let mut path = parts.next()?.to_owned();
        for part in parts {
            let (field, rest) = part.split_once('}')?;
            let (column, most) = field.split_once(':').map_or((field, usize::MAX), |(c, n)| (c, n.parse().unwrap_or(usize::MAX)));
            let value = row.get(column)?;
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            path.extend(text.chars().take(most));
            path.push_str(rest);
        }
        Some(path)
    }
}

/// A way, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    pub column: &'a str,
    /// Table and key that it leads to; the person itself without.
    pub to: Option<(&'a str, &'a str)>,
}

impl<'a> Link<'a> {
    fn read(text: &'a str) -> Self {
        match text.split_once('>') {
            None => Self { column: text, to: None },
            Some((column, to)) => Self { column, to: Some(to.split_once('.').unwrap_or((to, "id"))) },
        }
    }
}

fn wrong(what: String) -> Error {
    Error::new(Code::PolicyInvalid, format!("migrations/data-map.toml: {what}"))
}

impl DataMap {
    /// Reads the map. Errors: `policy_invalid` for a table that says of nobody whose it is, a way that leads nowhere, an
    /// erasure that keeps without a law.
    pub fn parse(text: &str) -> Result<Self> {
        let map: Self = toml::from_str(text).map_err(|cause| wrong(cause.to_string()))?;
        for (name, table) in &map.table {
            map.check(name, table)?;
        }
        Ok(map)
    }

    fn check(&self, name: &str, table: &Table) -> Result<()> {
        let somebody = !table.who.person.is_empty() || !table.who.customer.is_empty();
        if somebody == table.nobody.is_some() {
            return Err(wrong(format!("{name} must say whose its rows are, or why they are nobody's")));
        }
        for kind in SubjectKind::ALL {
            if self.depth(name, *kind, 0).is_none() {
                return Err(wrong(format!("{name}: a way of `who` leads nowhere")));
            }
            match (self.ways(name, *kind).is_empty(), self.act(name, *kind)) {
                (true, None) | (false, Some(Act::Delete)) => {}
                (false, Some(_)) if self.law(name).is_some() => {}
                _ => return Err(wrong(format!("{name}: `erase` must fit `who`, and what is kept names its law"))),
            }
        }
        let timed = |clock: &Clock| clock.days.is_some() == clock.from.is_some() && clock.days.is_some() != clock.with.is_some();
        if !table.clock.as_ref().is_none_or(timed) {
            return Err(wrong(format!("{name}: a clock has `days` and `from`, or goes `with` another row")));
        }
        Ok(())
    }

    pub fn get(&self, table: &str) -> Option<&Table> {
        self.table.get(table)
    }

    pub fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.table.iter().map(|(name, table)| (name.as_str(), table))
    }

    /// The law that a table's rows are kept by.
    pub fn law(&self, table: &str) -> Option<(&str, &Law)> {
        let name = self.get(table)?.erase.as_ref()?.law.as_ref()?;
        self.law.get_key_value(name).map(|(name, law)| (name.as_str(), law))
    }

    /// What an erasure does; `None` where nothing is theirs.
    pub fn act(&self, table: &str, kind: SubjectKind) -> Option<Act> {
        let erase = self.get(table)?.erase.as_ref()?;
        match kind {
            SubjectKind::Person => erase.person,
            SubjectKind::Customer => erase.customer,
        }
    }

    pub fn ways(&self, table: &str, kind: SubjectKind) -> Vec<Link<'_>> {
        let Some(table) = self.get(table) else { return Vec::new() };
        let ways = match kind {
            SubjectKind::Person => &table.who.person,
            SubjectKind::Customer => &table.who.customer,
        };
        ways.iter().map(|way| Link::read(way)).collect()
    }

    /// Steps to the person, 0 for a table that names them or holds nothing of them; `None` for a way that leads nowhere.
    fn depth(&self, table: &str, kind: SubjectKind, so_far: usize) -> Option<usize> {
        self.get(table).filter(|_| so_far < DEPTH)?;
        let mut deepest = 0;
        for link in self.ways(table, kind) {
            if let Some((parent, _)) = link.to {
                (!self.ways(parent, kind).is_empty()).then_some(())?;
                deepest = deepest.max(1 + self.depth(parent, kind, so_far + 1)?);
            }
        }
        Some(deepest)
    }

    /// Tables that hold something of such a person, those that are found through others first.
    pub fn of(&self, kind: SubjectKind) -> Vec<&str> {
        let mut all: Vec<&str> = self.table.keys().map(String::as_str).filter(|name| !self.ways(name, kind).is_empty()).collect();
        all.sort_by_key(|name| std::cmp::Reverse(self.depth(name, kind, 0)));
        all
    }

    /// Rows of these people; `None` where nothing is theirs.
    pub fn belongs(&self, c: &Conn<'_>, table: &str, kind: SubjectKind, ids: &[Uuid]) -> db::Result<Option<Filter>> {
        let mut any = Vec::new();
        for link in self.ways(table, kind) {
            match link.to {
                None => any.push(Filter::among(c, link.column, ids)?),
                Some((parent, key)) => {
                    let inner = self.belongs(c, parent, kind, ids)?.unwrap_or_else(|| Filter::any(Vec::new()));
                    any.push(Filter::within(link.column, parent, key, &inner)?);
                }
            }
        }
        Ok(if any.is_empty() { None } else { Some(Filter::any(any)) })
    }

    /// Tables whose rows go with rows of `table`, and the column that leads there.
    pub fn with(&self, table: &str) -> Vec<(&str, &str)> {
        let all =
            self.table.iter().map(|(name, child)| (name.as_str(), child.clock.as_ref().and_then(|clock| clock.with.as_deref())));
        let links = all.filter_map(|(name, with)| Some((name, Link::read(with?))));
        links
            .filter(|(_, link)| link.to.is_some_and(|(parent, _)| parent == table))
            .map(|(name, link)| (name, link.column))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../migrations/data-map.toml");

    #[test]
    fn a_row_leads_to_its_bytes() {
        let map = DataMap::parse(SHIPPED).unwrap();
        let row = serde_json::json!({ "upload_id": "u1", "n": 3, "sha256": "0123456789abcdef0123" });
        let path = map.get("upload_chunk").unwrap().path(row.as_object().unwrap());
        assert_eq!(path.as_deref(), Some("interview/u1/3-0123456789abcdef"));
        assert_eq!(map.get("upload").unwrap().path(row.as_object().unwrap()), None);
    }

    #[test]
    fn the_shipped_map_holds_and_a_hole_is_named() {
        let map = DataMap::parse(SHIPPED).unwrap();
        assert!(map.of(SubjectKind::Person).len() > 50 && map.of(SubjectKind::Customer).len() > 10);
        let place = |name: &str, kind| map.of(kind).iter().position(|table| *table == name).unwrap();
        assert!(place("test_score", SubjectKind::Person) < place("test_call", SubjectKind::Person));
        assert!(place("mask_token", SubjectKind::Customer) < place("conversation", SubjectKind::Customer));
        assert!(map.with("conversation").contains(&("message", "conversation_id")));
        for (from, to, what) in [
            ("who = { person = [\"call_id>test_call\"] }", "who = { person = [\"call_id>nowhere\"] }", "test_score: a way"),
            ("nobody = \"enterprises\"\n", "", "tenant must say whose"),
            ("law = \"consent\" }", "}", "consent: `erase` must fit"),
        ] {
            let error = DataMap::parse(&SHIPPED.replace(from, to)).unwrap_err();
            assert!(error.detail.contains(what), "{}", error.detail);
        }
    }
}
