//! The house rules that no reviewer should have to look for.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use testkit::root;

/// Longest file and function. Tables of data may be longer in files of their own.
const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;
const CRATE_LINES: usize = 10_000;

fn sources(dir: &Path, ends: &[&str], found: &mut Vec<PathBuf>) {
    let skip = ["target", "node_modules", "dist", ".git", "test-results", "data"];
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !skip.contains(&name.as_str()) || path.ends_with("masking-read/data") {
                sources(&path, ends, found);
            }
        } else if ends.iter().any(|e| name.ends_with(e)) {
            found.push(path);
        }
    }
}

fn all(ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(&root(), ends, &mut found);
    found.sort();
    found
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_rust_file_says_what_it_is() {
    let silent: Vec<String> =
        all(&[".rs"]).iter().filter(|p| !std::fs::read_to_string(p).unwrap().starts_with("//!")).map(|p| short(p)).collect();
    none("files whose first line is no //! doc", &silent);
}

#[test]
fn files_functions_and_crates_stay_small() {
    let mut crates: BTreeMap<String, usize> = BTreeMap::new();
    let mut long = Vec::new();
    for path in all(&[".rs"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > FILE_LINES {
            long.push(format!("{}: {lines} lines", short(&path)));
        }
        if let Some(name) = short(&path).strip_prefix("crates/").and_then(|rest| rest.split('/').next().map(ToOwned::to_owned)) {
            *crates.entry(name).or_default() += lines;
        }
        long.extend(long_functions(&text).into_iter().map(|(name, lines)| format!("{}: fn {name}: {lines} lines", short(&path))));
    }
    long.extend(crates.into_iter().filter(|(_, n)| *n > CRATE_LINES).map(|(name, n)| format!("crate {name}: {n} lines")));
    none("too long", &long);
}

/// Functions over the limit, found by indentation: rustfmt closes a function at the column that opened it.
fn long_functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let code = line.trim_start();
        let is_fn = code.split("fn ").next().is_some_and(|before| {
            before
                .split_whitespace()
                .all(|w| w.starts_with("pub") || ["const", "async", "unsafe", "extern", "crate)", "super)"].contains(&w))
        }) && code.contains("fn ");
        if !is_fn || code.starts_with("//") {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        if let Some(end) = lines.iter().skip(start).position(|l| *l == close)
            && end + 1 > FUNCTION_LINES
        {
            let name = code.split("fn ").nth(1).unwrap_or("").split(['(', '<']).next().unwrap_or("").to_owned();
            found.push((name, end + 1));
        }
    }
    found
}

#[test]
fn nothing_is_left_undone_or_tied_to_a_machine() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X"].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["#[ig", "nore"].concat(),
        ["test.fix", "me"].concat(),
    ];
    let places = [["/tm", "p/"].concat(), ["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/ho", "me/"].concat()];
    let mut found = Vec::new();
    for path in
        all(&[".rs", ".ts", ".tsx", ".css", ".html", ".mjs", ".toml", ".sql", ".md", ".sh", ".yaml", ".cedar", ".cedarschema"])
    {
        let text = std::fs::read_to_string(&path).unwrap();
        for (n, line) in text.lines().enumerate() {
            let word = |mark: &String| {
                line.split(|c: char| !c.is_alphanumeric() && !"!(#[.".contains(c)).any(|w| w == mark)
                    || (mark.contains('(') && line.contains(mark.as_str()))
            };
            if marks.iter().any(word) || places.iter().any(|p| line.contains(p.as_str())) {
                found.push(format!("{}:{}: {}", short(&path), n + 1, line.trim()));
            }
        }
    }
    none("left undone, or a path of one machine", &found);
}

/// Crates and the domain crates they may use besides the foundation, as written in ARCHITECTURE.md.
fn declared_arrows() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table =
        text.split("<!-- crate map -->").nth(1).expect("ARCHITECTURE.md has its crate map between <!-- crate map --> marks");
    let rows = table.lines().filter(|l| l.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect::<BTreeSet<String>>();
        (names(cells[1]).into_iter().next().unwrap(), names(cells[3]))
    })
    .collect()
}

