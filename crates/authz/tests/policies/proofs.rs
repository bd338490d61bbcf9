//! Properties proved by a solver over every request the schema allows: any accounts, roles, tenants, levels and relations.

use cedar_policy::{Authorizer, Decision, Policy, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, solver::LocalSolver};

use crate::{about, is_about, named, policies, schema};

pub(crate) type Solver = CedarSymCompiler<LocalSolver>;

pub(crate) const PROPERTIES: &str = include_str!("../data/properties.cedar");

/// A running solver: the program that CVC5 names, or `cvc5`. `None`, said aloud, where there is none and none was named.
pub(crate) fn solver() -> Option<Solver> {
    // A minute for each question, not for all of them.
    match LocalSolver::cvc5_with_args(["--tlimit-per=60000"]) {
        Ok(solver) => Some(CedarSymCompiler::new(solver).unwrap()),
        Err(cause) => {
            assert!(std::env::var_os("CVC5").is_none(), "the solver that CVC5 names does not run: {cause}");
            println!("SKIPPED: nothing is proved, the solver cvc5 is not installed");
            None
        }
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Whether all that `set` permits in `env` is permitted by the property as well.
pub(crate) async fn holds(solver: &mut Solver, set: &PolicySet, property: &Policy, env: &RequestEnv, schema: &Schema) -> bool {
    let set = CompiledPolicySet::compile(set, env, schema).unwrap();
    let property = CompiledPolicy::compile(property, env, schema).unwrap().into_compiled_policyset();
    solver.check_implies_opt(&set, &property).await.unwrap()
}

/// Requests of one action: each is for accounts and one kind of thing.
pub(crate) fn kinds(schema: &Schema) -> Vec<RequestEnv> {
    let mut all: Vec<RequestEnv> = schema.request_envs().collect();
    all.sort_by_key(|env| env.action().to_string());
    all
}

#[test]
fn the_properties_hold_of_every_request() {
    block_on(async {
        let Some(mut solver) = solver() else { return };
        let from = std::time::Instant::now();
        let (schema, policies) = (schema(), policies());
        let mut proved = 0;
        for property in named(PROPERTIES) {
            let mut over = 0;
            for env in kinds(&schema).iter().filter(|env| is_about(&property, env.action())) {
                let set = about(&policies, env.action());
                assert!(holds(&mut solver, &set, &property, env, &schema).await, "{}: not of {}", property.id(), env.action());
                over += 1;
            }
            assert!(over > 0, "{} is about no action", property.id());
            println!("proved over {over:>3} kinds of request: {}", property.id());
            proved += over;
        }
        println!("{proved} proofs in {} ms", from.elapsed().as_millis());
    });
}

/// An erring rule is skipped by Cedar: an erring `forbid` would fail open.
#[test]
fn no_policy_ever_errors_and_every_action_is_somebodys() {
    block_on(async {
        let Some(mut solver) = solver() else { return };
        let (schema, policies) = (schema(), policies());
        let mut pairs = 0;
        for env in kinds(&schema) {
            for policy in policies.iter().filter(|policy| is_about(policy, env.action())) {
                let compiled = CompiledPolicy::compile(policy, &env, &schema).unwrap();
                assert!(solver.check_never_errors_opt(&compiled).await.unwrap(), "{} may err on {}", policy.id(), env.action());
                pairs += 1;
            }
            let set = CompiledPolicySet::compile(&about(&policies, env.action()), &env, &schema).unwrap();
            assert!(!solver.check_always_denies_opt(&set).await.unwrap(), "nobody may ever {}", env.action());
        }
        println!("{pairs} pairs of policy and kind of request never err");
    });
}

/// A hole made on purpose is found, with a request that Cedar itself permits through it.
#[test]
fn a_hole_is_found_with_a_request_that_shows_it() {
    block_on(async {
        let Some(mut solver) = solver() else { return };
        let schema = schema();
        let hole = named(r#"@id("hole") permit (principal in Role::"member", action == Action::"conversation:read", resource);"#);
        let property = named(PROPERTIES).into_iter().find(|property| property.id().to_string().starts_with("01")).unwrap();
        let env = kinds(&schema).into_iter().find(|env| env.action().to_string().contains("conversation:read")).unwrap();
        let policies: Vec<Policy> = policies().into_iter().chain(hole).collect();
        let set = about(&policies, env.action());
        let compiled = CompiledPolicySet::compile(&set, &env, &schema).unwrap();
        let wall = CompiledPolicy::compile(&property, &env, &schema).unwrap().into_compiled_policyset();
        let shown = solver.check_implies_with_counterexample_opt(&compiled, &wall).await.unwrap().unwrap();
        let answer = |set: &PolicySet| Authorizer::new().is_authorized(&shown.request, set, &shown.entities).decision();
        assert_eq!(answer(&set), Decision::Allow);
        assert_eq!(answer(&PolicySet::from_policies([property]).unwrap()), Decision::Deny);

        // The level of a session is a number of 64 bits: what is added to it can overflow, and then the rule is skipped.
        let overflowing = named(
            r#"@id("o") forbid (principal, action == Action::"conversation:read", resource) when { principal.posture + 1 < 2 };"#,
        );
        let compiled = CompiledPolicy::compile(&overflowing[0], &env, &schema).unwrap();
        assert!(!solver.check_never_errors_opt(&compiled).await.unwrap());
    });
}
