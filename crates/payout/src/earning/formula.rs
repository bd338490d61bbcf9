//! The formula of an earning as numbers and as one sentence in Chinese or English. Pure.

use kernel::{Currency, Money};
use market::{Terms, UNIT_BP, Work};
use serde::Serialize;
use utoipa::ToSchema;

use super::StepPaid;

/// Languages that formulas are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// From an `Accept-Language` header: Chinese when it is named first.
    pub fn of(header: Option<&str>) -> Self {
        let first = header.and_then(|h| h.split(',').next()).unwrap_or("").trim();
        if first.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("zh")) { Self::Chinese } else { Self::English }
    }
}

/// How an amount came about: `(piece + steps + minutes − fee) × quality + surge`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Formula {
    pub price_minor: i64,
    /// Basis points of the price.
    pub fee_bp: i64,
    pub fee_minor: i64,
    /// Basis points; 10000 is 1.0.
    pub quality_bp: i64,
    pub currency: Currency,
    /// For the piece itself; the price is more where steps or minutes have a rate.
    pub piece_minor: i64,
    pub steps: i64,
    /// Thousandths of a minor unit.
    pub step_milli: i64,
    pub seconds: i64,
    /// Thousandths of a minor unit.
    pub minute_milli: i64,
    /// The most that all of it may cost.
    pub most_minor: i64,
    /// Basis points; 10000 is none.
    pub surge_bp: i64,
    pub surge_minor: i64,
    /// The same as a sentence, in the language of the request.
    pub text: String,
}

impl Formula {
    /// `pay` is all that the worker gets, surge included.
    pub fn new(
        price: Money,
        fee_bp: i64,
        fee: Money,
        quality_bp: i64,
        pay: Money,
        basis: Option<(Terms, Work)>,
        language: Language,
    ) -> Self {
        let (terms, work) = basis.map_or((None, Work::default()), |(terms, work)| (Some(terms), work));
        let surge = Money::new(terms.map_or(0, |t| t.surge_minor), price.currency);
        let zh = language == Language::Chinese;
        let mut text = match &terms {
            Some(terms) if terms.step_milli > 0 || terms.minute_milli > 0 => made_of(terms, &work, price, zh),
            _ if zh => format!("单价 {}", yuan(price)),
            _ => format!("price {price}"),
        };
        text += &match zh {
            true => format!(" − 平台服务费 {}（{}%）", yuan(fee), decimal(fee_bp, 2)),
            false => format!(" − platform fee {fee} ({}%)", decimal(fee_bp, 2)),
        };
        if quality_bp != UNIT_BP {
            text += &format!(" × {} {}", if zh { "质量系数" } else { "quality" }, decimal(quality_bp, 4));
        }
        if let Some(terms) = terms.filter(|t| t.surge_minor > 0) {
            let times = decimal(terms.surge_bp, 4);
            text += &if zh {
                format!(" + 高峰补贴 {}（×{times}）", yuan(surge))
            } else {
                format!(" + surge {surge} (×{times})")
            };
        }
        text += &if zh { format!(" = {}", yuan(pay)) } else { format!(" = {pay}") };
        Self {
            price_minor: price.minor,
            fee_bp,
            fee_minor: fee.minor,
            quality_bp,
            currency: price.currency,
            piece_minor: terms.map_or(price.minor, |t| t.price_minor),
            steps: work.steps,
            step_milli: terms.map_or(0, |t| t.step_milli),
            seconds: work.seconds,
            minute_milli: terms.map_or(0, |t| t.minute_milli),
            most_minor: terms.map_or(price.minor, |t| t.most_minor),
            surge_bp: terms.map_or(UNIT_BP, |t| t.surge_bp),
            surge_minor: surge.minor,
            text,
        }
    }
}

/// A step that was paid for, beside the piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StepLine {
    pub(crate) step: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Standard steps that it counts for.
    pub(crate) weight: i64,
    /// Weight × rate of a standard step, major units of the currency as decimal text, before rounding and the cap.
    pub(crate) amount: String,
}

