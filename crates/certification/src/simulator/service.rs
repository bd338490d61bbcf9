//! Use cases of the simulator: what there is to train, begin, take a turn, end; and what to learn next.

use std::sync::Arc;

use authz::Resource;
use db::{Conn, Json};
use http::{Ctx, PolicyFiles};
use kernel::{AccountId, Code, Error, PLATFORM, Result, Scope, TenantId, Ts, policy::Policy, sha256_hex};
use sop::{Definition, Shelf};

use super::{
    Did, EXAM_CLOCK, IN_A_ROW, Mode, Session, Setting, SimulationId, SimulationState, TURNS, Turn,
    http::{Begin, CellView, MasteryView, Offered, SimulationView, Take},
    judge,
    policy::{Customers, Scenario, fits},
    replay,
    reword::{Plain, Rewriter},
    store::{self, SimulationRow},
    three_of_three,
};
use crate::{
    course::{Language, service as courses},
    mastery::{self, MASTERED, Seen, store as cells},
    scenario::{self, service as scenarios, still_fits},
    test_call::http::{Brief, Fact},
};

/// The procedures and scenarios of this build, read once.
pub struct Simulator {
    shelf: Shelf,
    /// File hash of each procedure, by name.
    files: Vec<(String, String)>,
    customers: Arc<Policy<Customers>>,
    /// Puts what customers say in other words; absent unless configured.
    rewriter: Option<Rewriter>,
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
        Ok(Self { shelf, files, customers: Arc::new(customers), rewriter: None })
    }

    /// The same simulator, whose customers speak through a language model when they practise with somebody.
    pub fn speaking(self, rewriter: Option<Rewriter>) -> Self {
        Self { rewriter, ..self }
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

    /// Personas, words and the platform's own scenarios.
    pub(crate) fn customers(&self) -> &Arc<Policy<Customers>> {
        &self.customers
    }

    /// The procedure in force of a tenant; before anything was seeded, this build's. `Scope::Platform`.
    fn newest(&self, c: &mut Conn<'_>, tenant: TenantId, name: &str) -> db::Result<Option<(Arc<Definition>, String)>> {
        if let Some(found) = scenarios::procedure(c, tenant, name)? {
            return Ok(Some(found));
        }
        let hash = self.files.iter().find(|(n, _)| n == name).map(|(_, h)| h.clone());
        Ok(self.shelf.newest(name).zip(hash))
    }

    /// Every dialogue that can be begun: the platform's, then what enterprises and administrators published and what still
    /// fits the procedure that it runs. `Scope::Platform`.
    fn open(&self, c: &mut Conn<'_>) -> db::Result<Vec<Dialogue>> {
        let mut all = Vec::new();
        for scenario in &self.customers.value.scenario {
            let found = self.newest(c, PLATFORM, &scenario.sop)?.filter(|(def, _)| still_fits(scenario, def));
            let Some((def, sop_hash)) = found else { continue };
            let scenario = Arc::new(scenario.clone());
            all.push(Dialogue { id: scenario.id.clone(), tenant: PLATFORM, scenario, hash: None, def, sop_hash });
        }
        for head in audit::policy::active_everywhere(c, scenario::KIND)? {
            let scenario = scenarios::published(c, &head.hash)?;
            let found = self.newest(c, head.tenant, &scenario.sop)?.filter(|(def, _)| still_fits(&scenario, def));
            let Some((def, sop_hash)) = found else { continue };
            let id = format!("{}/{}", head.tenant, head.id);
            all.push(Dialogue { id, tenant: head.tenant, scenario, hash: Some(head.hash), def, sop_hash });
        }
        Ok(all)
    }

    /// The versions a conversation began under: of this build, else as kept in the policy table.
    fn versions(&self, c: &mut Conn<'_>, row: &SimulationRow) -> db::Result<Played> {
        let def = audit::policy::parsed(c, &row.sop_hash, |version| sop::parse(&version.id, &version.body));
        let current = || self.files.iter().find(|(_, hash)| *hash == row.sop_hash).and_then(|(name, _)| self.shelf.newest(name));
        let def = def.or_else(|error| current().ok_or(error))?;
        let customers = if self.customers.hash == row.customers_hash {
            Arc::clone(&self.customers)
        } else {
            audit::policy::parsed(c, &row.customers_hash, |version| Policy::parse(&version.id, &version.body))?
        };
        let gone = || Error::not_found("this scenario");
        let scenario = match &row.scenario_hash {
            Some(hash) => scenarios::published(c, hash)?,
            None => Arc::new(customers.value.scenario(&row.scenario).cloned().ok_or_else(gone)?),
        };
        Ok(Played { def, customers, scenario })
    }
}

/// A dialogue that can be begun.
struct Dialogue {
    /// As the trainee names it.
    id: String,
    tenant: TenantId,
    scenario: Arc<Scenario>,
    /// Hash of the scenario's text; absent for the platform's file.
    hash: Option<String>,
    def: Arc<Definition>,
    sop_hash: String,
}

