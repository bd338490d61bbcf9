//! The engine's part of the scoring job: transcripts are asked for once, sealed beside their recording, and kept for retries.

use std::sync::Arc;

use http::App;
use kernel::{Code, Error, PLATFORM, Result, Scope};
use post::Failed;

use super::{Asked, Engine, Speech, Transcript, engine::wav};
use crate::{
    interview::{PartKind, bank::Prompt, service as rooms, store},
    score::service::Task,
};

/// What the engine heard of all recordings; `None` without an engine.
///
/// A failure is an error, so that the job comes back later with growing pauses; at the engine's last try it is a reason
/// in what is scored. `recordings` are the decoded bytes of each part.
pub(crate) async fn hear(
    app: &Arc<App>,
    task: &Task,
    recordings: &[(PartKind, Vec<u8>)],
    attempt: i64,
) -> Result<Option<Speech>> {
    let Some(engine) = crate::adapters(app).speech.clone() else { return Ok(None) };
    let mut heard = Vec::with_capacity(recordings.len());
    for (kind, bytes) in recordings {
        match transcript(app, task, &engine, *kind, bytes).await? {
            Ok(transcript) => heard.push((*kind, transcript)),
            Err(failed) if attempt < engine.tries => {
                return Err(Error::new(Code::Busy, format!("the speech engine gave nothing ({})", failed.word())));
            }
            Err(failed) => return Ok(Some(Speech::lacking(&engine.model, failed.word()))),
        }
    }
    let prompts: Vec<(PartKind, Vec<Prompt>)> = heard.iter().map(|(kind, _)| (*kind, task.prompts(*kind))).collect();
    let passage = task.bank.read_aloud_of(task.interview.seed)?;
    let talk = task.bank.talk_of(task.interview.seed)?;
    let mut speech = Speech { engine: engine.model.clone(), ..Speech::default() };
    for ((kind, transcript), (_, prompts)) in heard.iter().zip(&prompts) {
        let asked = Asked { text: &passage.text, prompts, marks: task.marks(*kind), subjects: &talk.about };
        speech.take(*kind, transcript, &asked);
    }
    Ok(Some(speech))
}

/// The transcript of one recording, from before or from the engine now.
async fn transcript(
    app: &Arc<App>,
    task: &Task,
    engine: &Engine,
    kind: PartKind,
    bytes: &[u8],
) -> Result<std::result::Result<Transcript, Failed>> {
    if let Some(known) = rooms::transcript(&task.key, &task.parts, task.interview.id, kind)? {
        return Ok(Ok(known));
    }
    let copy = bytes.to_vec();
    let decoded = http::blocking(move || Ok(voice::decode(copy).map(|sound| wav(&sound)))).await?;
    let file = decoded.map_err(|e| Error::internal(format!("a recording that passed the gates cannot be decoded: {e}")))?;
    let language = if task.interview.locale == "en" { "en" } else { "zh" };
    let heard = match engine.transcribe(&file, language).await {
        Ok(heard) => heard,
        Err(failed) => {
            tracing::warn!(part = kind.as_str(), why = failed.word(), "the speech engine gave no transcript");
            return Ok(Err(failed));
        }
    };
    let sealed = rooms::seal_transcript(&task.key, task.interview.id, kind, &heard)?;
    let id = task.interview.id;
    app.db.write(Scope::Tenant(PLATFORM), move |c| store::transcribed(c, PLATFORM, id, kind, &sealed)).await?;
    Ok(Ok(heard))
}