impl StepLine {
    /// `step_milli` is the rate of a standard step, thousandths of a minor unit.
    pub(crate) fn of(step: StepPaid, step_milli: i64) -> Self {
        let amount = decimal(step.weight.saturating_mul(step_milli), 5);
        Self { step: step.step, title_zh: step.title_zh, title_en: step.title_en, weight: step.weight, amount }
    }
}

/// `piece + steps + minutes = price`, with the cap where it held.
fn made_of(terms: &Terms, work: &Work, price: Money, zh: bool) -> String {
    let piece = Money::new(terms.price_minor, price.currency);
    let code = price.currency.as_str();
    let mut text = if zh { format!("（计件 {}", yuan(piece)) } else { format!("(piece {piece}") };
    if terms.step_milli > 0 {
        let (n, rate) = (work.steps, decimal(terms.step_milli, 5));
        text += &if zh { format!(" + {n} 步 × {rate}") } else { format!(" + {n} steps × {rate} {code}") };
    }
    if terms.minute_milli > 0 {
        let (n, rate) = (work.seconds, decimal(terms.minute_milli, 5));
        text += &if zh { format!(" + {n} 秒 × {rate}/分钟") } else { format!(" + {n} s × {rate} {code} a minute") };
    }
    if price.minor == terms.most_minor {
        text += if zh { "，已到上限" } else { ", at its most" };
    }
    text + &if zh { format!(" = {}）", yuan(price)) } else { format!(" = {price})") }
}

fn yuan(money: Money) -> String {
    let text = money.to_string();
    match money.currency {
        Currency::CNY => text.replace(" CNY", " 元"),
        _ => text,
    }
}

/// `value / 10^places` without trailing zeros, e.g. 1250 with two places is `12.5`. `value` is not negative.
fn decimal(value: i64, places: usize) -> String {
    let digits = format!("{value:0width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    #[test]
    fn the_sentence_has_every_number() {
        let zh = Formula::new(fen(120), 1500, fen(18), 10_000, fen(102), None, Language::Chinese);
        assert_eq!(zh.text, "单价 1.20 元 − 平台服务费 0.18 元（15%） = 1.02 元");
        let en = Formula::new(fen(120), 1250, fen(15), 11_500, fen(121), None, Language::English);
        assert_eq!(en.text, "price 1.20 CNY − platform fee 0.15 CNY (12.5%) × quality 1.15 = 1.21 CNY");
        let terms = Terms {
            price_minor: 100,
            step_milli: 15_500,
            minute_milli: 45_000,
            most_minor: 214,
            fee_bp: 1500,
            surge_bp: 15_000,
            surge_minor: 42,
            floor_hourly: 0,
            currency: Currency::CNY,
        };
        let basis = Some((terms, Work { steps: 3, seconds: 90 }));
        let zh = Formula::new(fen(214), 1500, fen(32), 10_000, fen(224), basis, Language::Chinese);
        assert_eq!(
            zh.text,
            "（计件 1.00 元 + 3 步 × 0.155 + 90 秒 × 0.45/分钟，已到上限 = 2.14 元） − 平台服务费 0.32 元（15%） + 高峰补贴 0.42 元（×1.5） = 2.24 元"
        );
        let en = Formula::new(fen(214), 1500, fen(32), 10_000, fen(224), basis, Language::English);
        assert!(
            en.text.starts_with("(piece 1.00 CNY + 3 steps × 0.155 CNY + 90 s × 0.45 CNY a minute, at its most = 2.14 CNY) − ")
        );
    }

    #[test]
    fn languages_and_decimals() {
        assert_eq!(Language::of(Some("zh-CN,en;q=0.8")), Language::Chinese);
        assert_eq!(Language::of(Some("en, zh")), Language::English);
        assert_eq!(Language::of(Some("中")), Language::English);
        assert_eq!(Language::of(None), Language::English);
        assert_eq!([decimal(5, 2), decimal(0, 2), decimal(10_000, 4)], ["0.05", "0", "1"]);
    }
}
