//! May this actor do this? Cedar answers, from `policies/authz`; any evaluation error means no.
//!
//! Each domain has a schema fragment and a policy file of its own name there. A request that the schema does not know
//! is denied. Knows no actix and no domain.

use std::collections::{HashMap, HashSet};

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
}

impl Resource {
    pub const fn of(kind: &'static str) -> Self {
        Self { kind, id: None, tenant: None, owner: None }
    }

    pub fn id<K>(mut self, id: kernel::Id<K>) -> Self {
        self.id = Some(id.uuid());
        self
    }

    pub const fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenant = Some(tenant);
        self
    }

    pub const fn owner(mut self, owner: AccountId) -> Self {
        self.owner = Some(owner);
        self
    }
}

/// An action with the policies whose scope names it: no other policy could have a say in it.
struct Known {
    uid: EntityUid,
    policies: PolicySet,
}

/// The policy engine. Built once from texts; answering is pure.
pub struct Authz {
    authorizer: Authorizer,
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
            actions.insert(uid.id().unescaped().to_owned(), Known { uid: uid.clone(), policies });
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            kinds,
            actions,
            account: type_name("Account")?,
            role: type_name("Role")?,
            tenant: type_name("Tenant")?,
        })
    }

    /// Every action the schema knows.
    pub fn actions(&self) -> HashSet<&str> {
        self.actions.keys().map(String::as_str).collect()
    }

    /// `Ok` when permitted. Refused: `not_found` when the resource is another tenant's or person's, else `forbidden`.
    pub fn permit(&self, actor: &Actor, action: &str, resource: &Resource, now: Ts) -> Result<()> {
        match self.decide(actor, action, resource, now) {
            Ok(true) => Ok(()),
            Ok(false) => Err(refusal(actor, action, resource)),
            Err(error) => {
                tracing::error!(action, %error, "authorisation could not be decided; denied");
                Err(refusal(actor, action, resource))
            }
        }
    }

    fn decide(&self, actor: &Actor, action: &str, resource: &Resource, now: Ts) -> Result<bool> {
        let Known { uid: action, policies } =
            self.actions.get(action).ok_or_else(|| broken(format!("unknown action {action}")))?;
        let kind = self.kinds.get(resource.kind).ok_or_else(|| broken(format!("unknown resource kind {}", resource.kind)))?;
        let uid = |name: &EntityTypeName, id: &str| EntityUid::from_type_name_and_id(name.clone(), EntityId::new(id));
        let tenant_of = |tenant: TenantId| uid(&self.tenant, &tenant.to_string());
        let account_of = |account: AccountId| uid(&self.account, &account.to_string());
        let principal = account_of(actor.account);
        let object = uid(kind, &resource.id.map_or_else(|| "collection".to_owned(), |id| id.to_string()));
        let tenant = resource.tenant.unwrap_or(actor.tenant);

        let mut attrs = HashMap::from([("tenant".to_owned(), RestrictedExpression::new_entity_uid(tenant_of(tenant)))]);
        if let Some(owner) = resource.owner {
            attrs.insert("owner".to_owned(), RestrictedExpression::new_entity_uid(account_of(owner)));
        }
        // An owner is also a member of the same enterprise.
        let mut roles = HashSet::from([uid(&self.role, actor.role.as_str())]);
        if actor.role == Role::Owner {
            roles.insert(uid(&self.role, Role::Member.as_str()));
        }
        let person = Entity::new(
            principal.clone(),
            HashMap::from([
                ("tenant".to_owned(), RestrictedExpression::new_entity_uid(tenant_of(actor.tenant))),
                ("posture".to_owned(), RestrictedExpression::new_long(i64::from(actor.posture.level_at(now)))),
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
        let request = Request::new(principal, action.clone(), object, Context::empty(), None).map_err(broken)?;
        let answer = self.authorizer.is_authorized(&request, policies, &entities);
        if let Some(error) = answer.diagnostics().errors().next() {
            return Err(broken(error));
        }
        Ok(answer.decision() == Decision::Allow)
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

    #[test]
    fn a_policy_with_a_typo_is_refused() {
        let typo = POLICY.replace("principal.posture", "principal.postur");
        assert_eq!(
            Authz::load(&[("s".into(), SCHEMA.into())], &[("p".into(), typo)]).err().map(|e| e.code),
            Some(Code::PolicyInvalid)
        );
    }
}
