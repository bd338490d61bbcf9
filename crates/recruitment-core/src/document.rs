//! Documents by their own rules: the resident number of GB 11643 with its check sign, passports by their form; names; ages.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

db::text_enum! {
    /// What somebody shows.
    pub enum DocumentKind {
        /// Eighteen signs: residents, and foreigners and compatriots with a residence card of the same form.
        ResidentId = "resident_id",
        Passport = "passport",
    }
}

/// A document as a candidate states it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IdentityClaim)]
pub struct Claim {
    pub document: DocumentKind,
    /// As printed; spaces do not matter.
    pub number: String,
    /// As printed.
    pub name: String,
    /// `YYYY-MM-DD`, only where the number does not say it.
    #[serde(default)]
    pub born: Option<String>,
}

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

impl Day {
    /// Reads `YYYY-MM-DD` or `YYYYMMDD`; `None` for a day that is in no calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| *c != '-').collect();
        if plain.len() != 8 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part = |range| plain.get(range).and_then(|p: &str| p.parse().ok());
        let (year, month, day): (i64, i64, i64) = (part(0..4)?, part(4..6)?, part(6..8)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=last).contains(&day).then_some(Self { year, month, day })
    }

    /// Full years from here to `today`.
    pub fn years_to(self, today: Self) -> i64 {
        today.year - self.year - i64::from((today.month, today.day) < (self.month, self.day))
    }
}

/// A document whose number, name and date are in order. It is never logged: `Debug` tells its kind only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub kind: DocumentKind,
    pub number: String,
    pub name: String,
    pub born: Day,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// First and last sign, stars between.
fn masked(text: &str) -> String {
    let n = text.chars().count();
    text.chars().enumerate().map(|(i, c)| if i == 0 || (i + 1 == n && n > 2) { c } else { '*' }).collect()
}

impl Document {
    /// Checks a claim on `today`. Errors: `invalid_field` naming the field, its code saying what is wrong.
    pub fn of(claim: &Claim, today: Day, min_age: i64) -> Result<Self> {
        let number: String = folded(&claim.number).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let name = folded_name(&claim.name)?;
        let born = match claim.document {
            DocumentKind::ResidentId => resident(&number)?,
            DocumentKind::Passport => {
                passport(&number)?;
                let given = claim.born.as_deref().unwrap_or("");
                Day::parse(given).ok_or_else(|| Error::field("born", "birth_date", "a date such as 1990-05-23"))?
            }
        };
        if claim.document == DocumentKind::ResidentId && claim.born.as_deref().is_some_and(|b| Day::parse(b) != Some(born)) {
            return Err(Error::field("born", "birth_date", "the number says another day"));
        }
        let field = if claim.document == DocumentKind::ResidentId { "number" } else { "born" };
        if born > today || born.year < 1900 {
            return Err(Error::field(field, "birth_date", "nobody who applies was born then"));
        }
        if born.years_to(today) < min_age {
            return Err(Error::field(field, "under_age", format!("only people of {min_age} and older may serve")));
        }
        Ok(Self { kind: claim.document, number, name, born })
    }

    pub fn masked_number(&self) -> String {
        masked(&self.number)
    }

    pub fn masked_name(&self) -> String {
        masked(&self.name)
    }

    /// What makes it the same document on another account.
    pub fn normalised(&self) -> String {
        format!("{}:{}", self.kind.as_str(), self.number)
    }
}

/// Full-width letters and digits to ASCII, upper case.
fn folded(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(narrow).collect::<String>().to_uppercase()
}

fn folded_name(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = |code: &str, what: &str| Err(Error::field("name", code, what));
    let n = name.chars().count();
    if n < 2 {
        return wrong("too_short", "the whole name as it is printed");
    }
    if n > 60 {
        return wrong("too_long", "at most 60 signs");
    }
    let known = |c: char| c.is_alphabetic() || " ·.'-,".contains(c);
    if !name.chars().all(known) || !name.chars().any(char::is_alphabetic) {
        return wrong("invalid", "letters or characters only, as printed");
    }
    Ok(name)
}

/// Regions that begin a resident's number: provinces, Taiwan, Hong Kong and Macao, and 9 for foreigners' residence cards.
fn is_region(number: &str) -> bool {
    let two: u32 = number.get(..2).and_then(|two| two.parse().ok()).unwrap_or(0);
    matches!(two, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91..=99)
}

/// The date of birth of a resident's number whose region, date and check sign hold.
fn resident(number: &str) -> Result<Day> {
    let wrong = |code: &str, what: &str| Error::field("number", code, what);
    let bytes = number.as_bytes();
    let body = bytes.get(..17).unwrap_or_default();
    if bytes.len() != 18
        || !body.iter().all(u8::is_ascii_digit)
        || !bytes.get(17).is_some_and(|b| b.is_ascii_digit() || *b == b'X')
    {
        return Err(wrong("invalid", "eighteen digits; the last may be X"));
    }
    if !is_region(number) {
        return Err(wrong("region", "no region begins like this"));
    }
    if check_sign(body) != bytes.get(17).copied() {
        return Err(wrong("check_digit", "the last sign does not fit the others: look at the number again"));
    }
    number.get(6..14).and_then(Day::parse).ok_or_else(|| wrong("birth_date", "the date in it is in no calendar"))
}

