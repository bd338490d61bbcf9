//! May this actor do this? Cedar answers, from `policies/authz`; any evaluation error means no.
//!
//! Each domain has a schema fragment and a policy file of its own name there. A request that the schema does not know
//! is denied. Knows no actix and no domain.
//!
//! Policies speak of roles and of what is equal to what, never of one tenant or account by its id (`load` refuses
//! that). So who asks matters only by [`Question`], and Cedar is asked once for each question.

use std::{
    collections::{HashMap, HashSet},
    sync::{PoisonError, RwLock},
};

use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, SchemaFragment, ValidationMode, Validator,
};
use kernel::{AccountId, Actor, Code, Error, PLATFORM, Result, Role, TenantId, Ts};
use uuid::Uuid;

/// What is acted upon. `kind` is the Cedar entity type in snake case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub kind: &'static str,
    pub id: Option<Uuid>,
    pub tenant: Option<TenantId>,
    /// The account it belongs to or is assigned to.
    pub owner: Option<AccountId>,
    /// Accounts that had a part in it, where a second person has to decide.
    pub part: Vec<AccountId>,
}

impl Resource {
    pub const fn of(kind: &'static str) -> Self {
        Self { kind, id: None, tenant: None, owner: None, part: Vec::new() }
    }

    pub fn id<K>(mut self, id: kernel::Id<K>) -> Self {
        self.id = Some(id.uuid());
        self
    }

    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenant = Some(tenant);
        self
    }

    pub fn owner(mut self, owner: AccountId) -> Self {
        self.owner = Some(owner);
        self
    }

    pub fn part(mut self, accounts: impl IntoIterator<Item = AccountId>) -> Self {
        self.part.extend(accounts);
        self
    }
}

/// An action with the policies whose scope names it (no other policy could have a say in it) and the answers so far.
struct Known {
    uid: EntityUid,
    policies: PolicySet,
    answers: RwLock<HashMap<Question, bool>>,
}

/// What a decision depends on, with ids replaced by what they are to the actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Question {
    kind: &'static str,
    role: Role,
    posture: u8,
    is_own_tenant: bool,
    /// Whether the owner, when there is one, is the actor.
    is_own: Option<bool>,
    /// Whether the thing, when there is one, is the actor's own account.
    is_self: Option<bool>,
    /// Whether the actor is among those who had a part in it, where anybody had.
    had_part: Option<bool>,
}

impl Question {
    fn of(actor: &Actor, resource: &Resource, now: Ts) -> Self {
        Self {
            kind: resource.kind,
            role: actor.role,
            posture: actor.posture.level_at(now),
            is_own_tenant: resource.tenant.is_none_or(|t| t == actor.tenant),
            is_own: resource.owner.map(|o| o == actor.account),
            is_self: resource.id.map(|id| id == actor.account.uuid()),
            had_part: (!resource.part.is_empty()).then(|| resource.part.contains(&actor.account)),
        }
    }
}

/// The policy engine. Built once from texts; answering is pure.
pub struct Authz {
    authorizer: Authorizer,
    schema: Schema,
    kinds: HashMap<String, EntityTypeName>,
    actions: HashMap<String, Known>,
    account: EntityTypeName,
    role: EntityTypeName,
    tenant: EntityTypeName,
}

fn broken(what: impl std::fmt::Display) -> Error {
    Error::new(Code::PolicyInvalid, format!("policies/authz: {what}"))
}

fn type_name(name: &str) -> Result<EntityTypeName> {
    name.parse().map_err(|e| broken(format!("{name}: {e}")))
}

