//! Use cases of the simulator: what there is to train, begin, take a turn, end; and what to learn next.

use std::sync::Arc;

use authz::Resource;
use db::{Conn, Json};
use http::{Ctx, PolicyFiles};
use kernel::{AccountId, Code, Error, PLATFORM, Result, Ts, policy::Policy, sha256_hex};
use sop::{Definition, Shelf};

use super::{
    Did, EXAM_CLOCK, IN_A_ROW, Mode, Session, Setting, SimulationId, SimulationState, TURNS, Turn,
    http::{Begin, CellView, MasteryView, Offered, SimulationView, Take},
    judge,
    policy::{Customers, fits},
    replay,
    store::{self, SimulationRow},
    three_of_three,
};
use crate::{
    course::{Language, service as courses},
    mastery::{self, MASTERED, Seen, store as cells},
    test_call::http::{Brief, Fact},
};

/// The procedures and scenarios of this build, read once.
pub struct Simulator {
    shelf: Shelf,
    /// File hash of each procedure, by name.
    files: Vec<(String, String)>,
    customers: Arc<Policy<Customers>>,
}

impl Simulator {
    /// Reads `policies/sop` and `policies/simulator`. Errors: `policy_invalid` naming file, line, rule and hint.
    pub fn load(policies: &PolicyFiles) -> Result<Self> {
        let (mut shelf, mut files) = (Shelf::default(), Vec::new());
        for (path, bytes) in policies.under("sop/") {
            let def = shelf.publish(path, bytes)?;
            files.push((def.name.clone(), sha256_hex(bytes)));
        }
        let customers = Policy::<Customers>::parse("customers", policies.get("simulator/customers.toml")?)?;
        fits(&customers.value, &shelf)
            .map_err(|what| Error::new(Code::PolicyInvalid, format!("simulator/customers.toml: {what}")))?;
        Ok(Self { shelf, files, customers: Arc::new(customers) })
    }

    /// One of the scenarios of `skill`, chosen by `bits`.
    pub(crate) fn drawn(&self, skill: &str, bits: u128) -> Option<String> {
        let serves = |sop: &str| self.shelf.newest(sop).is_some_and(|def| def.skill.as_deref() == Some(skill));
        let all: Vec<&str> = self.customers.value.scenario.iter().filter(|s| serves(&s.sop)).map(|s| s.id.as_str()).collect();
        let n = u128::try_from(all.len()).ok().filter(|n| *n > 0)?;
        all.get(usize::try_from(bits % n).ok()?).map(|id| (*id).to_owned())
    }

    /// What a person needs who plays the customer of a scenario. Of personal data there is a token.
    pub(crate) fn brief(&self, scenario: &str, language: Language) -> Option<Brief> {
        let scenario = self.customers.value.scenario(scenario)?;
        let def = self.shelf.newest(&scenario.sop)?;
        let plain = |text: &sop::Text| if language == Language::En { text.en.clone() } else { text.zh.clone() };
        let facts = def.slots.iter().filter_map(|slot| {
            let label = plain(&slot.label);
            if slot.pii.is_some() {
                let value = format!("〔{label}·1〕");
                return Some(Fact { label, value });
            }
            let value = scenario.goal.get(&slot.name)?;
            let bare = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let said = scenario.saying.get(&format!("{}={bare}", slot.name));
            Some(Fact { label, value: said.map_or(bare, |t| t.get(language).to_owned()) })
        });
        let opening = scenario.opening.first().map(|t| t.get(language).to_owned()).unwrap_or_default();
        Some(Brief { title: scenario.title.get(language).to_owned(), opening, facts: facts.collect() })
    }

    fn newest(&self, name: &str) -> Option<(Arc<Definition>, String)> {
        let hash = self.files.iter().find(|(n, _)| n == name).map(|(_, h)| h.clone())?;
        Some((self.shelf.newest(name)?, hash))
    }