/// ISO 7064 MOD 11-2 over seventeen digits.
fn check_sign(body: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(b, w)| u32::from(b.wrapping_sub(b'0')) * w).sum();
    b"10X98765432".get((sum % 11) as usize).copied()
}

/// The `n`th number of a made-up adult, whose check sign holds: for tests and demos.
pub fn made_up(n: u64) -> String {
    let body = format!("110105{}{:02}{:02}{:03}", 1970 + n / 7 % 30, n / 211 % 12 + 1, n / 2_533 % 28 + 1, n % 1000);
    let sign = check_sign(body.as_bytes()).map_or('0', char::from);
    format!("{body}{sign}")
}

fn passport(number: &str) -> Result<()> {
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if (6..=12).contains(&number.len()) && plain && digits >= 4 {
        return Ok(());
    }
    Err(Error::field("number", "invalid", "six to twelve letters and digits, as printed"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Day = Day { year: 2026, month: 11, day: 29 };

    fn code(document: DocumentKind, number: &str, name: &str, born: Option<&str>) -> String {
        let claim = Claim { document, number: number.to_owned(), name: name.to_owned(), born: born.map(str::to_owned) };
        Document::of(&claim, TODAY, 18)
            .map_or_else(|e| format!("{}.{}", e.fields[0].field, e.fields[0].code), |d| d.masked_number())
    }

    #[test]
    fn numbers_hold_their_check_sign_region_and_date() {
        let id = |number: &str| code(DocumentKind::ResidentId, number, "王小明", None);
        // The example of GB 11643.
        assert_eq!(id("11010519491231002X"), "1****************X");
        assert_eq!(id(" 110105 19491231 002x "), "1****************X");
        assert_eq!(id("１１０１０５１９４９１２３１００２Ｘ"), "1****************X");
        for (number, wanted) in [
            ("110105194912310021", "number.check_digit"),
            ("11010519491231003X", "number.check_digit"),
            ("11010519491231002", "number.invalid"),
            ("1101051949123100XX", "number.invalid"),
            ("", "number.invalid"),
            ("01010519491231002X", "number.region"),
            ("一10105194912310021", "number.invalid"),
        ] {
            assert_eq!(id(number), wanted, "{number}");
        }
        let with = |body: &str| format!("{body}{}", char::from(check_sign(body.as_bytes()).unwrap()));
        assert_eq!(id(&with("11010519900230002")), "number.birth_date");
        assert_eq!(id(&with("11010520990101002")), "number.birth_date");
        assert_eq!(id(&with("11010520081130002")), "number.under_age");
        assert!(id(&with("11010520081129002")).starts_with('1'), "eighteen today");
        assert_eq!(id(&with("11010518991231002")), "number.birth_date");
    }

    #[test]
    fn passports_names_and_dates_are_looked_at() {
        let passport = |number: &str, born| code(DocumentKind::Passport, number, "Anna-Maria O'Neil", born);
        assert_eq!(passport("e1234567 8", Some("1990-05-23")), "E*******8");
        assert_eq!(passport("E12345678", None), "born.birth_date");
        assert_eq!(passport("E12345678", Some("2020-01-01")), "born.under_age");
        assert_eq!(passport("PASSPORT", Some("1990-05-23")), "number.invalid");
        assert_eq!(code(DocumentKind::ResidentId, "11010519491231002X", "王", None), "name.too_short");
        assert_eq!(code(DocumentKind::ResidentId, "11010519491231002X", "王小明1", None), "name.invalid");
        assert_eq!(code(DocumentKind::ResidentId, "11010519491231002X", &"王".repeat(61), None), "name.too_long");
        assert_eq!(code(DocumentKind::ResidentId, "11010519491231002X", "王小明", Some("1950-01-01")), "born.birth_date");
        let claim =
            Claim {
                document: DocumentKind::ResidentId, number: "11010519491231002X".into(), name: "王小明".into(), born: None
            };
        let held = Document::of(&claim, TODAY, 18).unwrap();
        assert_eq!(held.masked_name(), "王*明");
        assert!(!format!("{held:?}").contains("1949"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_two_swapped_ones_are_seen(at in 0..17_usize, by in 1..10_u8, seq in 0..1000_u32) {
            let body = format!("11010519900523{seq:03}");
            let whole = |body: &[u8]| [body, &[check_sign(body).unwrap()]].concat();
            let good = whole(body.as_bytes());
            let mut wrong = good.clone();
            wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
            prop_assert_ne!(check_sign(&wrong[..17]), Some(good[17]));
            let mut swapped = good.clone();
            if at < 16 && swapped[at] != swapped[at + 1] {
                swapped.swap(at, at + 1);
                prop_assert_ne!(check_sign(&swapped[..17]), Some(good[17]));
            }
        }

        #[test]
        fn no_text_breaks_the_check(number in ".{0,30}", name in ".{0,30}", born in prop::option::of(".{0,12}")) {
            for document in [DocumentKind::ResidentId, DocumentKind::Passport] {
                let _ = code(document, &number, &name, born.as_deref());
            }
        }
    }
}
