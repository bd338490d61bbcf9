//! Verdicts over the store, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use kernel::{AccountId, Scope, TenantId};
use patrol::{Draft, NewVerdict, Outcome, Rules, Side, judge};
use seal::Keyring;
use serde_json::json;
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
const OTHER: TenantId = TenantId::from_u128(71);
const TALK: Uuid = Uuid::from_u128(90);
const TEXT: &str = "加我微信，电话13812345678";

testkit::both! {
    async fn a_verdict_is_kept_without_the_text_and_answers_for_it_alone(base: Base) {
        let now = base.clock.now();
        let keyring = Keyring::from_root([3; 32]);
        let policy = Rules::base_cn().unwrap();
        let verdict = judge(&policy.value, &Draft::agent(TEXT));
        assert_eq!(verdict.outcome, Outcome::Block);
        let (ring, judged, rules) = (keyring.clone(), verdict.clone(), policy.clone());
        let id = base.db.write(Scope::Tenant(SHOP), move |c| {
            let new = NewVerdict {
                conversation: TALK, author: Some(AccountId::from_u128(5)), side: Side::Agent, text: TEXT, verdict: &judged, override_reason: None,
            };
            patrol::record(c, &ring, &rules, SHOP, &new, now)
        }).await.unwrap();
        let (row, all, foreign) = base.db.read(Scope::Platform, move |c| {
            Ok((patrol::find(c, SHOP, id)?.unwrap(), patrol::of_conversation(c, SHOP, TALK)?, patrol::find(c, OTHER, id)?))
        }).await.unwrap();
        assert!(foreign.is_none());
        assert_eq!(all, std::slice::from_ref(&row));
        assert_eq!((row.outcome, row.policy_hash.as_str(), row.engine.as_str()), (Outcome::Block, policy.hash.as_str(), patrol::ENGINE));
        assert_eq!(row.hits.len(), verdict.hits.len());
        let stored = format!("{row:?}");
        assert!(!stored.contains("138") && !stored.contains("微信"), "{stored}");
        assert!(patrol::answers_for(&keyring, SHOP, &row, TEXT));
        assert!(!patrol::answers_for(&keyring, SHOP, &row, "加我微信，电话13812345679"));
        assert!(!patrol::answers_for(&keyring, OTHER, &row, TEXT));
    }
}

#[test]
fn a_replay_under_the_same_bytes_gives_the_same() {
    let verdict = judge(&Rules::base_cn().unwrap().value, &Draft::agent(TEXT).skill(Some("finance")));
    let inputs = json!({"side": "agent", "text": TEXT, "skill": "finance"});
    assert_eq!(patrol::replay(&inputs, patrol::BASE_CN).unwrap(), serde_json::to_value(verdict).unwrap());
    assert!(patrol::replay(&json!({"side": "agent"}), patrol::BASE_CN).is_err());
}
