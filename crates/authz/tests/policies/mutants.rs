//! Every rule, spoilt in every small way: each mutant is refused when loaded, told apart by a case, or breaks a property;
//! what is left must be proved to mean the same as the rule.

use std::collections::BTreeMap;

use authz::Authz;
use cedar_policy::{EntityUid, Policy, PolicySet, Schema};
use cedar_policy_symcc::CompiledPolicySet;
use serde_json::{Value, json};

use crate::{
    about, cases, is_about, named, policies,
    proofs::{self, Solver},
    schema, texts,
};

const ROLES: [&str; 5] = ["worker", "member", "owner", "admin", "visitor"];

struct Mutant {
    of: String,
    how: String,
    /// `None`: the rule is dropped.
    policy: Option<Policy>,
}

fn role(name: &str) -> Value {
    json!({"__entity": {"type": "Role", "id": name}})
}

/// The expression with one thing in it changed, in each way.
fn spoilt(expr: &Value) -> Vec<(String, Value)> {
    let Some((op, args)) = expr.as_object().and_then(|fields| fields.iter().next()) else { return Vec::new() };
    let mut all: Vec<(String, Value)> = Vec::new();
    let other = |name: &str| json!({ name: args.clone() });
    match op.as_str() {
        "&&" | "||" => {
            all.push((format!("left of {op} only"), args["left"].clone()));
            all.push((format!("right of {op} only"), args["right"].clone()));
            all.push((format!("{op} swapped"), other(if op == "&&" { "||" } else { "&&" })));
        }
        "==" => all.push(("!=".to_owned(), other("!="))),
        ">=" => [">", "<", "<=", "=="].iter().for_each(|name| all.push(((*name).to_owned(), other(name)))),
        "in" if args["right"]["Value"]["__entity"]["type"] == "Role" => {
            all.extend(ROLES.iter().filter(|name| args["right"]["Value"] != role(name)).map(|name| {
                (format!("in {name}"), json!({"in": {"left": args["left"].clone(), "right": {"Value": role(name)}}}))
            }));
        }
        "!" => all.push(("not dropped".to_owned(), args["arg"].clone())),
        "has" | "contains" => all.push((format!("not {op}"), json!({"!": {"arg": expr.clone()}}))),
        "Value" => {
            if let Some(n) = args.as_i64() {
                all.extend([n - 1, n + 1].map(|n| (format!("{n}"), json!({ "Value": n }))));
            }
        }
        _ => {}
    }
    for side in ["left", "right", "arg"] {
        if args.get(side).is_some() && op != "has" {
            all.extend(spoilt(&args[side]).into_iter().map(|(how, part)| {
                let mut whole = expr.clone();
                whole[op][side] = part;
                (how, whole)
            }));
        }
    }
    all
}

fn scopes(rule: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut with = |how: String, place: &str, part: Value| {
        let mut changed = rule.clone();
        changed[place] = part;
        all.push((how, changed));
    };
    let anybody = json!({"op": "All"});
    if rule["principal"]["op"] == "in" {
        with("anybody".to_owned(), "principal", anybody.clone());
    }
    for name in ROLES.iter().filter(|name| rule["principal"]["entity"]["id"] != **name) {
        with(format!("for {name}"), "principal", json!({"op": "in", "entity": {"type": "Role", "id": name}}));
    }
    if rule["action"]["op"] != "All" {
        with("any action".to_owned(), "action", anybody.clone());
    }
    let list = rule["action"]["entities"].as_array().cloned().unwrap_or_default();
    for at in 0..list.len() {
        let mut fewer = list.clone();
        let gone = fewer.remove(at);
        with(format!("without {}", gone["id"]), "action", json!({"op": "in", "entities": fewer}));
    }
    if rule["resource"]["op"] == "is" {
        with("of any kind".to_owned(), "resource", anybody);
    }
    all
}

