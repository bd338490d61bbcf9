//! Conversations whose worker sees pictures: the customer's words never leave the server as text.

pub(crate) mod http;
pub(crate) mod service;

use std::{path::PathBuf, sync::OnceLock};

use kernel::{Code, Error, Result};
use pixel::text::Painter;
use serde_json::Value;

use crate::message::{MessageView, Sender};

/// Where free Chinese fonts lie: Debian's fonts-noto-cjk, fonts-wqy-microhei and fonts-droid-fallback, Fedora's, Arch's.
const FONTS: [&str; 5] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
];

/// What pictures are drawn with: a font of this machine, read when the first picture is asked for. Wire one per
/// application, as an extra.
pub struct Drawing {
    font: Option<PathBuf>,
    painter: OnceLock<Option<Painter>>,
}

impl Drawing {
    /// With the font of a file, or else the first that lies where fonts lie.
    pub fn new(font: Option<PathBuf>) -> Self {
        let font = font.or_else(|| FONTS.iter().map(PathBuf::from).find(|path| path.exists()));
        Self { font, painter: OnceLock::new() }
    }

    /// What an operator must be told at start; `None` when pictures can be drawn.
    pub fn lacks(&self) -> Option<&'static str> {
        let is_there = self.font.as_ref().is_some_and(|path| path.exists());
        (!is_there).then_some(
            "no Chinese font: conversations of projects that show pictures cannot be read; \
             install one (Debian: apt install fonts-noto-cjk) or name a TTF, OTF or TTC file as `font`",
        )
    }

    pub(crate) fn painter(&self) -> Result<&Painter> {
        let read = || Painter::new(std::fs::read(self.font.as_ref()?).ok()?);
        let found = self.painter.get_or_init(read).as_ref();
        found.ok_or_else(|| {
            Error::new(Code::Busy, "this server has no Chinese font to draw with; its log says how to install one")
        })
    }
}

/// Whose words are drawn: the worker's own and the system's codes are not the customer's.
pub(crate) const fn is_theirs(sender: Sender) -> bool {
    matches!(sender, Sender::Customer | Sender::Bot)
}

/// A message without its words, where they are drawn. A verdict quotes them, so it goes as well.
pub(crate) fn blank(view: MessageView) -> MessageView {
    if !is_theirs(view.from) {
        return view;
    }
    MessageView { text: String::new(), verdict: None, is_drawn: true, ..view }
}

/// What an enterprise's system told, one line for each fact.
pub(crate) fn lines(context: &Value) -> String {
    match context {
        Value::Object(facts) => {
            facts.iter().map(|(name, value)| format!("{name}: {}", lines(value))).collect::<Vec<_>>().join("\n")
        }
        Value::Array(all) => all.iter().map(lines).collect::<Vec<_>>().join("; "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_told_line_by_line() {
        let facts = json!({ "order": "TC1", "items": ["a", 2], "paid": true });
        let mut told: Vec<String> = lines(&facts).lines().map(ToOwned::to_owned).collect();
        told.sort();
        assert_eq!(told, ["items: a; 2", "order: TC1", "paid: true"]);
    }
}