    /// The versions a conversation began under: of this build, else as kept in the policy table.
    fn versions(&self, c: &mut Conn<'_>, row: &SimulationRow) -> db::Result<(Arc<Definition>, Arc<Policy<Customers>>)> {
        let gone = || Error::new(Code::PolicyMissing, "the procedure of this conversation is not kept");
        let kept = |c: &mut Conn<'_>, hash: &str| Ok::<_, db::Error>(audit::policy::by_hash(c, hash)?.ok_or_else(gone)?);
        let current = self.files.iter().find(|(_, hash)| *hash == row.sop_hash).and_then(|(name, _)| self.shelf.newest(name));
        let def = match current {
            Some(def) => def,
            None => {
                let version = kept(c, &row.sop_hash)?;
                Arc::new(sop::parse(&version.id, &version.body)?)
            }
        };
        let customers = if self.customers.hash == row.customers_hash {
            Arc::clone(&self.customers)
        } else {
            let version = kept(c, &row.customers_hash)?;
            Arc::new(Policy::parse(&version.id, &version.body)?)
        };
        Ok((def, customers))
    }
}

/// Scenarios of the skills whose first lesson is done.
pub(crate) async fn scenarios(ctx: &Ctx) -> Result<Vec<Offered>> {
    let (actor, simulator) = (ctx.actor()?.clone(), ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            courses::learner(c, actor.account)?;
            let (language, _) = courses::language(c, actor.account)?;
            let mut offered = Vec::new();
            for scenario in &simulator.customers.value.scenario {
                let Some((def, _)) = simulator.newest(&scenario.sop) else { continue };
                let skill = def.skill.clone().unwrap_or_default();
                let trained = !courses::done(c, actor.account, &skill)?.is_empty();
                let title = scenario.title.get(language).to_owned();
                offered.push(Offered { id: scenario.id.clone(), title, procedure: def.name.clone(), skill, trained });
            }
            Ok(offered)
        })
        .await
}

/// Begins a conversation. Errors: `not_found`, `step_out_of_order` before the skill's first lesson is done.
pub(crate) async fn begin(ctx: &Ctx, body: Begin) -> Result<SimulationView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.once(actor.scope(), move |c| {
        let customers = &simulator.customers;
        let scenario = customers.value.scenario(&body.scenario).ok_or_else(|| Error::not_found("this scenario"))?;
        let (def, sop_hash) = simulator.newest(&scenario.sop).ok_or_else(|| Error::not_found("this procedure"))?;
        let skill = def.skill.clone().unwrap_or_default();
        courses::learner(c, actor.account)?;
        if courses::done(c, actor.account, &skill)?.is_empty() {
            return Err(Error::new(Code::StepOutOfOrder, "do the first lesson of this skill before you train on it").into());
        }
        // An exam that was left, or cut off, goes on with its clock: nobody draws a kinder customer.
        let newest = if body.mode == Mode::Exam { store::newest(c, PLATFORM, actor.account, &skill, 30)? } else { Vec::new() };
        for mut open in newest.into_iter().filter(|r| r.mode == Mode::Exam && r.state == SimulationState::Open) {
            if !over(&open, now) {
                return shown(c, &simulator, &open);
            }
            let at_s = i64::try_from(EXAM_CLOCK.as_secs()).unwrap_or(0);
            open.turns.0.push(Turn { at_s, what: Did::Left });
            let (def, customers) = simulator.versions(c, &open)?;
            let session = played(&def, &customers.value, &open)?;
            finish(c, &def, &mut open, &session, now)?;
            store::put(c, &open)?;
        }
        let (_, locale) = courses::language(c, actor.account)?;
        let id = SimulationId::at(now);
        let drawn = i64::try_from(id.uuid().as_u128() & 0xffff_ffff).unwrap_or(0);
        // Whoever sits an exam does not choose the seed.
        let seed = body.seed.filter(|_| body.mode == Mode::Practice).map_or(drawn, i64::from);
        let row = SimulationRow {
            tenant_id: PLATFORM,
            id,
            account_id: actor.account,
            skill,
            scenario: scenario.id.clone(),
            mode: body.mode,
            locale,
            seed,
            sop_hash,
            customers_hash: customers.hash.clone(),
            state: SimulationState::Open,
            turns: Json(Vec::new()),
            judged: None,
            started_at: now,
            ended_at: None,
        };
        store::insert(c, &row)?;
        shown(c, &simulator, &row)
    })
    .await
}