#[test]
fn the_crate_map_is_what_cargo_says() {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let plain = |name: &str| name.trim_start_matches("tidecrew-").to_owned();
    let ours: BTreeSet<String> = packages.iter().map(|p| plain(p["name"].as_str().unwrap())).collect();
    let actual: BTreeMap<String, BTreeSet<String>> = packages
        .iter()
        .filter(|p| p["name"] != "tests")
        .map(|p| {
            let normal = p["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
            let inside = normal.map(|d| plain(d["name"].as_str().unwrap())).filter(|n| ours.contains(n)).collect();
            (plain(p["name"].as_str().unwrap()), inside)
        })
        .collect();
    let declared = declared_arrows();
    let mut wrong = Vec::new();
    for (name, uses) in &actual {
        match declared.get(name) {
            None => wrong.push(format!("{name} is missing from the map; it uses {uses:?}")),
            Some(said) if said != uses => wrong.push(format!("{name}: the map says {said:?}, cargo says {uses:?}")),
            Some(_) => {}
        }
    }
    wrong.extend(declared.keys().filter(|n| !actual.contains_key(*n)).map(|n| format!("{n} is on the map but does not exist")));
    none("the crate map of ARCHITECTURE.md", &wrong);
}

#[test]
fn only_the_edge_names_actix_and_only_db_branches_on_the_engine() {
    let mut found = Vec::new();
    for path in all(&[".rs"]) {
        let name = short(&path);
        if !name.starts_with("crates/")
            || ["crates/http/", "crates/gateway/", "crates/testkit/"].iter().any(|c| name.starts_with(c))
        {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("actix_web")
            && !name.ends_with("http.rs")
            && !["/tests/", "/benches/"].iter().any(|dir| name.contains(dir))
        {
            found.push(format!("{name} names actix"));
        }
        if (text.contains("Link::Pg") || text.contains("is_pg()")) && !name.starts_with("crates/db/") {
            found.push(format!("{name} branches on the engine"));
        }
    }
    none("layers", &found);
}

/// Decision 0036: an update that no connection keeps is read anew each time.
#[test]
fn updates_and_upserts_stay_prepared() {
    let ends = [".execute(", ".get_result", ".load(", ".first("];
    let mut read_anew = Vec::new();
    for path in all(&[".rs"]).iter().filter(|p| p.ends_with("store.rs") || short(p).starts_with("crates/db/src/")) {
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for start in ["diesel::update(", ".do_update()"] {
            for (at, _) in text.match_indices(start) {
                let rest = &text[at..];
                let statement = &rest[..ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len())];
                // A batch has another text for each number of rows.
                let insert = text[..at].rsplit("insert_into(").next();
                let batch = start == ".do_update()" && insert.is_some_and(|insert| insert.contains(".values(chunk)"));
                if !statement.contains(".keep()") && !batch {
                    read_anew.push(format!("{}:{}", short(path), text[..at].lines().count()));
                }
            }
        }
    }
    none("updates and upserts without .keep()", &read_anew);
}

#[test]
fn each_error_code_is_used() {
    let table = std::fs::read_to_string(root().join("crates/kernel/src/error.rs")).unwrap();
    let variants: Vec<&str> = table
        .lines()
        .filter_map(|l| l.trim().split_once(" = \"").filter(|(_, rest)| rest.ends_with(';')).map(|(name, _)| name))
        .collect();
    let all_text: String = all(&[".rs"])
        .iter()
        .filter(|p| !p.ends_with("kernel/src/error.rs"))
        .map(|p| std::fs::read_to_string(p).unwrap())
        .collect();
    let kernel_own = ["NotFound", "Forbidden", "Conflict", "Internal", "InvalidField"];
    let unused: Vec<String> = variants
        .iter()
        .filter(|v| !kernel_own.contains(v) && !all_text.contains(&format!("Code::{v}")))
        .map(|v| (*v).to_owned())
        .collect();
    assert!(variants.len() > 30);
    none("error codes that nothing uses", &unused);
}

fn translations(language: &str, name: &str) -> BTreeMap<String, String> {
    let path = root().join(format!("web/src/i18n/{language}/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn each_reason_has_words_in_both_languages() {
    let words = ["en", "zh-CN"].map(|language| ["reasons", "admin"].map(|name| translations(language, name)));
    let (mut told, mut wordless) = (0, Vec::new());
    for path in all(&[".rs"]).iter().filter(|p| p.starts_with(root().join("crates")) && short(p).contains("/src/")) {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for after in code.split("Reason::new(").skip(1) {
            let Some((reason, _)) = after.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            told += 1;
            // The guard's reasons are an administrator's words, under the guard's name.
            let names = [reason.to_owned(), format!("guard.{reason}")];
            let is_told = |[reasons, admin]: &[BTreeMap<String, String>; 2]| {
                names.iter().any(|name| reasons.contains_key(name) || admin.contains_key(name))
            };
            if !words.iter().all(is_told) {
                wordless.push(format!("{}: {reason}", short(path)));
            }
        }
    }
    assert!(told > 40);
    none("reasons without words", &wordless);
}

/// Entries of the journal are shown in words.
#[test]
fn every_kind_of_entry_has_words_in_both_languages() {
    let words = ["en", "zh-CN"].map(|language| translations(language, "console"));
    let names_it = ["leg(\"", "one(\"", "transfer(", "kind: \"", "\", self.of(", "\", self.ours(", "\", payable", "\", accrued"];
    let is_name = |text: &str| text.contains('.') && text.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c));
    let (mut wordless, mut told) = (BTreeSet::new(), 0);
    for part in ["ledger", "market", "payout"] {
        let in_part = root().join("crates").join(part).join("src");
        for path in all(&[".rs"]).iter().filter(|p| p.starts_with(&in_part)) {
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or("");
            for line in code.lines().filter(|line| names_it.iter().any(|mark| line.contains(mark))) {
                for kind in line.split('"').skip(1).step_by(2).filter(|text| is_name(text)) {
                    told += 1;
                    if !words.iter().all(|words| words.contains_key(&format!("entry.{kind}"))) {
                        wordless.insert(format!("{}: {kind}", short(path)));
                    }
                }
            }
        }
    }
    assert!(told > 50, "{told}");
    none("kinds of entries without words", &wordless.into_iter().collect::<Vec<_>>());
}

/// Actions of the audit log are shown in words.
#[test]
fn every_action_of_the_log_has_words_in_both_languages() {
    let words = ["en", "zh-CN"].map(|language| translations(language, "admin"));
    let (mut wordless, mut told) = (Vec::new(), 0);
    for path in all(&[".rs"]).iter().filter(|p| p.starts_with(root().join("crates")) && short(p).contains("/src/")) {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for after in code.split("action: \"").skip(1) {
            let Some((action, _)) = after.split_once('"').filter(|(action, _)| action.contains('.')) else { continue };
            told += 1;
            if !words.iter().all(|words| words.contains_key(&format!("act.{action}"))) {
                wordless.push(format!("{}: {action}", short(path)));
            }
        }
    }
    assert!(told > 20);
    none("actions without words", &wordless);
}