impl Dialogue {
    fn skill(&self) -> String {
        self.def.skill.clone().unwrap_or_default()
    }
}

/// What a conversation is played with.
struct Played {
    def: Arc<Definition>,
    customers: Arc<Policy<Customers>>,
    scenario: Arc<Scenario>,
}

impl Played {
    fn setting(&self, row: &SimulationRow) -> Setting<'_> {
        Setting {
            def: &self.def,
            customers: &self.customers.value,
            scenario: &self.scenario,
            seed: u64::try_from(row.seed).unwrap_or(0),
            language: Language::of(&row.locale),
        }
    }

    fn session(&self, row: &SimulationRow) -> Session {
        replay(self.setting(row), &row.turns.0)
    }

    /// What the customer says last, as the scenario has it; `None` when they say nothing to the last turn.
    fn answer(&self, row: &SimulationRow) -> Option<Plain> {
        let mut before = row.turns.0.clone();
        let last = before.pop()?;
        let heard = replay(self.setting(row), &before).lines.len();
        let session = self.session(row);
        let line = session.lines.get(heard..)?.iter().rfind(|line| line.from == "customer" && last.reworded.is_none())?;
        let setting = self.setting(row);
        let (line, facts) = (line.text.clone(), setting.facts());
        Some(Plain { line, facts, language: setting.language, mood: session.mood, seed: row.seed })
    }

    fn view(&self, row: &SimulationRow, session: &Session) -> SimulationView {
        let title = self.scenario.title.get(Language::of(&row.locale)).to_owned();
        SimulationView::of(row, title, &self.def, session)
    }
}

/// Dialogues of the skills whose first lesson is done, the platform's and those of enterprises.
pub(crate) async fn scenarios(ctx: &Ctx) -> Result<Vec<Offered>> {
    let (actor, simulator) = (ctx.actor()?.clone(), ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            courses::learner(c, actor.account)?;
            let (language, _) = courses::language(c, actor.account)?;
            let mut offered = Vec::new();
            for dialogue in simulator.open(c)? {
                let skill = dialogue.skill();
                let trained = !courses::done(c, actor.account, &skill)?.is_empty();
                let enterprise = if dialogue.tenant == PLATFORM { None } else { identity::tenant(c, dialogue.tenant)? };
                offered.push(Offered {
                    title: dialogue.scenario.title.get(language).to_owned(),
                    procedure: dialogue.def.name.clone(),
                    enterprise: enterprise.map(|tenant| tenant.name),
                    id: dialogue.id,
                    skill,
                    trained,
                });
            }
            Ok(offered)
        })
        .await
}

/// Begins a conversation. Errors: `not_found`, `step_out_of_order` before the skill's first lesson is done.
pub(crate) async fn begin(ctx: &Ctx, body: Begin) -> Result<SimulationView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.once(Scope::Platform, move |c| {
        let dialogue = simulator.open(c)?.into_iter().find(|d| d.id == body.scenario);
        let dialogue = dialogue.ok_or_else(|| Error::not_found("this scenario"))?;
        let skill = dialogue.skill();
        courses::learner(c, actor.account)?;
        if courses::done(c, actor.account, &skill)?.is_empty() {
            return Err(Error::new(Code::StepOutOfOrder, "do the first lesson of this skill before you train on it").into());
        }
        if body.mode == Mode::Exam
            && let Some(open) = under_way(c, &simulator, actor.account, &skill, now)?
        {
            return shown(c, &simulator, &open);
        }
        let (_, locale) = courses::language(c, actor.account)?;
        let id = SimulationId::at(now);
        let drawn = i64::try_from(id.uuid().as_u128() & 0xffff_ffff).unwrap_or(0);
        let row = SimulationRow {
            tenant_id: PLATFORM,
            id,
            account_id: actor.account,
            skill,
            scenario: dialogue.id,
            mode: body.mode,
            locale,
            // Whoever sits an exam does not choose the seed.
            seed: body.seed.filter(|_| body.mode == Mode::Practice).map_or(drawn, i64::from),
            sop_hash: dialogue.sop_hash,
            customers_hash: simulator.customers.hash.clone(),
            state: SimulationState::Open,
            turns: Json(Vec::new()),
            judged: None,
            started_at: now,
            ended_at: None,
            scenario_hash: dialogue.hash,
        };
        store::insert(c, &row)?;
        shown(c, &simulator, &row)
    })
    .await
}

