//! Streaming XML: leaf texts with the path above them; torn files, entities and depth are refused. Pure.

use std::io::BufRead;

use kernel::{Code, Error, Result};
use quick_xml::{Reader, events::Event};

/// Deepest nesting and longest text that a bank file may have.
const DEPTH: usize = 40;
const TEXT: usize = 16 * 1024;

/// What the reader of a document hears.
pub(super) enum Node<'a> {
    Open(&'a str),
    /// A closed element with its text and the value of its `Ccy` attribute, if any.
    Close {
        name: &'a str,
        text: &'a str,
        currency: Option<&'a str>,
    },
}

fn bad(what: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidField, format!("the bank file is refused: {what}"))
}

/// Walks a document. `f` gets each node with the names of the elements around it, outermost first.
pub(super) fn walk(input: impl BufRead, mut f: impl FnMut(Node<'_>, &[String]) -> Result<()>) -> Result<()> {
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let (mut text, mut currency, mut closed): (String, Option<String>, bool) = (String::new(), None, false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(bad)? {
            Event::Start(start) => {
                if closed || path.len() >= DEPTH {
                    return Err(bad("more than one document, or nested too deeply"));
                }
                let name = start.local_name().as_ref().to_owned();
                text.clear();
                currency = None;
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(bad)?;
                    if attribute.key.as_ref() == "Ccy" {
                        currency = Some(attribute.value.clone().into_owned());
                    }
                }
                f(Node::Open(&name), &path)?;
                path.push(name);
            }
            Event::End(_) => {
                let name = path.pop().ok_or_else(|| bad("an element ends that never began"))?;
                f(Node::Close { name: &name, text: text.trim(), currency: currency.as_deref() }, &path)?;
                text.clear();
                currency = None;
                closed = path.is_empty();
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                f(Node::Open(&name), &path)?;
                f(Node::Close { name: &name, text: "", currency: None }, &path)?;
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => text.push(known(&entity)?),
            Event::DocType(_) => return Err(bad("a document type is not allowed")),
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
        if text.len() > TEXT {
            return Err(bad("a text is too long"));
        }
    }
    if !path.is_empty() || !closed {
        return Err(bad("it ends in the middle"));
    }
    Ok(())
}

/// The five entities of XML and characters by number; no other is ever expanded.
fn known(entity: &quick_xml::events::BytesRef<'_>) -> Result<char> {
    if let Some(c) = entity.resolve_char_ref().map_err(bad)? {
        return Ok(c);
    }
    let name = entity.xml10_content();
    Ok(match name.as_ref() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        other => return Err(bad(format!("unknown entity {other:?}"))),
    })
}
