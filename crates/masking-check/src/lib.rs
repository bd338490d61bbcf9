//! Validators: checksums, prefixes, dates; escapes and syllables undone. All take digit values (0–9) or ASCII text and are total.
//! Beside them what the finders share and that reads no message: labels, tokens, lists, sets and a table of words, linear models.
#![forbid(unsafe_code)]

pub mod alias;
pub mod escape;
pub mod hosts;
pub mod joins;
pub mod label;
pub mod looks;
pub mod model;
pub mod pinyin;
pub mod set;
pub mod spoken;
pub mod stretch;
pub mod table;
pub mod things;
pub mod token;

/// GB 11643-1999 check character (ISO 7064 mod 11-2) over the first 17 digits; 10 stands for X.
pub fn gb11643(d: &[u8], last: u8) -> bool {
    const W: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if d.len() != 17 {
        return false;
    }
    let sum: u32 = d.iter().zip(W).map(|(v, w)| u32::from(*v) * w).sum();
    u32::from(last) == (12 - sum % 11) % 11
}

/// First two digits of a resident number: GB/T 2260 provinces, the permits of HK, Macau and
/// Taiwan residents (81–83) and foreigners' cards (91).
pub fn region(d: &[u8]) -> bool {
    let Some(p) = num(d, 0, 2) else { return false };
    matches!(p, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

/// A calendar date of a living person: year 1900–2035, month and day in range.
pub fn birth_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1900..=2035).contains(&year) && (1..=days).contains(&day)
}

/// Luhn mod 10 (ISO/IEC 7812-1 annex B).
pub fn luhn(d: &[u8]) -> bool {
    let sum: u32 = d
        .iter()
        .rev()
        .enumerate()
        .map(|(i, v)| {
            let v = u32::from(*v);
            if i % 2 == 1 { if v > 4 { v * 2 - 9 } else { v * 2 } } else { v }
        })
        .sum();
    d.len() >= 8 && sum.is_multiple_of(10)
}

/// Issuer prefix and length of a payment card agree (public IIN ranges).
pub fn card_bin(d: &[u8]) -> bool {
    let n = d.len();
    let (Some(p1), Some(p2), Some(p3), Some(p4)) = (num(d, 0, 1), num(d, 0, 2), num(d, 0, 3), num(d, 0, 4)) else {
        return false;
    };
    match n {
        19 if p2 == 62 || p1 == 4 || p2 == 60 || p2 == 65 || p2 == 81 => true,
        16..=18 if p2 == 62 || p2 == 60 || p2 == 81 => true,
        16 => {
            p1 == 4
                || (51..=55).contains(&p2)
                || (2221..=2720).contains(&p4)
                || p2 == 65
                || (3528..=3589).contains(&p4)
                || (644..=649).contains(&p3)
                || p2 == 95
                || p2 == 94
                || maestro(p4)
        }
        15 => p2 == 34 || p2 == 37 || p4 == 2131 || p4 == 1800,
        14 => (300..=305).contains(&p3) || p2 == 36 || p2 == 38 || p2 == 39,
        13 => p1 == 4 || maestro(p4),
        12 | 17 | 18 => maestro(p4),
        _ => false,
    }
}

fn maestro(p4: u32) -> bool {
    matches!(p4, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761 | 6762 | 6763 | 676)
}

/// Mobile prefix of mainland China (first three digits of eleven), MIIT numbering plan.
pub fn cn_mobile(d: &[u8]) -> bool {
    if d.len() != 11 || d.first() != Some(&1) {
        return false;
    }
    let (Some(&a), Some(&b)) = (d.get(1), d.get(2)) else { return false };
    match a {
        3 | 5..=9 => true,
        4 => b != 2 && b != 3,
        _ => false,
    }
}

/// Area code of a mainland landline with its trunk zero; gives the code's length.
pub fn cn_area(d: &[u8]) -> Option<usize> {
    match (d.first()?, d.get(1)?, d.get(2)?) {
        (0, 1, 0) => Some(3),
        (0, 2, b) if *b != 6 => Some(3),
        (0, 3..=9, _) => Some(4),
        _ => None,
    }
}

/// North American number of ten digits: area and exchange begin with 2–9, neither is x11.
pub fn nanp(d: &[u8]) -> bool {
    let lead = |i: usize| d.get(i).is_some_and(|v| *v >= 2);
    let n11 = |i: usize| d.get(i..i + 3).is_some_and(|s| s.ends_with(&[1, 1]));
    d.len() == 10 && lead(0) && lead(3) && !n11(0)
}