impl Authz {
    /// `schemas` and `policies` are (file name, text). A policy that does not fit the schema is refused by name.
    pub fn load(schemas: &[(String, String)], policies: &[(String, String)]) -> Result<Self> {
        let mut fragments = Vec::new();
        for (file, text) in schemas {
            let (fragment, _) = SchemaFragment::from_cedarschema_str(text).map_err(|e| broken(format!("{file}: {e}")))?;
            fragments.push(fragment);
        }
        let schema = Schema::from_schema_fragments(fragments).map_err(broken)?;
        let mut set = PolicySet::new();
        for (file, text) in policies {
            let parsed: PolicySet = text.parse().map_err(|e| broken(format!("{file}: {e}")))?;
            for (n, policy) in parsed.policies().enumerate() {
                if let Some(named) = somebody(&policy.to_json().map_err(broken)?) {
                    return Err(broken(format!("{file}: names {named}; a policy speaks of roles and of relations only")));
                }
                let id = policy.annotation("id").map_or_else(|| format!("{file}#{n}"), ToOwned::to_owned);
                set.add(policy.new_id(cedar_policy::PolicyId::new(id))).map_err(|e| broken(format!("{file}: {e}")))?;
            }
        }
        let report = Validator::new(schema.clone()).validate(&set, ValidationMode::default());
        if let Some(first) = report.validation_errors().next() {
            return Err(broken(first));
        }
        let kinds = schema.entity_types().map(|t| (snake(t.basename()), t.clone())).collect();
        if let Some(group) = schema.action_groups().next() {
            return Err(broken(format!("{group} is a group of actions; name each action in the policy instead")));
        }
        let mut actions = HashMap::new();
        for uid in schema.actions() {
            let policies = about(&set, uid)?;
            actions.insert(uid.id().unescaped().to_owned(), Known { uid: uid.clone(), policies, answers: RwLock::default() });
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            kinds,
            actions,
            account: type_name("Account")?,
            role: type_name("Role")?,
            tenant: type_name("Tenant")?,
            schema,
        })
    }

    /// Every action the schema knows.
    pub fn actions(&self) -> HashSet<&str> {
        self.actions.keys().map(String::as_str).collect()
    }

    /// `Ok` when permitted. Refused: `not_found` when the resource is another tenant's or person's, else `forbidden`.
    pub fn permit(&self, actor: &Actor, action: &str, resource: &Resource, now: Ts) -> Result<()> {
        match self.answer(action, Question::of(actor, resource, now)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(refusal(actor, action, resource)),
            Err(error) => {
                tracing::error!(action, %error, "authorisation could not be decided; denied");
                Err(refusal(actor, action, resource))
            }
        }
    }

    /// The remembered answer, or Cedar's. An error is never remembered.
    fn answer(&self, action: &str, question: Question) -> Result<bool> {
        let known = self.actions.get(action).ok_or_else(|| broken(format!("unknown action {action}")))?;
        if let Some(answer) = known.answers.read().unwrap_or_else(PoisonError::into_inner).get(&question) {
            return Ok(*answer);
        }
        let answer = self.decide(known, question)?;
        known.answers.write().unwrap_or_else(PoisonError::into_inner).insert(question, answer);
        Ok(answer)
    }

    fn decide(&self, known: &Known, question: Question) -> Result<bool> {
        let Known { uid: action, policies, .. } = known;
        let Question { kind, role, posture, is_own_tenant, is_own, is_self, had_part } = question;
        let kind = self.kinds.get(kind).ok_or_else(|| broken(format!("unknown resource kind {kind}")))?;
        let uid = |name: &EntityTypeName, id: &str| EntityUid::from_type_name_and_id(name.clone(), EntityId::new(id));
        let mine = |is_mine: bool| if is_mine { "own" } else { "other" };
        let tenant_of = |is_own: bool| RestrictedExpression::new_entity_uid(uid(&self.tenant, mine(is_own)));
        let account_of = |is_own: bool| uid(&self.account, mine(is_own));
        let principal = account_of(true);
        let object = uid(kind, is_self.map_or("collection", mine));

        let mut attrs = HashMap::from([("tenant".to_owned(), tenant_of(is_own_tenant))]);
        if let Some(is_own) = is_own {
            attrs.insert("owner".to_owned(), RestrictedExpression::new_entity_uid(account_of(is_own)));
        }
        if let Some(had_part) = had_part {
            let part = RestrictedExpression::new_entity_uid(account_of(had_part));
            attrs.insert("part".to_owned(), RestrictedExpression::new_set([part]));
        }
        // An owner is also a member of the same enterprise.
        let mut roles = HashSet::from([uid(&self.role, role.as_str())]);
        if role == Role::Owner {
            roles.insert(uid(&self.role, Role::Member.as_str()));
        }
        let person = Entity::new(
            principal.clone(),
            HashMap::from([
                ("tenant".to_owned(), tenant_of(true)),
                ("posture".to_owned(), RestrictedExpression::new_long(i64::from(posture))),
            ]),
            roles,
        )
        .map_err(broken)?;
        let thing = Entity::new(object.clone(), attrs, HashSet::new()).map_err(broken)?;
        let mut all = vec![person];
        if object != principal {
            all.push(thing);
        }
        let entities = Entities::from_entities(all, None).map_err(broken)?;
        let request = Request::new(principal, action.clone(), object, Context::empty(), Some(&self.schema)).map_err(broken)?;
        let answer = self.authorizer.is_authorized(&request, policies, &entities);
        if let Some(error) = answer.diagnostics().errors().next() {
            return Err(broken(error));
        }
        Ok(answer.decision() == Decision::Allow)
    }
}

/// The first entity that a policy (in Cedar's JSON form) names and that is neither a role nor an action.
fn somebody(policy: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match policy {
        Value::Object(fields) => {
            if let (Some(Value::String(kind)), Some(Value::String(id))) = (fields.get("type"), fields.get("id")) {
                return (kind != "Role" && kind != "Action").then(|| format!("{kind}::{id:?}"));
            }
            fields.values().find_map(somebody)
        }
        Value::Array(items) => items.iter().find_map(somebody),
        _ => None,
    }
}

/// The policies of `all` that may apply to `action`: those whose scope names it or names none.
///
/// Our schemas have no groups of actions, and `load` refuses one, so that a list names its actions one by one.
fn about(all: &PolicySet, action: &EntityUid) -> Result<PolicySet> {
    let mut some = PolicySet::new();
    for policy in all.policies() {
        let applies = match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(only) => only == *action,
            ActionConstraint::In(list) => list.contains(action),
        };
        if applies {
            some.add(policy.clone()).map_err(broken)?;
        }
    }
    Ok(some)
}

