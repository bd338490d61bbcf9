//! Every question that can be put to the engine, answered by `data/who-may.toml` as well.

use std::collections::BTreeMap;

use authz::{Authz, Resource};
use kernel::{AccountId, Actor, Id, Posture, Role, SessionId, TenantId, Ts};

use crate::texts;

/// Action → role → relation.
pub(crate) type WhoMay = BTreeMap<String, BTreeMap<String, String>>;

const ME: u128 = 9;
const OTHER: u128 = 10;

pub(crate) fn who_may() -> WhoMay {
    let kinds: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>> =
        toml::from_str(include_str!("../data/who-may.toml")).unwrap();
    let named = |(kind, actions): (String, BTreeMap<String, BTreeMap<String, String>>)| {
        actions.into_iter().map(move |(action, roles)| (format!("{kind}:{action}"), roles))
    };
    kinds.into_iter().flat_map(named).collect()
}

/// How somebody stands to what they ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    role: Role,
    level: u8,
    own_tenant: bool,
    /// Whether the owner, when there is one, is the asker.
    own: Option<bool>,
    part: Option<bool>,
    id: Option<u128>,
}

impl Asked {
    /// All of them; who had a part is varied where that can matter.
    pub(crate) fn all(action: &str) -> Vec<Self> {
        let parts: &[Option<bool>] = match action.split(':').next() {
            Some("case" | "incident" | "settlement") => &[None, Some(false), Some(true)],
            _ => &[None],
        };
        let mut all = Vec::new();
        for (role, level) in Role::ALL.into_iter().flat_map(|role| [2, 0, 1, 3].map(|level| (role, level))) {
            for (own, part) in [Some(true), Some(false), None].into_iter().flat_map(|own| parts.iter().map(move |p| (own, *p))) {
                for (own_tenant, id) in [(true, None), (false, None), (true, Some(ME)), (false, Some(ME))] {
                    all.push(Self { role, level, own_tenant, own, part, id });
                }
            }
        }
        all
    }

    pub(crate) fn is_permitted(self, engine: &Authz, action: &str) -> bool {
        let posture = Posture { level: self.level, expires_at: Ts::from_micros(100) };
        let (account, tenant) = (AccountId::from_u128(ME), TenantId::from_u128(7));
        let actor = Actor { account, tenant, role: self.role, session: SessionId::from_u128(3), posture };
        let who = |is_me: bool| AccountId::from_u128(if is_me { ME } else { OTHER });
        let mut thing = Resource::of(kind(action)).tenant(if self.own_tenant { tenant } else { TenantId::from_u128(8) });
        thing.owner = self.own.map(who);
        thing.id = self.id.map(|id| Id::<()>::from_u128(id).uuid());
        // Somebody else had a part in it in any case.
        thing.part = self.part.into_iter().flat_map(|me| [who(false), who(me)]).collect();
        engine.permit(&actor, action, &thing, Ts::from_micros(0)).is_ok()
    }

    fn should_be(self, may: &BTreeMap<String, String>) -> bool {
        let said = |role: Role| may.get(role.as_str()).is_some_and(|said| said.split(" or ").any(|one| self.stands(one)));
        said(self.role) || self.role == Role::Owner && said(Role::Member)
    }

    fn stands(self, relation: &str) -> bool {
        match relation {
            "any" => true,
            "second" => self.part != Some(true),
            "tenant" => self.own_tenant,
            "customers" => self.own_tenant && self.own.is_none(),
            "own" => self.own == Some(true),
            "own level 2" => self.own == Some(true) && self.level >= 2,
            other => panic!("who-may.toml: {other} is no relation"),
        }
    }
}

fn kind(action: &str) -> &'static str {
    let word = action.split(':').next().unwrap();
    Box::leak(word.to_owned().into_boxed_str())
}

/// The first question about `action` that the engine answers otherwise than the table, and how many were asked.
pub(crate) fn differs(engine: &Authz, action: &str, may: &WhoMay) -> (usize, Option<Asked>) {
    let nobody = BTreeMap::new();
    let roles = may.get(action).unwrap_or(&nobody);
    let mut asked = 0;
    let found = Asked::all(action).into_iter().find(|question| {
        asked += 1;
        question.is_permitted(engine, action) != question.should_be(roles)
    });
    (asked, found)
}

#[test]
fn the_engine_says_what_the_table_says() {
    let engine = Authz::load(&texts(".cedarschema"), &texts(".cedar")).unwrap();
    let may = who_may();
    for named in may.keys() {
        assert!(engine.actions().contains(named.as_str()), "who-may.toml names {named}, which is no action");
    }
    let mut all = 0;
    for action in engine.actions() {
        let (asked, found) = differs(&engine, action, &may);
        all += asked;
        assert!(found.is_none(), "{action}: who-may.toml and the policies disagree on {found:?}");
    }
    println!("{all} questions about {} actions", engine.actions().len());
}

/// What the schema does not know of a kind is denied, whoever asks.
#[test]
fn an_action_is_for_its_own_kind_only() {
    let engine = Authz::load(&texts(".cedarschema"), &texts(".cedar")).unwrap();
    let question = Asked { role: Role::Admin, level: 3, own_tenant: true, own: None, part: None, id: None };
    assert!(question.is_permitted(&engine, "earning:read"));
    let actor = Actor {
        account: AccountId::from_u128(ME),
        tenant: TenantId::from_u128(7),
        role: Role::Admin,
        session: SessionId::from_u128(3),
        posture: Posture::default(),
    };
    assert!(engine.permit(&actor, "earning:read", &Resource::of("conversation"), Ts::from_micros(0)).is_err());
}
