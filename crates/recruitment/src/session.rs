//! A recorded session scored away from the room: the same rules on the same answers, with what the recordings say.
//!
//! Pure: the caller reads the manifest and the recordings. A take that cannot be heard gives no score, only the word why
//! and that it has to be recorded again.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use voice::{
    pace,
    take::{Heard, Redo, listen},
    tone::{self, Model},
};

use crate::{
    interview::{
        Lengths,
        bank::Bank,
        dialogue::play,
        items::{self, Answer},
        typing::{self, TypingEvent, TypingTask},
    },
    score::{Features, Score, policy::InterviewPolicy, score},
    spoken::{Spoken, ToneItem},
};

/// What `manifest.json` of a session's folder holds; `docs/INTERVIEW.md` documents it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Chooses the forms, as in the room.
    pub seed: i64,
    /// One text, or one for each round.
    pub typing: Many<Typed>,
    /// File of the passage.
    pub read_aloud: String,
    /// Single syllables, each with the tone that was asked for.
    #[serde(default)]
    pub syllables: Vec<Syllable>,
    /// Free talk, if there was one.
    #[serde(default)]
    pub talk: Option<String>,
    /// What the candidate wrote to the scripted customer, in order; or one such list for each customer.
    pub dialogue: Many<Lines>,
    /// Answers to the business questions of the full room, if they were asked.
    #[serde(default)]
    pub business: Option<Vec<Answer>>,
    pub security: Vec<Answer>,
    /// What was answered when those that must be right were asked once more.
    #[serde(default)]
    pub security_again: Option<Vec<Answer>>,
}

/// One, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Many<T> {
    One(T),
    All(Vec<T>),
}

impl<T> Many<T> {
    fn list(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::All(all) => all,
        }
    }
}

/// What was written to one customer.
pub type Lines = Vec<String>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    pub text: String,
    pub events: Vec<TypingEvent>,
    /// How long the part was open, in ms.
    pub open_ms: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Syllable {
    pub file: String,
    pub tone: u8,
}

/// A take that has to be recorded again, and what was measured of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Again {
    pub file: String,
    pub reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard: Option<Heard>,
}

/// What became of a session. Without a score there is something in `redo`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What the recordings say, by part.
    pub voice: Vec<(&'static str, Spoken)>,
    pub redo: Vec<Again>,
    pub policy: String,
}

/// Everything a session is scored with.
pub struct Rules<'a> {
    pub policy: &'a InterviewPolicy,
    pub policy_hash: &'a str,
    pub bank: &'a Bank,
    pub tones: &'a Model,
}

/// Scores the session of `manifest`; `read` gives the bytes of a file it names.
pub fn run(rules: &Rules<'_>, manifest: &Manifest, read: &mut dyn FnMut(&str) -> Result<Vec<u8>>) -> Result<Outcome> {
    let mut redo = Vec::new();
    let mut voice = Vec::new();
    let asked = rules.bank.read_aloud_of(manifest.seed)?.syllables;
    let passage = one(rules, &manifest.read_aloud, asked, read, &mut redo)?;
    voice.extend(passage.clone().map(|s| ("read_aloud", s)));
    let talk = match &manifest.talk {
        Some(file) => one(rules, file, 0, read, &mut redo)?,
        None => None,
    };
    voice.extend(talk.clone().map(|s| ("talk", s)));
    let syllables = tones(rules, manifest, read, &mut redo)?;
    voice.extend(syllables.clone().map(|s| ("syllables", s)));
    let score = match passage {
        Some(passage) => Some(answers(rules, manifest, passage, talk, syllables)?),
        None => None,
    };
    Ok(Outcome { score, voice, redo, policy: rules.policy_hash.to_owned() })
}

/// One recording of running speech; `None` when it has to be recorded again.
fn one(
    rules: &Rules<'_>,
    file: &str,
    asked: i64,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>>,
    redo: &mut Vec<Again>,
) -> Result<Option<Spoken>> {
    match listen(&rules.policy.voice.passage, read(file)?) {
        Ok((sound, level, heard)) => Ok(Some(Spoken { heard, takes: 1, asked, pace: pace(&sound, &level), ..Spoken::default() })),
        Err((why, heard)) => {
            redo.push(again(file, why, heard));
            Ok(None)
        }
    }
}