/// The scenario exam under way, which goes on with its clock: nobody draws a kinder customer. One whose clock ran out is
/// judged as it stands.
fn under_way(
    c: &mut Conn<'_>,
    simulator: &Simulator,
    account: AccountId,
    skill: &str,
    now: Ts,
) -> db::Result<Option<SimulationRow>> {
    let newest = store::newest(c, PLATFORM, account, skill, 30)?;
    for mut open in newest.into_iter().filter(|r| r.mode == Mode::Exam && r.state == SimulationState::Open) {
        if !over(&open, now) {
            return Ok(Some(open));
        }
        let at_s = i64::try_from(EXAM_CLOCK.as_secs()).unwrap_or(0);
        open.turns.0.push(Turn::new(at_s, Did::Left));
        let played = simulator.versions(c, &open)?;
        let session = played.session(&open);
        finish(c, &played.def, &mut open, &session, now)?;
        store::put(c, &open)?;
    }
    Ok(None)
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
        .read(Scope::Platform, move |c| {
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
    let reworded = reworded(ctx, account, id, &did, &simulator).await?;
    ctx.once(Scope::Platform, move |c| {
        let mut row = own(c, account, id)?;
        if row.state != SimulationState::Open {
            return Err(Error::new(Code::ConversationClosed, "this simulated conversation has ended; begin another").into());
        }
        let played = simulator.versions(c, &row)?;
        if let Did::Acted { step } = &did
            && played.def.step(step).is_none_or(|(_, s)| s.function() != Some(sop::Function::Act))
        {
            return Err(Error::field("act", "unknown", "name an act of the procedure").into());
        }
        append(&mut row, &did, now);
        if let Some((plain, line)) = &reworded
            && played.answer(&row).as_ref() == Some(plain)
            && let Some(turn) = row.turns.0.last_mut()
        {
            turn.reworded = Some(line.clone());
        }
        let session = played.session(&row);
        if session.ended {
            finish(c, &played.def, &mut row, &session, now)?;
        }
        if !store::put(c, &row)? {
            return Err(Error::new(Code::ConversationClosed, "this simulated conversation has ended; begin another").into());
        }
        Ok(played.view(&row, &session))
    })
    .await
}

/// Puts a turn at the end of a conversation, and ends it when its clock or its length has run out.
fn append(row: &mut SimulationRow, did: &Did, now: Ts) {
    let at_s = i64::try_from(now.since(row.started_at).as_secs()).unwrap_or(0);
    let did = if over(row, now) { Did::Left } else { did.clone() };
    let leave = row.turns.0.len() + 1 >= TURNS && did != Did::Left;
    row.turns.0.push(Turn::new(at_s, did));
    if leave {
        row.turns.0.push(Turn::new(at_s, Did::Left));
    }
}

/// What the customer is going to answer, and the same in other words. `None` without a model, in exams, which are alike for
/// everybody, and when no other words fit. No transaction is open meanwhile.
async fn reworded(
    ctx: &Ctx,
    account: AccountId,
    id: SimulationId,
    did: &Did,
    simulator: &Arc<Simulator>,
) -> Result<Option<(Plain, String)>> {
    let Some(rewriter) = &simulator.rewriter else { return Ok(None) };
    let (now, did, reading) = (ctx.now, did.clone(), Arc::clone(simulator));
    let plain = ctx.app.db.read(Scope::Platform, move |c| {
        let mut row = own(c, account, id)?;
        if row.mode == Mode::Exam || row.state != SimulationState::Open {
            return Ok(None);
        }
        append(&mut row, &did, now);
        Ok(reading.versions(c, &row)?.answer(&row))
    });
    let Some(plain) = plain.await? else { return Ok(None) };
    let rules = ctx.app.get::<Policy<patrol::Rules>>()?;
    match rewriter.reword(&rules.value, &plain).await {
        Ok(line) => Ok(Some((plain, line))),
        Err(unfit) => {
            tracing::info!(why = unfit.word(), "the customer speaks in the scenario's own words");
            Ok(None)
        }
    }
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

fn shown(c: &mut Conn<'_>, simulator: &Simulator, row: &SimulationRow) -> db::Result<SimulationView> {
    let played = simulator.versions(c, row)?;
    let session = played.session(row);
    Ok(played.view(row, &session))
}

/// The dialogue that trains a cell best: one made for its step, else one of its procedure, else any of the skill's.
fn trains(all: &[Dialogue], skill: &str, cell: &str) -> Option<String> {
    let mine = || all.iter().filter(|d| d.def.skill.as_deref() == Some(skill));
    let mut parts = cell.split('/');
    let (in_sop, step) = match (parts.next(), parts.next(), parts.next()) {
        (Some("sop"), Some(sop), step) => (Some(sop), step),
        _ => (None, None),
    };
    let of_sop = |d: &&Dialogue| in_sop.is_some_and(|sop| d.scenario.sop == sop);
    let made = |d: &&Dialogue| of_sop(d) && step.is_some_and(|step| d.scenario.trains.iter().any(|t| t == step));
    let found = mine().find(made).or_else(|| mine().find(of_sop)).or_else(|| mine().next());
    found.map(|dialogue| dialogue.id.clone())
}

/// How well the actor knows a skill, cell by cell, and what to do next. Errors: `not_found`, `step_out_of_order`.
pub(crate) async fn known(ctx: &Ctx, skill: String) -> Result<MasteryView> {
    let (actor, now, simulator) = (ctx.actor()?.clone(), ctx.now, ctx.app.get::<Simulator>()?);
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
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
            let all_dialogues = simulator.open(c)?;
            let scenario = next.as_ref().and_then(|cell| trains(&all_dialogues, &skill, cell));
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
