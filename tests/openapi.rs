//! The API document: the committed copy is what the routes say, and every problem code has words in both languages.

use std::collections::BTreeSet;

use gateway::wiring;
use serde_json::Value;
use testkit::root;

#[test]
fn the_committed_document_is_current() {
    let document = http::document(&wiring::routes(), env!("CARGO_PKG_VERSION"));
    let path = root().join("web/openapi/openapi.json");
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "web/openapi/openapi.json is stale; run `cargo run -p gateway -- openapi > web/openapi/openapi.json` and `npm run gen-api` in web/"
    );
}

#[test]
fn the_web_types_are_made_from_the_committed_document() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let hash = kernel::sha256_hex(read("web/openapi/openapi.json").as_bytes());
    let types = read("web/src/api/schema.d.ts");
    assert!(types.lines().next().unwrap().contains(&hash), "web/src/api/schema.d.ts is stale; run `npm run gen-api` in web/");
}

#[test]
fn no_two_types_share_a_name() {
    let clashes = http::clashes(&wiring::routes());
    assert!(clashes.is_empty(), "one type stands for another in the document: {clashes:?}");
}

#[test]
fn words_of_enums_are_those_of_the_wire() {
    let document = http::document(&wiring::routes(), "0");
    let enums = &document["components"]["schemas"];
    assert_eq!(enums["TaskState"]["enum"][0], "pending");
    assert_eq!(enums["Locale"]["enum"][0], "zh-CN");
}

#[test]
fn every_reference_in_the_document_resolves() {
    let document = http::document(&wiring::routes(), "0");
    let known: BTreeSet<&str> = document["components"]["schemas"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut missing = BTreeSet::new();
    collect(&document, &mut |reference| {
        let name = reference.trim_start_matches("#/components/schemas/");
        if !known.contains(name) {
            missing.insert(name.to_owned());
        }
    });
    assert!(missing.is_empty(), "{missing:?}");
}

fn collect(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner.as_str() {
                    Some(text) if key == "$ref" => found(text),
                    _ => collect(inner, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|v| collect(v, found)),
        _ => {}
    }
}

#[test]
fn every_code_has_words_in_both_languages() {
    for language in ["zh-CN", "en"] {
        let folder = root().join("web/src/i18n").join(language);
        let words: String =
            std::fs::read_dir(folder).unwrap().map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap()).collect();
        let missing: Vec<&str> =
            kernel::Code::ALL.iter().map(|c| c.as_str()).filter(|c| !words.contains(&format!("\"{c}\""))).collect();
        assert!(missing.is_empty(), "{language} has no words for {missing:?}");
    }
}

#[test]
fn every_kind_of_decision_has_words_in_both_languages() {
    let kinds = wiring::replayers().0;
    assert!(kinds.len() > 5);
    for language in ["zh-CN", "en"] {
        for (file, before) in [("admin", "kind."), ("me", "decision_")] {
            let text = std::fs::read_to_string(root().join(format!("web/src/i18n/{language}/{file}.json"))).unwrap();
            let words: Value = serde_json::from_str(&text).unwrap();
            let missing: Vec<&str> =
                kinds.iter().map(|each| each.kind).filter(|kind| words.get(format!("{before}{kind}")).is_none()).collect();
            assert!(missing.is_empty(), "{language}/{file}.json has no words for {missing:?}");
        }
    }
}