fn again(file: &str, why: Redo, heard: Option<Heard>) -> Again {
    Again { file: file.to_owned(), reason: why.word(), heard }
}

/// The score of the whole session, as the room gives it.
fn answers(
    rules: &Rules<'_>,
    manifest: &Manifest,
    read_aloud: Spoken,
    talk: Option<Spoken>,
    syllables: Option<Spoken>,
) -> Result<Score> {
    let (bank, seed, lengths) = (rules.bank, manifest.seed, &rules.policy.room.full);
    let typed = |(round, typed): (i64, &Typed)| {
        let item = bank.typing_of(seed, round)?;
        let task = TypingTask { locale: &manifest.locale, target: &item.text, seconds: item.seconds, open_ms: typed.open_ms };
        typing::measure(&rules.policy.typing.human, &task, &typed.text, &typed.events)
    };
    let talked = |(round, lines): (i64, &Lines)| Ok(play(bank.scenario_of(seed, round)?, &bank.cues, seed, lines).features);
    let business = manifest.business.as_ref().map(|given| items::mark_business(&bank.business, lengths.business(), seed, given));
    // A folder may hold as many security answers as were asked then.
    let asked = Lengths { security: i64::try_from(manifest.security.len()).unwrap_or(0), ..lengths.clone() };
    let rounds: Vec<Vec<Answer>> =
        [Some(manifest.security.clone()), manifest.security_again.clone()].into_iter().flatten().collect();
    let features = Features {
        locale: manifest.locale.clone(),
        seed,
        sample_pct: 0,
        typing: (0..).zip(manifest.typing.list()).map(typed).collect::<Result<_>>()?,
        syllables,
        words: None,
        read_aloud,
        talk,
        dialogue: (0..).zip(manifest.dialogue.list()).map(talked).collect::<Result<_>>()?,
        business: business.transpose()?,
        security: items::examine(&bank.security, &asked, seed, &rounds)?.0,
        vetting_flags: Vec::new(),
        signals: Vec::new(),
        copied: Vec::new(),
        speech: None,
        is_demo: false,
    };
    Ok(score(rules.policy, &features))
}

/// The tones of single clips. Too few heard syllables give none.
fn tones(
    rules: &Rules<'_>,
    manifest: &Manifest,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>>,
    redo: &mut Vec<Again>,
) -> Result<Option<Spoken>> {
    let (mut sounds, mut asked, mut all) = (Vec::new(), Vec::new(), Heard::default());
    for syllable in &manifest.syllables {
        if !(1..=4).contains(&syllable.tone) {
            return Err(Error::field("syllables.tone", "out_of_range", format!("{}: the tone is 1 to 4", syllable.file)));
        }
        match listen(&rules.policy.voice.syllable, read(&syllable.file)?) {
            Ok((sound, _, heard)) => {
                let ms = all.ms + heard.ms;
                all = if sounds.is_empty() { heard } else { Heard { noise_db: all.noise_db.max(heard.noise_db), ms, ..all } };
                sounds.push(sound);
                asked.push(syllable.tone);
            }
            Err((why, heard)) => redo.push(again(&syllable.file, why, heard)),
        }
    }
    let judged = tone::judge(rules.tones, &tone::contours(&sounds.iter().collect::<Vec<_>>()));
    let item = |(judged, tone): (&Option<tone::Judged>, &u8)| {
        let p = judged.as_ref()?.p.get(usize::from(*tone) - 1).copied()?;
        Some(ToneItem { tone: *tone, p_pm: (p * 1000.0).round() as i64 })
    };
    let tones: Vec<ToneItem> = judged.iter().zip(&asked).filter_map(item).collect();
    let n = i64::try_from(tones.len()).unwrap_or(0);
    let asked = i64::try_from(manifest.syllables.len()).unwrap_or(0);
    let enough = n >= rules.policy.voice.tone_items_min;
    Ok(enough.then_some(Spoken { heard: all, takes: 1, asked, items: n, tones, ..Spoken::default() }))
}