/// Toll-free area codes of North America.
pub fn toll_free(d: &[u8]) -> bool {
    matches!(num(d, 0, 3), Some(800 | 833 | 844 | 855 | 866 | 877 | 888))
}

/// US social security number: no area 000, 666 or 9xx, no group 00, no serial 0000.
pub fn ssn(d: &[u8]) -> bool {
    match (num(d, 0, 3), num(d, 3, 5), num(d, 5, 9)) {
        (Some(a), Some(g), Some(s)) => d.len() == 9 && a != 0 && a != 666 && a < 900 && g != 0 && s != 0,
        _ => false,
    }
}

/// US taxpayer number: 9xx with group 50–65, 70–88, 90–92 or 94–99.
pub fn itin(d: &[u8]) -> bool {
    d.len() == 9 && d.first() == Some(&9) && matches!(num(d, 3, 5), Some(50..=65 | 70..=88 | 90..=92 | 94..=99))
}

/// NHS number of ten digits, mod 11.
pub fn nhs(d: &[u8]) -> bool {
    if d.len() != 10 {
        return false;
    }
    let sum: u32 = d.iter().take(9).zip((2..=10).rev()).map(|(v, w)| u32::from(*v) * w).sum();
    let check = (11 - sum % 11) % 11;
    check < 10 && d.get(9).is_some_and(|v| u32::from(*v) == check)
}

/// Unified social credit code (GB 32100-2015): 18 characters, mod 31.
pub fn uscc(s: &[u8]) -> bool {
    const SET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    if s.len() != 18 {
        return false;
    }
    let mut sum = 0usize;
    let mut w = 1usize;
    for c in s.iter().take(17) {
        let Some(v) = SET.iter().position(|x| x == c) else { return false };
        sum += v * w;
        w = w * 3 % 31;
    }
    let want = (31 - sum % 31) % 31;
    s.get(17).and_then(|c| SET.iter().position(|x| x == c)) == Some(want)
}

/// Shape of a social credit code: registration department and category, then region digits.
pub fn uscc_shape(s: &[u8]) -> bool {
    s.len() == 18
        && matches!(s.first(), Some(b'1'..=b'9' | b'A' | b'N' | b'Y'))
        && s.get(2..8).is_some_and(|r| r.iter().all(u8::is_ascii_digit))
        && s.iter().all(|c| b"0123456789ABCDEFGHJKLMNPQRTUWXY".contains(c))
}

/// International bank account number (ISO 13616): country length and mod 97. Upper-case ASCII.
pub fn iban(s: &[u8]) -> bool {
    iban_shape(s) && {
        let mut rem = 0u32;
        for c in s.iter().cycle().skip(4).take(s.len()) {
            rem = match c {
                b'0'..=b'9' => rem * 10 + u32::from(c - b'0'),
                b'A'..=b'Z' => rem * 100 + u32::from(c - b'A') + 10,
                _ => return false,
            } % 97;
        }
        rem == 1
    }
}

/// Length by country (SWIFT IBAN registry).
#[rustfmt::skip]
const IBAN_LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24), (b"AE", 23), (b"AL", 28), (b"AT", 20), (b"AZ", 28), (b"BA", 20), (b"BE", 16), (b"BG", 22), (b"BH", 22),
    (b"BR", 29), (b"BY", 28), (b"CH", 21), (b"CR", 22), (b"CY", 28), (b"CZ", 24), (b"DE", 22), (b"DK", 18), (b"DO", 28),
    (b"EE", 20), (b"EG", 29), (b"ES", 24), (b"FI", 18), (b"FO", 18), (b"FR", 27), (b"GB", 22), (b"GE", 22), (b"GI", 23),
    (b"GL", 18), (b"GR", 27), (b"GT", 28), (b"HR", 21), (b"HU", 28), (b"IE", 22), (b"IL", 23), (b"IQ", 23), (b"IS", 26),
    (b"IT", 27), (b"JO", 30), (b"KW", 30), (b"KZ", 20), (b"LB", 28), (b"LC", 32), (b"LI", 21), (b"LT", 20), (b"LU", 20),
    (b"LV", 21), (b"MC", 27), (b"MD", 24), (b"ME", 22), (b"MK", 19), (b"MR", 27), (b"MT", 31), (b"MU", 30), (b"NL", 18),
    (b"NO", 15), (b"PK", 24), (b"PL", 28), (b"PS", 29), (b"PT", 25), (b"QA", 29), (b"RO", 24), (b"RS", 22), (b"SA", 24),
    (b"SC", 31), (b"SE", 24), (b"SI", 19), (b"SK", 24), (b"SM", 27), (b"TN", 24), (b"TR", 26), (b"UA", 29), (b"VA", 22),
    (b"VG", 24), (b"XK", 20),
];

