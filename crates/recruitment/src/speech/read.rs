//! Transcripts beside what was asked: syllables and words by their sound, passages by their characters, talk by its flow.

use pinyin::ToPinyin;

use super::{Listed, Passage, Talk, Transcript};
use crate::interview::{
    bank::Prompt,
    words::{edits, fold},
};

/// What a recording was to hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Text of a passage.
    pub text: &'a str,
    /// Items of a list, and when each was shown.
    pub prompts: &'a [Prompt],
    pub marks: &'a [i64],
    /// Subjects of a talk: words of which one is enough, split by `|`.
    pub subjects: &'a [String],
}

/// How late after the next item was shown a voice may still be at the one before.
const LATE_MS: i64 = 250;
/// Characters of a list without times that may lie between two items.
const STRAY: usize = 6;
const FILLERS: [&str; 8] = ["嗯", "呃", "啊", "额", "um", "uh", "er", "erm"];

/// One character that was heard, by its sound, and the middle of it.
struct Heard {
    sound: String,
    at_ms: Option<i64>,
}

/// A character's sound without its tone: pinyin, or the letter itself.
fn sound(c: char) -> String {
    c.to_pinyin().map_or_else(|| c.to_string(), |p| p.plain().to_owned())
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>().into_iter()
}

fn heard(transcript: &Transcript) -> Vec<Heard> {
    if transcript.words.is_empty() {
        return letters(&transcript.text).map(|c| Heard { sound: sound(c), at_ms: None }).collect();
    }
    let mut all = Vec::new();
    for word in &transcript.words {
        let chars: Vec<char> = letters(&word.text).collect();
        let n = i64::try_from(chars.len()).unwrap_or(i64::MAX).max(1);
        for (i, c) in (0_i64..).zip(chars) {
            let at = word.from_ms + (word.to_ms - word.from_ms) * (2 * i + 1) / (2 * n);
            all.push(Heard { sound: sound(c), at_ms: Some(at) });
        }
    }
    all
}

/// Reads a list: an item is right when its sounds are among those of its window. Without times they must come in order.
pub(super) fn list(transcript: &Transcript, asked: &Asked<'_>) -> Listed {
    let all = heard(transcript);
    let timed = all.iter().all(|h| h.at_ms.is_some()) && asked.marks.len() == asked.prompts.len();
    let mut listed = Listed { asked: i64::try_from(asked.prompts.len()).unwrap_or(0), ..Listed::default() };
    let mut from = 0;
    for (i, prompt) in asked.prompts.iter().enumerate() {
        let wanted: Vec<String> = letters(&prompt.text).map(sound).collect();
        let found = if timed {
            let start = asked.marks.get(i).copied().unwrap_or(0);
            let end = asked.marks.get(i + 1).map_or(i64::MAX, |next| next + LATE_MS);
            let window: Vec<&str> =
                all.iter().filter(|h| h.at_ms.is_some_and(|at| at >= start && at < end)).map(|h| h.sound.as_str()).collect();
            position(&window, &wanted).is_some()
        } else {
            let ahead: Vec<&str> = all.iter().skip(from).take(wanted.len() + STRAY).map(|h| h.sound.as_str()).collect();
            let at = position(&ahead, &wanted);
            from += at.map_or(0, |at| at + wanted.len());
            at.is_some()
        };
        if found {
            listed.right += 1;
        } else {
            listed.missed.push(prompt.text.clone());
        }
    }
    listed
}

fn position(sounds: &[&str], wanted: &[String]) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    sounds.windows(wanted.len()).position(|w| w.iter().zip(wanted).all(|(a, b)| a == b))
}

pub(super) fn passage(transcript: &Transcript, text: &str) -> Passage {
    let (wanted, got): (Vec<char>, Vec<char>) = (letters(text).collect(), letters(&transcript.text).collect());
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    // A transcript many times as long as the text cannot be it; the work stays bounded.
    let got = got.get(..got.len().min(wanted.len() * 4)).unwrap_or_default();
    Passage { edits: count(edits(&wanted, got)), chars: count(wanted.len()), heard: count(got.len()) }
}

