//! Writes ISO 20022 pain.001.001.09 credit transfers, one line after the other, so that a file of any length fits.

use std::io::{self, Write};

use kernel::{Code, Currency, Error, Result, Ts};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ID_CHARS, major};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// Whose account, where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub name: String,
    pub account: Account,
    pub agent: Agent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    Iban(String),
    /// A domestic account number.
    Other(String),
}

/// A bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BankAgent)]
pub enum Agent {
    Bic(String),
    /// Clearing system and number in it, e.g. `CNAPS` and twelve digits.
    Clearing(String, String),
}

/// What a file says about all of its lines, before them.
#[derive(Clone, Debug)]
pub struct Head {
    /// Message and payment id, at most 35 characters.
    pub id: String,
    pub created: Ts,
    /// The day on which it is to be carried out, `2026-11-20`.
    pub execute: String,
    pub debtor: Party,
    pub currency: Currency,
    pub count: u64,
    pub sum: i64,
}

/// One transfer. `id` is the same on every resend.
#[derive(Clone, Debug)]
pub struct Transfer {
    pub id: String,
    pub amount: i64,
    pub to: Party,
    pub note: String,
}

fn broken(error: io::Error) -> Error {
    Error::new(Code::Internal, "the bank file cannot be written").because(error)
}

/// Characters that XML can hold, at most `most` of them.
fn clean(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '\u{fffe}' && *c != '\u{ffff}').take(most).collect()
}

fn id(text: &str) -> Result<&str> {
    let sound = !text.is_empty() && text.len() <= ID_CHARS && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if sound {
        Ok(text)
    } else {
        Err(Error::field("id", "invalid", "an id of a bank file has 1 to 35 letters, digits or dashes"))
    }
}

struct Out<W: Write>(Writer<W>);

impl<W: Write> Out<W> {
    fn leaf(&mut self, name: &str, text: &str) -> Result<()> {
        self.0.create_element(name).write_text_content(BytesText::new(text)).map(drop).map_err(broken)
    }

    fn within(&mut self, name: &str, f: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.event(Event::Start(BytesStart::new(name)))?;
        f(self)?;
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn event(&mut self, event: Event<'_>) -> Result<()> {
        self.0.write_event(event).map_err(broken)
    }

    fn account(&mut self, name: &str, account: &Account) -> Result<()> {
        self.within(name, |o| {
            o.within("Id", |o| match account {
                Account::Iban(iban) => o.leaf("IBAN", iban),
                Account::Other(number) => o.within("Othr", |o| o.leaf("Id", &clean(number, 34))),
            })
        })
    }

    fn agent(&mut self, name: &str, agent: &Agent) -> Result<()> {
        self.within(name, |o| {
            o.within("FinInstnId", |o| match agent {
                Agent::Bic(bic) => o.leaf("BICFI", bic),
                Agent::Clearing(system, member) => o.within("ClrSysMmbId", |o| {
                    o.within("ClrSysId", |o| o.leaf("Cd", &clean(system, 5)))?;
                    o.leaf("MmbId", &clean(member, 35))
                }),
            })
        })
    }

    fn named(&mut self, name: &str, party: &str) -> Result<()> {
        self.within(name, |o| o.leaf("Nm", &clean(party, 140)))
    }

    fn head(&mut self, head: &Head) -> Result<()> {
        let (count, sum) = (head.count.to_string(), major(head.sum));
        // Whole seconds: XSD readers of some banks know no fraction.
        let created = head.created.to_string().chars().take(19).collect::<String>() + "Z";
        self.within("GrpHdr", |o| {
            o.leaf("MsgId", id(&head.id)?)?;
            o.leaf("CreDtTm", &created)?;
            o.leaf("NbOfTxs", &count)?;
            o.leaf("CtrlSum", &sum)?;
            o.named("InitgPty", &head.debtor.name)
        })?;
        self.event(Event::Start(BytesStart::new("PmtInf")))?;
        self.leaf("PmtInfId", id(&head.id)?)?;
        self.leaf("PmtMtd", "TRF")?;
        self.leaf("BtchBookg", "false")?;
        self.leaf("NbOfTxs", &count)?;
        self.leaf("CtrlSum", &sum)?;
        self.within("ReqdExctnDt", |o| o.leaf("Dt", &head.execute))?;
        self.named("Dbtr", &head.debtor.name)?;
        self.account("DbtrAcct", &head.debtor.account)?;
        self.agent("DbtrAgt", &head.debtor.agent)
    }

    fn line(&mut self, line: &Transfer, currency: Currency) -> Result<()> {
        if line.amount <= 0 {
            return Err(Error::field("amount", "out_of_range", "a transfer moves more than nothing"));
        }
        self.within("CdtTrfTxInf", |o| {
            o.within("PmtId", |o| {
                o.leaf("InstrId", id(&line.id)?)?;
                o.leaf("EndToEndId", &line.id)
            })?;
            o.within("Amt", |o| {
                let amount = BytesText::from_escaped(major(line.amount)).into_owned();
                let element = o.0.create_element("InstdAmt").with_attribute(("Ccy", currency.as_str()));
                element.write_text_content(amount).map(drop).map_err(broken)
            })?;
            o.agent("CdtrAgt", &line.to.agent)?;
            o.named("Cdtr", &line.to.name)?;
            o.account("CdtrAcct", &line.to.account)?;
            if line.note.is_empty() {
                return Ok(());
            }
            o.within("RmtInf", |o| o.leaf("Ustrd", &clean(&line.note, 140)))
        })
    }
}

/// Writes the whole file. Errors: `invalid_field` (an id, an amount, lines that differ in number or sum from the head);
/// what was written until then is no file and must be thrown away.
pub fn write(out: impl Write, head: &Head, lines: impl Iterator<Item = Result<Transfer>>) -> Result<()> {
    let mut o = Out(Writer::new(out));
    o.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    o.event(Event::Start(BytesStart::new("Document").with_attributes([("xmlns", NAMESPACE)])))?;
    let (mut count, mut sum) = (0_u64, 0_i64);
    o.within("CstmrCdtTrfInitn", |o| {
        o.head(head)?;
        for line in lines {
            let line = line?;
            o.line(&line, head.currency)?;
            count += 1;
            sum = sum.checked_add(line.amount).ok_or_else(|| Error::new(Code::AmountTooLarge, "the batch is too large"))?;
        }
        o.event(Event::End(BytesEnd::new("PmtInf")))
    })?;
    o.event(Event::End(BytesEnd::new("Document")))?;
    if (count, sum) != (head.count, head.sum) || count == 0 {
        return Err(Error::field("lines", "differ", format!("{count} lines of {sum}, announced {} of {}", head.count, head.sum)));
    }
    o.0.into_inner().flush().map_err(broken)
}
