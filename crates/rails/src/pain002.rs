//! Reads ISO 20022 pain.002 payment status reports of any version, one status after the other.

use std::io::BufRead;

use kernel::Result;

use super::xml::{Node, walk};

/// Whom a status is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The whole message.
    Group,
    Batch,
    Transfer,
}

/// One status. Codes are the bank's: `ACSC`, `ACCP`, `PDNG`, `PART`, `RJCT` and others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub level: Level,
    /// Message, batch or end-to-end id, as we gave it.
    pub id: String,
    pub code: String,
    pub reason: Option<String>,
}

/// What is gathered of one level until it is complete.
#[derive(Default)]
struct Draft {
    id: String,
    /// Where the bank leaves the end-to-end id out.
    instruction: String,
    code: String,
    reason: Option<String>,
}

impl Draft {
    fn done(&mut self, level: Level) -> Option<Status> {
        let Self { id, instruction, code, reason } = std::mem::take(self);
        let id = if id.is_empty() || id == "NOTPROVIDED" { instruction } else { id };
        // A level without a status says nothing; a batch is `PART` only through its lines.
        (!code.is_empty() && !id.is_empty()).then_some(Status { level, id, code, reason })
    }
}

/// Reads a report. `f` hears each status in the order of the file; nothing is to be believed before the whole was read.
pub fn read(input: impl BufRead, mut f: impl FnMut(Status) -> Result<()>) -> Result<()> {
    let (mut group, mut batch, mut transfer) = (Draft::default(), Draft::default(), Draft::default());
    walk(input, |node, path| {
        let Node::Close { name, text, .. } = node else { return Ok(()) };
        let within = |element: &str| path.iter().any(|p| p == element);
        let draft = if within("TxInfAndSts") {
            &mut transfer
        } else if within("OrgnlPmtInfAndSts") {
            &mut batch
        } else {
            &mut group
        };
        match name {
            "OrgnlMsgId" if !within("OrgnlPmtInfAndSts") => text.clone_into(&mut draft.id),
            "OrgnlPmtInfId" | "OrgnlEndToEndId" => text.clone_into(&mut draft.id),
            "OrgnlInstrId" => text.clone_into(&mut draft.instruction),
            "GrpSts" | "PmtInfSts" | "TxSts" => text.clone_into(&mut draft.code),
            "Cd" | "Prtry" if within("StsRsnInf") && path.last().is_some_and(|p| p == "Rsn") => {
                draft.reason = Some(text.to_owned());
            }
            "OrgnlGrpInfAndSts" => return group.done(Level::Group).map_or(Ok(()), &mut f),
            "TxInfAndSts" => return transfer.done(Level::Transfer).map_or(Ok(()), &mut f),
            "OrgnlPmtInfAndSts" => return batch.done(Level::Batch).map_or(Ok(()), &mut f),
            _ => {}
        }
        Ok(())
    })
}