/// The length of an account number that begins with these two letters of a country.
pub fn iban_length(country: [u8; 2]) -> Option<usize> {
    IBAN_LENGTHS.iter().find(|(k, _)| **k == country).map(|(_, n)| *n)
}

/// Length by country and the two check digits.
pub fn iban_shape(s: &[u8]) -> bool {
    s.first_chunk().and_then(|c| iban_length(*c)) == Some(s.len())
        && s.get(2..4).is_some_and(|c| c.iter().all(u8::is_ascii_digit))
        && s.iter().all(u8::is_ascii_alphanumeric)
}

/// UK national insurance number: two prefix letters, six digits, suffix A–D. Upper-case ASCII.
pub fn nino(s: &[u8]) -> bool {
    let (Some(p), Some(mid), Some(last)) = (s.get(..2), s.get(2..8), s.get(8)) else { return false };
    let first = |c: u8| c.is_ascii_uppercase() && !b"DFIQUV".contains(&c);
    s.len() == 9
        && p.first().is_some_and(|c| first(*c))
        && p.get(1).is_some_and(|c| first(*c) && *c != b'O')
        && !matches!(p, b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
        && mid.iter().all(u8::is_ascii_digit)
        && matches!(last, b'A'..=b'D')
}

/// EAN-13 check digit, to tell bar codes and ISBN-13.
pub fn ean13(d: &[u8]) -> bool {
    let sum: u32 = d.iter().enumerate().map(|(i, v)| u32::from(*v) * if i % 2 == 0 { 1 } else { 3 }).sum();
    d.len() == 13 && sum.is_multiple_of(10)
}

/// The number written by digits `a..b`, if it fits.
pub fn num(d: &[u8], a: usize, b: usize) -> Option<u32> {
    d.get(a..b)?.iter().try_fold(0u32, |n, v| n.checked_mul(10)?.checked_add(u32::from(*v)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Vec<u8> {
        s.bytes().map(|b| b - b'0').collect()
    }

    #[test]
    fn resident_number() {
        // the example of GB 11643 itself
        assert!(gb11643(&d("11010519491231002"), 10));
        assert!(!gb11643(&d("11010519491231002"), 9));
        assert!(gb11643(&d("44052418800101001"), 4));
        assert!(birth_date(2024, 2, 29) && !birth_date(2023, 2, 29) && !birth_date(1990, 13, 1));
        assert!(region(&d("11")) && !region(&d("10")));
    }

    #[test]
    fn cards() {
        assert!(luhn(&d("4111111111111111")) && card_bin(&d("4111111111111111")));
        assert!(luhn(&d("378282246310005")) && card_bin(&d("378282246310005")));
        assert!(luhn(&d("30569309025904")) && card_bin(&d("30569309025904")));
        assert!(!luhn(&d("4111111111111112")));
        assert!(!card_bin(&d("3270780198363506")));
    }

    #[test]
    fn company_and_bank_codes() {
        assert!(uscc(b"91350100M000100Y43"));
        assert!(!uscc(b"91350100M000100Y44"));
        assert!(iban(b"GB82WEST12345698765432"));
        assert!(iban(b"DE89370400440532013000"));
        assert!(!iban(b"DE89370400440532013001"));
        assert!(nino(b"AB123456C") && !nino(b"GB123456C"));
    }

    #[test]
    fn numbers_abroad() {
        assert!(nhs(&d("9434765919")) && !nhs(&d("9434765918")));
        assert!(ssn(&d("078051120")) && !ssn(&d("666051120")) && !ssn(&d("900051120")));
        assert!(nanp(&d("4155552671")) && !nanp(&d("1155552671")));
        assert!(cn_mobile(&d("13812345678")) && !cn_mobile(&d("12812345678")));
        assert_eq!(cn_area(&d("01062881144")), Some(3));
        assert_eq!(cn_area(&d("075583671025")), Some(4));
    }
}
