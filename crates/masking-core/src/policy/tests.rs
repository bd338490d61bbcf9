//! Inheritance, vectors, actions, recognisers and payload paths.

use super::*;
use crate::json::mask_json;

fn parse(s: &str) -> Result<Policy, PolicyError> {
    Policy::parse(s.as_bytes(), &|_| None)
}

fn preview(toml: &str, text: &str) -> String {
    let p = parse(toml).unwrap();
    Detector::new(Arc::new(p)).preview(text, &[])
}

#[test]
fn base_is_whole_and_has_a_hash() {
    let p = Policy::parse(BASE_CN.as_bytes(), &|_| None).unwrap();
    assert_eq!(p.id(), "base-cn");
    assert_eq!(p.hash().len(), 64);
    assert!(p.blocks_on_error());
}

#[test]
fn retail_extends_base() {
    let p = parse(include_str!("../../../../policies/masking/retail-cn.toml")).unwrap();
    assert_eq!(p.id(), "retail-cn");
    assert_eq!(p.action(&Label::OrderNo), Action::Pass);
}

#[test]
fn a_failing_vector_refuses_the_file_and_is_named() {
    let e = parse("id='x'\nversion=1\nextends='base-cn'\n[[test]]\ntext='电话13812345678'\nexpect='电话〔邮箱·1〕'").unwrap_err();
    assert!(e.to_string().contains("test vector 1 fails"), "{e}");
}

#[test]
fn slips_are_refused() {
    assert!(parse("id='x'\nversion=1\nextend='base-cn'").is_err());
    assert!(parse("id='x'\nversion=1\n[defaults]\nthreshold=7").is_err());
    assert!(parse("id='x'\nversion=1\nextends='nowhere'").is_err());
    assert!(parse("id='x'\nversion=1\n[[recognizer]]\nlabel='A'\npattern='('\nscore=0.5").is_err());
    assert!(parse("id='x'\nversion=1\n[[json]]\npath='a.b'\nas='text'").is_err());
    let circle = Policy::parse(b"id='x'\nversion=1\nextends='x'", &|_| Some(b"id='x'\nversion=1\nextends='x'".to_vec()));
    assert!(matches!(circle, Err(PolicyError::Extends(..))));
}

#[test]
fn every_action_renders() {
    let with =
        |a: &str| preview(&format!("id='x'\nversion=1\nextends='base-cn'\n[entity.PHONE]\naction='{a}'"), "电话138-1234-5678");
    assert_eq!(with("token"), "电话〔手机·1〕");
    assert_eq!(with("redact"), "电话〔手机〕");
    assert_eq!(with("mask"), "电话138-****-5678");
    assert!(with("hash").starts_with("电话〔手机#"));
    assert_ne!(with("surrogate"), "电话138-1234-5678");
    assert_eq!(with("surrogate").len(), "电话138-1234-5678".len());
    assert_eq!(with("generalise"), "电话〔手机〕");
    assert_eq!(with("pass"), "电话138-1234-5678");
    assert_eq!(with("block"), "〔拦截〕");
}

#[test]
fn recognisers_allow_and_deny() {
    let toml = "id='x'\nversion=1\nextends='base-cn'\n[[recognizer]]\nlabel='MEMBER_ID'\nzh='会员号'\npattern='VIP[0-9]{8}'\ncue=['会员']\nscore=0.3\n\
        [[allow]]\nvalue='138-0000-0000'\n[[deny]]\nlabel='PROJECT'\nvalue='海豚计划'";
    assert_eq!(preview(toml, "会员ＶＩＰ12345678"), "会员〔会员号·1〕");
    assert_eq!(preview(toml, "代码VIP12345678吗"), "代码VIP12345678吗");
    assert_eq!(preview(toml, "打13800000000"), "打13800000000");
    assert_eq!(preview(toml, "关于海豚 计划"), "关于〔PROJECT·1〕");
}

#[test]
fn address_levels_stay_readable() {
    let toml = "id='x'\nversion=1\nextends='base-cn'\n[entity.ADDRESS]\nkeep_levels=['province','city']";
    assert_eq!(preview(toml, "地址浙江省杭州市西湖区文三路12号"), "地址浙江省杭州市〔地址·1〕");
}

#[test]
fn payload_paths() {
    let p = parse(
        "id='x'\nversion=1\nextends='base-cn'\n[[json]]\npath='$.buyer.phone'\nas='PHONE'\n[[json]]\npath='$.buyer.name'\nas='PERSON'\n\
         [[json]]\npath='$..sku'\nas='pass'",
    )
    .unwrap();
    let d = Detector::new(Arc::new(p));
    let mut doc = serde_json::json!({
        "buyer": {"phone": 13812345678u64, "name": "陆小凤"},
        "items": [{"sku": "13912345678", "note": "给陆 小 凤，电话13712345678"}],
        "extra": "{\"mail\":\"a.b@qq.com\"}",
        "q": "tel%3D13612345678",
        "b": "55S16K+dMTM1MTIzNDU2Nzg="
    });
    let mut ordinals = crate::Ordinals::default();
    let found = mask_json(&d, "hook", &mut doc, &mut |s, _| crate::token(&s.label, ordinals.of(s)));
    let text = doc.to_string();
    for raw in ["13812345678", "陆小凤", "陆 小 凤", "13712345678", "a.b@qq.com", "13612345678", "55S16K"] {
        assert!(!text.contains(raw), "{raw} in {text}");
    }
    assert!(text.contains("13912345678"));
    assert_eq!(found.known.len(), 2);
    assert!(!found.blocked);
}

#[test]
fn too_deep_is_blocked() {
    let mut doc = serde_json::json!("13812345678");
    for _ in 0..80 {
        doc = serde_json::json!([doc]);
    }
    let d = Detector::new(Policy::base_cn());
    assert!(mask_json(&d, "x", &mut doc, &mut |_, _| String::new()).blocked);
}
