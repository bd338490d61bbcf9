//! The policies of `policies/authz`: compared with a second statement of who may what, proved against properties by a
//! solver, and mutated rule by rule to see that either notices.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop and say why"
)]

mod cases;
mod mutants;
mod proofs;

use std::{fs, path::Path};

use cedar_policy::{ActionConstraint, EntityUid, Policy, PolicyId, PolicySet, Schema, SchemaFragment};

/// (file name, text) of the policies with this ending.
fn texts(end: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/authz");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<(String, String)> = paths
        .filter(|path| path.to_string_lossy().ends_with(end))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    all.sort();
    all
}

fn schema() -> Schema {
    let fragments = texts(".cedarschema").into_iter().map(|(_, text)| SchemaFragment::from_cedarschema_str(&text).unwrap().0);
    Schema::from_schema_fragments(fragments).unwrap()
}

/// The policies of a text, named by their annotation.
fn named(text: &str) -> Vec<Policy> {
    let set: PolicySet = text.parse().unwrap();
    let name = |policy: &Policy| policy.new_id(PolicyId::new(policy.annotation("id").expect("every policy has an @id")));
    set.policies().map(name).collect()
}

fn policies() -> Vec<Policy> {
    texts(".cedar").iter().flat_map(|(_, text)| named(text)).collect()
}

/// Whether the scope of `policy` names `action`, or no action.
fn is_about(policy: &Policy, action: &EntityUid) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(only) => only == *action,
        ActionConstraint::In(list) => list.contains(action),
    }
}

/// The policies that may have a say in `action`.
fn about<'a>(policies: impl IntoIterator<Item = &'a Policy>, action: &EntityUid) -> PolicySet {
    PolicySet::from_policies(policies.into_iter().filter(|policy| is_about(policy, action)).cloned()).unwrap()
}
