//! The formula of an earning as numbers and as one sentence in Chinese or English. Pure.

use kernel::{Currency, Money};
use market::UNIT_BP;
use serde::Serialize;
use utoipa::ToSchema;

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

/// How an amount came about: `(price − fee) × quality`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Formula {
    pub price_minor: i64,
    /// Basis points of the price.
    pub fee_bp: i64,
    pub fee_minor: i64,
    /// Basis points; 10000 is 1.0.
    pub quality_bp: i64,
    pub currency: Currency,
    /// The same as a sentence, in the language of the request.
    pub text: String,
}

impl Formula {
    pub fn new(price: Money, fee_bp: i64, fee: Money, quality_bp: i64, pay: Money, language: Language) -> Self {
        let text = match language {
            Language::Chinese => {
                let quality =
                    if quality_bp == UNIT_BP { String::new() } else { format!(" × 质量系数 {}", decimal(quality_bp, 4)) };
                format!("单价 {} − 平台服务费 {}（{}%）{quality} = {}", yuan(price), yuan(fee), decimal(fee_bp, 2), yuan(pay))
            }
            Language::English => {
                let quality =
                    if quality_bp == UNIT_BP { String::new() } else { format!(" × quality {}", decimal(quality_bp, 4)) };
                format!("price {price} − platform fee {fee} ({}%){quality} = {pay}", decimal(fee_bp, 2))
            }
        };
        Self { price_minor: price.minor, fee_bp, fee_minor: fee.minor, quality_bp, currency: price.currency, text }
    }
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
        let zh = Formula::new(fen(120), 1500, fen(18), 10_000, fen(102), Language::Chinese);
        assert_eq!(zh.text, "单价 1.20 元 − 平台服务费 0.18 元（15%） = 1.02 元");
        let en = Formula::new(fen(120), 1250, fen(15), 11_500, fen(121), Language::English);
        assert_eq!(en.text, "price 1.20 CNY − platform fee 0.15 CNY (12.5%) × quality 1.15 = 1.21 CNY");
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