/// The conversation of the actor; somebody else's is `not_found`.
fn own(c: &mut Conn<'_>, ctx_actor: AccountId, id: SimulationId) -> db::Result<SimulationRow> {
    let row = store::find(c, PLATFORM, id)?.filter(|row| row.account_id == ctx_actor);
    Ok(row.ok_or_else(|| Error::not_found("the simulated conversation"))?)
}

pub(crate) async fn one(ctx: &Ctx, id: SimulationId) -> Result<SimulationView> {
    let (actor, simulator) = (ctx.actor()?.clone(), ctx.app.get::<Simulator>()?);
    ctx.permit("simulation:train", &Resource::of("simulation").id(id).tenant(PLATFORM).owner(actor.account))?;
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let row = own(c, actor.account, id)?;
            shown(c, &simulator, &row)
        })
        .await
}

/// Takes a turn: a sentence, judged before it counts, or a tool; or ends it.
/// Errors: `not_found`, `invalid_field`, `conversation_closed`.
pub(crate) async fn take(ctx: &Ctx, id: SimulationId, body: Take) -> Result<SimulationView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    let rules = ctx.app.get::<Policy<patrol::Rules>>()?;
    let did = match (body.text, body.act) {
        (Some(text), None) if !text.trim().is_empty() && text.chars().count() <= 2000 => {
            let verdict = patrol::judge(&rules.value, &patrol::Draft::agent(&text));
            let hits = verdict.hits.iter().map(|h| format!("patrol.{}", h.rule)).collect();
            Did::Said { text, verdict: verdict.outcome, rules: hits }
        }
        (None, Some(step)) => Did::Acted { step },
        _ => return Err(Error::field("text", "required", "send a text of 1 to 2000 characters, or the name of an act")),
    };
    go_on(ctx, actor.account, id, did, now, simulator).await
}

pub(crate) async fn end(ctx: &Ctx, id: SimulationId) -> Result<SimulationView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    go_on(ctx, actor.account, id, Did::Left, now, simulator).await
}

async fn go_on(
    ctx: &Ctx,
    account: AccountId,
    id: SimulationId,
    did: Did,
    now: Ts,
    simulator: Arc<Simulator>,
) -> Result<SimulationView> {
    ctx.permit("simulation:train", &Resource::of("simulation").id(id).tenant(PLATFORM).owner(account))?;
    ctx.once(ctx.actor()?.scope(), move |c| {
        let mut row = own(c, account, id)?;
        if row.state != SimulationState::Open {
            return Err(Error::new(Code::ConversationClosed, "this simulated conversation has ended; begin another").into());
        }
        let (def, customers) = simulator.versions(c, &row)?;
        if let Did::Acted { step } = &did
            && def.step(step).is_none_or(|(_, s)| s.function() != Some(sop::Function::Act))
        {
            return Err(Error::field("act", "unknown", "name an act of the procedure").into());
        }
        let at_s = i64::try_from(now.since(row.started_at).as_secs()).unwrap_or(0);
        let did = if over(&row, now) { Did::Left } else { did.clone() };
        let leave = row.turns.0.len() + 1 >= TURNS && did != Did::Left;
        row.turns.0.push(Turn { at_s, what: did.clone() });
        if leave {
            row.turns.0.push(Turn { at_s, what: Did::Left });
        }
        let session = played(&def, &customers.value, &row)?;
        if session.ended {
            finish(c, &def, &mut row, &session, now)?;
        }
        if !store::put(c, &row)? {
            return Err(Error::new(Code::ConversationClosed, "this simulated conversation has ended; begin another").into());
        }
        Ok(view(&def, &customers.value, &row, &session))
    })
    .await
}

/// Whether the clock of a scenario exam has run out.
fn over(row: &SimulationRow, now: Ts) -> bool {
    row.mode == Mode::Exam && now >= row.started_at.plus(EXAM_CLOCK)
}

