//! Verdicts over the store, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use kernel::{AccountId, Scope, TenantId};
use patrol::{Beside, Draft, NewVerdict, Outcome, Provenance, Rules, Side, judge};
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
        let told = Provenance { typed: 4, inserted: 16, ms: 2_000, ..Provenance::default() };
        let beside = Beside { provenance: Some(told), ..Beside::default() };
        let kept = beside.clone();
        let id = base.db.write(Scope::Tenant(SHOP), move |c| {
            let new = NewVerdict {
                conversation: TALK, author: Some(AccountId::from_u128(5)), side: Side::Agent, text: TEXT, verdict: &judged, beside: Some(&beside), override_reason: None,
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
        assert_eq!(row.beside, Some(kept));
        let ring = keyring.clone();
        let first = base.db.read(Scope::Platform, move |c| {
            let of = |author, text| (AccountId::from_u128(author), text);
            let asked = [of(5, TEXT), of(5, "加我微信"), of(6, TEXT)];
            asked.into_iter().map(|(author, text)| patrol::first_told(c, &ring, SHOP, TALK, author, text)).collect::<Result<Vec<_>, _>>()
        }).await.unwrap();
        assert_eq!(first, [Some(told), None, None], "of this worker and this text alone");
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
    let text = "您好，这款商品支持七天无理由退货，请保持吊牌和包装完好，寄回以后三天之内为您办理退款";
    let beside = Beside { provenance: Some(Provenance { inserted: 42, ..Provenance::default() }), ..Beside::default() };
    let verdict = judge(&Rules::base_cn().unwrap().value, &Draft::agent(text).beside(&beside));
    assert_eq!(verdict.outcome, Outcome::Warn);
    let inputs = json!({"side": "agent", "text": text, "locale": "zh-CN", "beside": beside});
    assert_eq!(patrol::replay(&inputs, patrol::BASE_CN).unwrap(), serde_json::to_value(verdict).unwrap());
    assert!(patrol::replay(&json!({"side": "agent"}), patrol::BASE_CN).is_err());
}