/// All mutants of a rule.
fn mutants(policy: &Policy) -> Vec<Mutant> {
    let of = policy.id().to_string();
    let rule = policy.to_json().unwrap();
    let mut all = scopes(&rule);
    let flipped = if rule["effect"] == "permit" { "forbid" } else { "permit" };
    let mut turned = rule.clone();
    turned["effect"] = json!(flipped);
    all.push((flipped.to_owned(), turned));
    for (at, condition) in rule["conditions"].as_array().into_iter().flatten().enumerate() {
        let mut dropped = rule.clone();
        dropped["conditions"].as_array_mut().unwrap().remove(at);
        all.push(("without its condition".to_owned(), dropped));
        let mut turned = rule.clone();
        turned["conditions"][at]["kind"] = json!(if condition["kind"] == "when" { "unless" } else { "when" });
        all.push(("when for unless".to_owned(), turned));
        all.extend(spoilt(&condition["body"]).into_iter().map(|(how, body)| {
            let mut changed = rule.clone();
            changed["conditions"][at]["body"] = body;
            (how, changed)
        }));
    }
    let made = all.into_iter().map(|(how, json)| {
        let policy = Policy::from_json(Some(policy.id().clone()), json).unwrap_or_else(|e| panic!("{of}, {how}: {e}"));
        Mutant { of: of.clone(), how, policy: Some(policy) }
    });
    made.chain([Mutant { of: of.clone(), how: "dropped".to_owned(), policy: None }]).collect()
}

/// The policies with a mutant in place of its rule, and the actions in which either has a say.
struct Spoilt {
    policies: Vec<Policy>,
    actions: Vec<EntityUid>,
}

impl Spoilt {
    fn of(mutant: &Mutant, all: &[Policy], schema: &Schema) -> Self {
        let rule = all.iter().find(|policy| policy.id().to_string() == mutant.of).unwrap();
        let touched = |action: &EntityUid| is_about(rule, action) || mutant.policy.as_ref().is_some_and(|p| is_about(p, action));
        let others = all.iter().filter(|policy| policy.id() != rule.id());
        let policies = others.chain(&mutant.policy).cloned().collect();
        // An action that only the mutant reaches comes last: most are told apart before.
        let mut actions: Vec<EntityUid> = schema.actions().filter(|action| touched(action)).cloned().collect();
        actions.sort_by_key(|action| (!is_about(rule, action), action.to_string()));
        Self { policies, actions }
    }

    /// The engine over what has a say in these actions; `None` when it refuses to load.
    fn engine(&self, schemas: &[(String, String)]) -> Option<Authz> {
        let has_say = self.policies.iter().filter(|policy| self.actions.iter().any(|action| is_about(policy, action)));
        let files: Vec<(String, String)> = has_say.map(|policy| (policy.id().to_string(), policy.to_cedar().unwrap())).collect();
        Authz::load(schemas, &files).ok()
    }

    fn is_told_apart(&self, engine: &Authz, may: &cases::WhoMay) -> bool {
        self.actions.iter().any(|action| cases::differs(engine, action.id().unescaped(), may).1.is_some())
    }

    /// The properties that it breaks.
    async fn breaks(&self, solver: &mut Solver, properties: &[Policy], schema: &Schema) -> Vec<String> {
        let mut broken = Vec::new();
        for env in proofs::kinds(schema).iter().filter(|env| self.actions.contains(env.action())) {
            let set = about(&self.policies, env.action());
            for property in properties.iter().filter(|property| is_about(property, env.action())) {
                let name = property.id().to_string();
                if !broken.contains(&name) && !proofs::holds(solver, &set, property, env, schema).await {
                    broken.push(name);
                }
            }
        }
        broken
    }

    /// Whether a solver proves that it decides every request as the rules do.
    async fn means_the_same(&self, solver: &mut Solver, all: &[Policy], schema: &Schema) -> bool {
        for env in proofs::kinds(schema).iter().filter(|env| self.actions.contains(env.action())) {
            let compiled = |set: PolicySet| CompiledPolicySet::compile(&set, env, schema).unwrap();
            let (rules, mutant) = (compiled(about(all, env.action())), compiled(about(&self.policies, env.action())));
            if !solver.check_equivalent_opt(&rules, &mutant).await.unwrap() {
                return false;
            }
        }
        true
    }
}