fn refusal(actor: &Actor, action: &str, resource: &Resource) -> Error {
    let foreign_tenant = resource.tenant.is_some_and(|t| t != actor.tenant && actor.tenant != PLATFORM);
    let foreign_person = actor.role != Role::Admin && resource.owner.is_some_and(|o| o != actor.account);
    if resource.id.is_some() && (foreign_tenant || foreign_person) {
        return Error::not_found(resource.kind);
    }
    if resource.part.contains(&actor.account) {
        return Error::forbidden("somebody else decides this: you had a part in it");
    }
    Error::forbidden(format!("your role may not do {action}"))
}

/// `CapacityOrder` → `capacity_order`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for (i, ch) in name.chars().enumerate() {
        if ch.is_uppercase() && i > 0 {
            out.push('_');
        }
        out.extend(ch.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use kernel::Posture;

    use super::*;

    const SCHEMA: &str = r#"
        entity Role in [Role]; entity Tenant;
        entity Account in [Role] = { tenant: Tenant, posture: Long };
        entity CapacityOrder = { tenant: Tenant, owner?: Account };
        action "order:read" appliesTo { principal: [Account], resource: [CapacityOrder] };
        action "order:sum" appliesTo { principal: [Account], resource: [CapacityOrder] };
    "#;
    const POLICY: &str = r#"
        @id("member-reads-own-tenant")
        permit (principal in Role::"member", action == Action::"order:read", resource) when { resource.tenant == principal.tenant };
        @id("overflowing")
        permit (principal, action == Action::"order:sum", resource) when { principal.posture + 9223372036854775807 > 0 };
    "#;

    fn engine() -> Authz {
        Authz::load(&[("s".into(), SCHEMA.into())], &[("p".into(), POLICY.into())]).unwrap()
    }

    fn actor(role: Role, tenant: TenantId) -> Actor {
        let posture = Posture { level: 1, expires_at: Ts::from_micros(100) };
        Actor { account: AccountId::from_u128(9), tenant, role, session: kernel::SessionId::from_u128(3), posture }
    }

    #[test]
    fn own_tenant_only_and_foreign_is_not_found() {
        let engine = engine();
        let (mine, other) = (TenantId::from_u128(7), TenantId::from_u128(8));
        let now = Ts::from_micros(0);
        let order = Resource::of("capacity_order").id(kernel::Id::<()>::from_u128(1));
        let member = actor(Role::Member, mine);
        assert!(engine.permit(&member, "order:read", &order.clone().tenant(mine), now).is_ok());
        assert_eq!(engine.permit(&member, "order:read", &order.clone().tenant(other), now).unwrap_err().code, Code::NotFound);
        assert_eq!(
            engine.permit(&actor(Role::Worker, mine), "order:read", &order.tenant(mine), now).unwrap_err().code,
            Code::Forbidden
        );
    }

    #[test]
    fn unknown_action_and_evaluation_errors_deny() {
        let engine = engine();
        let member = actor(Role::Member, TenantId::from_u128(7));
        let now = Ts::from_micros(0);
        assert!(engine.permit(&member, "order:burn", &Resource::of("capacity_order"), now).is_err());
        assert!(engine.permit(&member, "order:sum", &Resource::of("capacity_order"), now).is_err());
    }

    /// An answer that is remembered for one actor must be the answer for every actor who stands in the same relation.
    #[test]
    fn remembered_answers_tell_actors_apart() {
        let engine = engine();
        let now = Ts::from_micros(0);
        let order = Resource::of("capacity_order").id(kernel::Id::<()>::from_u128(1));
        let tenants = [TenantId::from_u128(7), TenantId::from_u128(8)];
        for round in 0..3 {
            for mine in tenants {
                for theirs in tenants {
                    for role in [Role::Member, Role::Owner, Role::Worker] {
                        let asked = engine.permit(&actor(role, mine), "order:read", &order.clone().tenant(theirs), now);
                        assert_eq!(asked.is_ok(), mine == theirs && role != Role::Worker, "round {round} {role:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_policy_that_names_somebody_is_refused() {
        for named in [
            r#"permit (principal == Account::"9", action == Action::"order:read", resource);"#,
            r#"permit (principal, action == Action::"order:read", resource) when { resource.tenant == Tenant::"7" };"#,
        ] {
            let refused = Authz::load(&[("s".into(), SCHEMA.into())], &[("p".into(), named.into())]).err().unwrap();
            assert!(refused.to_string().contains("names"), "{refused}");
        }
    }

    #[test]
    fn a_policy_with_a_typo_is_refused() {
        let typo = POLICY.replace("principal.posture", "principal.postur");
        assert_eq!(
            Authz::load(&[("s".into(), SCHEMA.into())], &[("p".into(), typo)]).err().map(|e| e.code),
            Some(Code::PolicyInvalid)
        );
    }
}