pub(super) fn talk(transcript: &Transcript, subjects: &[String]) -> Talk {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let text = fold(&transcript.text);
    let words: Vec<String> = if transcript.words.is_empty() {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    } else {
        transcript.words.iter().map(|w| letters(&w.text).collect::<String>()).filter(|w| !w.is_empty()).collect()
    };
    let touched = |subject: &&String| subject.split('|').any(|word| !word.is_empty() && text.contains(&fold(word)));
    let pairs = transcript.words.iter().zip(transcript.words.iter().skip(1));
    Talk {
        chars: count(letters(&text).count()),
        span_ms: transcript.words.last().map_or(0, |l| l.to_ms) - transcript.words.first().map_or(0, |f| f.from_ms),
        fillers: count(words.iter().filter(|w| FILLERS.contains(&w.as_str())).count()),
        repeats: count(words.iter().zip(words.iter().skip(1)).filter(|(a, b)| a == b).count()),
        longest_gap_ms: pairs.map(|(a, b)| b.from_ms - a.to_ms).max().unwrap_or(0).max(0),
        subjects: count(subjects.iter().filter(touched).count()),
        subjects_of: count(subjects.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Word;

    fn word(text: &str, from_ms: i64, to_ms: i64) -> Word {
        Word { text: text.to_owned(), from_ms, to_ms }
    }

    fn prompts(texts: &[&str]) -> Vec<Prompt> {
        texts.iter().map(|t| Prompt { text: (*t).to_owned(), tone: 1 }).collect()
    }

    #[test]
    fn items_are_right_by_their_sound_in_their_window() {
        let prompts = prompts(&["妈", "树", "老师", "知"]);
        let asked = Asked { prompts: &prompts, marks: &[0, 1000, 2000, 3000], ..Asked::default() };
        // A homophone of another tone is the engine's guess at the character, and 资 is not 知.
        let words = vec![word("马", 300, 600), word("苏", 1300, 1600), word("老师", 2300, 2900), word("资", 3300, 3600)];
        let heard = list(&Transcript { words, ..Transcript::default() }, &asked);
        assert_eq!((heard.right, heard.asked, heard.missed), (2, 4, vec!["树".to_owned(), "知".to_owned()]));
        // The right sound in the wrong window is not the item.
        let late = vec![word("妈", 1500, 1700)];
        assert_eq!(list(&Transcript { words: late, ..Transcript::default() }, &asked).right, 0);
        // Without times: in order.
        let text = Transcript { text: "妈,输。老是 资".to_owned(), ..Transcript::default() };
        assert_eq!(list(&text, &asked).right, 3);
        assert_eq!(list(&Transcript::default(), &asked).right, 0);
    }

    #[test]
    fn a_passage_counts_edits_and_talk_its_flow() {
        let heard = |text: &str| Transcript { text: text.to_owned(), ..Transcript::default() };
        assert_eq!(passage(&heard("今天天气很好"), "今天，天气好。").edits, 1);
        assert_eq!(passage(&heard(""), "今天天气好").error_pm(), 1000);
        assert_eq!(passage(&heard(&"好".repeat(9_000)), "今天天气好").heard, 20);
        let words = vec![word("嗯", 0, 200), word("我", 300, 400), word("我", 500, 600), word("住", 2600, 2700)];
        let subjects = ["坐车|地铁".to_owned(), "住|家".to_owned()];
        let got = talk(&Transcript { text: "嗯我我住".to_owned(), words, confidence_pm: None }, &subjects);
        assert_eq!((got.fillers, got.repeats, got.longest_gap_ms, got.span_ms), (1, 1, 2000, 2700));
        assert_eq!((got.subjects, got.subjects_of, got.chars), (1, 2, 4));
    }
}