/// What the rules are and what they are measured by.
struct Ground {
    schema: Schema,
    schemas: Vec<(String, String)>,
    all: Vec<Policy>,
    may: cases::WhoMay,
    properties: Vec<Policy>,
    /// Which properties notice a mutant that a case tells apart takes minutes.
    nightly: bool,
}

#[derive(Debug, Default)]
struct Found {
    mutants: usize,
    refused: usize,
    by_case: usize,
    by_property: usize,
    proved_the_same: usize,
    unproved: usize,
    survivors: Vec<String>,
    /// How many mutants break each property.
    broken: BTreeMap<String, usize>,
}

impl Found {
    fn and(mut self, other: Self) -> Self {
        self.mutants += other.mutants;
        self.refused += other.refused;
        self.by_case += other.by_case;
        self.by_property += other.by_property;
        self.proved_the_same += other.proved_the_same;
        self.unproved += other.unproved;
        self.survivors.extend(other.survivors);
        other.broken.into_iter().for_each(|(name, count)| *self.broken.entry(name).or_default() += count);
        self
    }

    async fn look(&mut self, mutant: &Mutant, ground: &Ground, solver: &mut Option<Solver>) {
        self.mutants += 1;
        let Ground { schema, all, .. } = ground;
        let spoilt = Spoilt::of(mutant, all, schema);
        let Some(engine) = spoilt.engine(&ground.schemas) else {
            self.refused += 1;
            return;
        };
        let told = spoilt.is_told_apart(&engine, &ground.may);
        self.by_case += usize::from(told);
        let Some(solver) = solver else {
            self.unproved += usize::from(!told);
            return;
        };
        if told && !ground.nightly {
            return;
        }
        if !told && spoilt.means_the_same(solver, all, schema).await {
            self.proved_the_same += 1;
            return;
        }
        let broken = spoilt.breaks(solver, &ground.properties, schema).await;
        self.by_property += usize::from(!broken.is_empty());
        if !told && broken.is_empty() {
            self.survivors.push(format!("{}: {}", mutant.of, mutant.how));
        }
        broken.into_iter().for_each(|name| *self.broken.entry(name).or_default() += 1);
    }
}

#[test]
fn no_spoilt_rule_survives() {
    let from = std::time::Instant::now();
    let ground = Ground {
        schema: schema(),
        schemas: texts(".cedarschema"),
        all: policies(),
        may: cases::who_may(),
        properties: named(proofs::PROPERTIES),
        nightly: std::env::var_os("TIDECREW_NIGHTLY").is_some(),
    };
    let mutants: Vec<Mutant> = ground.all.iter().flat_map(mutants).collect();
    let part = |of: &[&Mutant]| {
        proofs::block_on(async {
            let (mut found, mut solver) = (Found::default(), proofs::solver());
            for mutant in of {
                found.look(mutant, &ground, &mut solver).await;
            }
            found
        })
    };
    // Neighbours are as costly as each other.
    let (even, odd): (Vec<_>, Vec<_>) = mutants.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let [even, odd] = [even, odd].map(|half| half.into_iter().map(|(_, mutant)| mutant).collect::<Vec<&Mutant>>());
    let found = std::thread::scope(|scope| {
        let other = scope.spawn(|| part(&odd));
        part(&even).and(other.join().unwrap())
    });
    println!("{found:#?} in {} s", from.elapsed().as_secs());
    assert!(found.survivors.is_empty(), "{:#?} survive", found.survivors);
    if ground.nightly && found.unproved == 0 {
        let idle = ground.properties.iter().map(|property| property.id().to_string());
        let idle: Vec<String> = idle.filter(|name| !found.broken.contains_key(name)).collect();
        assert!(idle.is_empty(), "no mutant breaks {idle:?}");
    }
}