/// Judges a conversation that has ended; what went right and wrong becomes mastery.
fn finish(c: &mut Conn<'_>, def: &Definition, row: &mut SimulationRow, session: &Session, now: Ts) -> db::Result<()> {
    let judged = judge(def, session);
    row.state = if judged.passed { SimulationState::Passed } else { SimulationState::Failed };
    row.ended_at = Some(now);
    let cell = |step: &String| format!("sop/{}/{step}", def.name);
    let weak = judged.weak.iter().map(|s| (cell(s), Seen::Served { conforms: false }));
    let good = judged.good.iter().map(|s| (cell(s), Seen::Served { conforms: true }));
    let seen: Vec<(String, Seen)> = weak.chain(good).collect();
    cells::learn(c, PLATFORM, row.account_id, &row.skill, &seen, now)?;
    row.judged = Some(Json(judged));
    Ok(())
}

fn played(def: &Definition, customers: &Customers, row: &SimulationRow) -> Result<Session> {
    let scenario = customers.scenario(&row.scenario).ok_or_else(|| Error::not_found("this scenario"))?;
    let seed = u64::try_from(row.seed).unwrap_or(0);
    let setting = Setting { def, customers, scenario, seed, language: Language::of(&row.locale) };
    Ok(replay(setting, &row.turns.0))
}

fn shown(c: &mut Conn<'_>, simulator: &Simulator, row: &SimulationRow) -> db::Result<SimulationView> {
    let (def, customers) = simulator.versions(c, row)?;
    let session = played(&def, &customers.value, row)?;
    Ok(view(&def, &customers.value, row, &session))
}

fn view(def: &Definition, customers: &Customers, row: &SimulationRow, session: &Session) -> SimulationView {
    let title = customers.scenario(&row.scenario).map(|s| s.title.get(Language::of(&row.locale)).to_owned());
    SimulationView::of(row, title.unwrap_or_default(), def, session)
}

/// How well the actor knows a skill, cell by cell, and what to do next. Errors: `not_found`, `step_out_of_order`.
pub(crate) async fn known(ctx: &Ctx, skill: String) -> Result<MasteryView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(actor.scope(), move |c| {
            let course = courses::course(c, &skill)?;
            courses::learner(c, actor.account)?;
            let all = cells::cells(c, PLATFORM, actor.account, &skill)?;
            let day = cells::day(now);
            let newest = store::newest(c, PLATFORM, actor.account, &skill, 30)?;
            let exams: Vec<(i64, bool)> = newest
                .iter()
                .filter(|r| r.mode == Mode::Exam && r.state != SimulationState::Open)
                .map(|r| (r.seed, r.state == SimulationState::Passed))
                .collect();
            let next = mastery::next(&all, day).map(|(name, _)| name.clone());
            let in_sop = next.as_ref().and_then(|n| n.strip_prefix("sop/")).and_then(|n| n.split('/').next());
            let scenario = in_sop.and_then(|sop| simulator.customers.value.scenario.iter().find(|s| s.sop == sop));
            // A weakness that no dialogue of its own trains, such as one that quality review found, is trained in any.
            let any = || next.as_ref().and_then(|_| simulator.drawn(&skill, 0));
            let scenario = scenario.map(|s| s.id.clone()).or_else(any);
            let topic = next.as_ref().and_then(|n| n.rsplit('/').next());
            let lesson = topic.and_then(|topic| course.value.lesson.iter().find(|l| l.topics.iter().any(|t| t == topic)));
            let view = |(name, cell): (&String, &mastery::Cell)| CellView {
                cell: name.clone(),
                percent: percent(cell.now(day)),
                mastered: cell.now(day) >= MASTERED,
                seen: i64::from(cell.seen),
            };
            let row = exams.iter().take_while(|(_, passed)| *passed).count().min(IN_A_ROW);
            Ok(MasteryView {
                skill: skill.clone(),
                cells: all.iter().map(view).collect(),
                next_cell: next.clone(),
                next_scenario: scenario,
                next_lesson: lesson.map(|l| l.n),
                exams_in_a_row: i64::try_from(row).unwrap_or(0),
                exam_passed: three_of_three(&exams),
            })
        })
        .await
}

#[expect(clippy::cast_possible_truncation, reason = "a percentage")]
fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}
