//! Five hundred trainees at once on one core, and the certificate gate with 320,000 workers × 5 certificates on both engines,
//! beside a read of one row by its key in the same run.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement may stop at once and say why, and fills its tables by the engine itself"
)]

use std::time::{Duration, Instant};

use certification::{
    course::Language,
    simulator::{Did, Session, Setting, Turn, policy::Customers, replay},
};
use db::Conn;
use diesel::RunQueryDsl;
use kernel::{AccountId, Scope, policy::Policy};
use testkit::{Base, Engine};

const TALKS: u64 = 500;
const WORKERS: u128 = 320_000;
const CHECKS: u128 = 20_000;
const SKILLS: [&str; 5] = ["ecommerce.after_sale", "travel.booking", "bench.three", "bench.four", "bench.five"];

fn quantile(times: &mut [Duration], q: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * q).round() as usize]
}

/// Every trainee takes their turn at the same moment, again and again; a turn is late by all that came before it.
fn trainees() {
    let def = sop::parse("refund", include_bytes!("../../../policies/sop/ecommerce-refund.yaml")).unwrap();
    let customers =
        Policy::<Customers>::parse("customers", include_bytes!("../../../policies/simulator/customers.toml")).unwrap().value;
    let rules = Policy::<patrol::Rules>::parse("base-cn", include_bytes!("../../../policies/patrol/base-cn.toml")).unwrap().value;
    let scenario = customers.scenario("refund_damaged").unwrap();
    let setting = |seed| Setting { def: &def, customers: &customers, scenario, seed, language: Language::Zh };
    let mut talks: Vec<(u64, Vec<Turn>, Session)> =
        (0..TALKS).map(|seed| (seed, Vec::new(), replay(setting(seed), &[]))).collect();
    let (mut late, mut turns, mut busy) = (Vec::new(), 0_u32, Duration::ZERO);
    for round in 1..=40 {
        let at = Instant::now();
        for (seed, said, session) in &mut talks {
            let Some(step) = session.sop.current.and_then(|i| def.steps.get(i)).filter(|_| !session.ended) else { continue };
            let what = match step.function().unwrap() {
                sop::Function::Act => Did::Acted { step: step.name.clone() },
                _ => {
                    let text = step.text().unwrap().zh.clone();
                    let verdict = patrol::judge(&rules, &patrol::Draft::agent(&text));
                    Did::Said { text, verdict: verdict.outcome, rules: Vec::new() }
                }
            };
            said.push(Turn::new(round * 10, what));
            *session = replay(setting(*seed), said);
            late.push(at.elapsed());
            turns += 1;
        }
        busy += at.elapsed();
    }
    let (p50, p99) = (quantile(&mut late, 0.5), quantile(&mut late, 0.99));
    println!(
        "simulator: {TALKS} conversations at once on one core, {turns} turns, {:.0} turns/s, p50 {:.1} ms, p99 {:.1} ms (target ≤ 100 ms)",
        f64::from(turns) / busy.as_secs_f64(),
        p50.as_secs_f64() * 1e3,
        p99.as_secs_f64() * 1e3
    );
}

/// Certificates of every worker in every skill, written by the engine itself.
fn fill(c: &mut Conn<'_>, engine: Engine) -> db::Result<()> {
    for (n, skill) in SKILLS.iter().enumerate() {
        let last = n + 1;
        let sql = if engine == Engine::Postgres {
            format!(
                "INSERT INTO certificate SELECT '{}'::uuid, gen_random_uuid(), lpad(to_hex(i), 32, '0')::uuid, '{skill}', {last},
                 'valid', '*', 'bench', gen_random_uuid(), to_timestamp(0), to_timestamp(9000000000), NULL, to_timestamp(0)
                 FROM generate_series(1, {WORKERS}) i",
                kernel::PLATFORM.uuid()
            )
        } else {
            format!(
                "WITH RECURSIVE w(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM w WHERE i < {WORKERS})
                 INSERT INTO certificate SELECT p.tenant, randomblob(16), unhex(printf('%032x', w.i)), '{skill}', {last}, 'valid',
                 '*', 'bench', randomblob(16), 0, 9000000000000000, NULL, 0
                 FROM w, (SELECT unhex('{}') AS tenant) p",
                kernel::PLATFORM.uuid().simple()
            )
        };
        let rows = db::on!(c, k => diesel::sql_query(sql).execute(*k))?;
        assert_eq!(u128::try_from(rows).unwrap(), WORKERS);
    }
    Ok(())
}

async fn gate(engine: Engine, name: &str) {
    let Some(base) = Base::new(engine) else { return println!("gate on {name}: not here") };
    base.db.write(Scope::Platform, move |c| fill(c, engine)).await.unwrap();
    let now = base.clock.now();
    let files = testkit::policies_from_disk();
    base.db.write(Scope::Platform, move |c| certification::seed_policies(c, &files, now)).await.unwrap();
    let check = move |c: &mut Conn<'_>| {
        let (mut held, mut by_key) = (Vec::new(), Vec::new());
        for n in 0..CHECKS {
            let worker = AccountId::from_u128(1 + n * 7919 % WORKERS);
            let skill = SKILLS[usize::try_from(n % 5).unwrap()];
            let at = Instant::now();
            let level = certification::holds(c, worker, skill, now)?;
            held.push(at.elapsed());
            assert_eq!(level.map(u128::from), Some(1 + n % 5));
            let at = Instant::now();
            certification::knows(c, skill)?;
            by_key.push(at.elapsed());
        }
        Ok((held, by_key))
    };
    let (mut held, mut by_key) = base.db.read(Scope::Platform, check).await.unwrap();
    println!(
        "gate on {name}: {} certificates, {CHECKS} checks, p50 {} µs, p99 {} µs (target ≤ 1000 µs); reference, the policy by its key: p50 {} µs, p99 {} µs",
        WORKERS * 5,
        quantile(&mut held, 0.5).as_micros(),
        quantile(&mut held, 0.99).as_micros(),
        quantile(&mut by_key, 0.5).as_micros(),
        quantile(&mut by_key, 0.99).as_micros()
    );
}

fn main() {
    trainees();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        gate(Engine::Sqlite, "SQLite").await;
        gate(Engine::Postgres, "Postgres").await;
    });
}
