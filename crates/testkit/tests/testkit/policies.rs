//! The authorisation policies on disk parse, fit their schema, and deny by default.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop at once and say why")]

use kernel::{AccountId, Actor, Posture, Role, SessionId, TenantId, Ts};

fn actor(role: Role) -> Actor {
    let posture = Posture { level: 3, expires_at: Ts::from_micros(i64::MAX) };
    Actor { account: AccountId::from_u128(5), tenant: TenantId::from_u128(6), role, session: SessionId::from_u128(7), posture }
}

/// Resource kind of an action, as used by routes.
fn kind(action: &str) -> &'static str {
    let word = action.split(':').next().unwrap();
    Box::leak(word.to_owned().into_boxed_str())
}

#[test]
fn nobody_but_the_platform_reaches_another_tenants_things() {
    let policies = testkit::policies_from_disk();
    let authz = testkit::authz_from_disk(&policies);
    let actions = authz.actions();
    assert!(actions.len() > 20, "{actions:?}");
    let foreign = TenantId::from_u128(99);
    let stranger = AccountId::from_u128(98);
    for action in actions {
        let resource = authz::Resource::of(kind(action)).id(kernel::Id::<()>::from_u128(1)).tenant(foreign).owner(stranger);
        for role in [Role::Worker, Role::Member, Role::Owner, Role::Visitor] {
            assert!(authz.permit(&actor(role), action, &resource, Ts::from_micros(0)).is_err(), "{role:?} {action}");
        }
    }
}
