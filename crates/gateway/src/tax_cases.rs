//! Cases of a tax rule as people write them: JSON lines, an array, or an object with `cases`. Pure.

use kernel::{Error, Result, policy::Policy};
use serde::Deserialize;
use serde_json::{Value, json};

use payout::rules::{
    Dated, Day,
    tax::{Case, Tax},
};

/// An amount: an integer of minor units, or a decimal text of whole ones such as `"6250.00"`. Never a float.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Amount {
    Minor(i64),
    Major(String),
}

impl Amount {
    fn minor(&self) -> Result<i64> {
        match self {
            Self::Minor(minor) => Ok(*minor),
            Self::Major(text) => rails::minor(text),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    id: Value,
    /// The day whose version decides; absent: the newest.
    on: Option<Day>,
    #[serde(alias = "months", alias = "payments")]
    income: Vec<Amount>,
    #[serde(default)]
    exempt: Vec<Amount>,
    #[serde(default)]
    deductions: Vec<Amount>,
    #[serde(default)]
    credits: Vec<Amount>,
    activity: Option<String>,
}

fn refuse(n: usize, why: &str) -> Error {
    Error::field("cases", "invalid", why).and(&format!("cases[{n}]"), "invalid", why)
}

/// The cases of a text. Errors: `invalid_field` naming the case.
fn parse(text: &str) -> Result<Vec<Asked>> {
    let one = |(n, value): (usize, Value)| serde_json::from_value(value).map_err(|e| refuse(n, &format!("case {n}: {e}")));
    let whole = serde_json::from_str::<Value>(text);
    let values = match whole {
        Ok(Value::Array(all)) => all,
        Ok(Value::Object(mut object)) if object.contains_key("cases") => match object.remove("cases") {
            Some(Value::Array(all)) => all,
            _ => return Err(refuse(0, "cases is not an array")),
        },
        _ => {
            let lines = text.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate();
            lines
                .map(|(n, l)| serde_json::from_str(l).map_err(|e| refuse(n, &format!("case {n}: {e}"))))
                .collect::<Result<_>>()?
        }
    };
    values.into_iter().enumerate().map(one).collect()
}

/// Decides every case of `text` by the rule file `bytes`.
pub(crate) fn decide(id: &str, bytes: &[u8], text: &str) -> Result<Value> {
    let policy = Policy::<Dated<Tax>>::parse(id, bytes)?;
    let cases = parse(text)?;
    let decided = cases.iter().enumerate().map(|(n, asked)| {
        answer(&policy.value, asked).map_err(|e| {
            let why = e.fields.first().map_or_else(|| e.detail.clone(), |f| f.detail.clone());
            Error::new(e.code, format!("case {n}: {why}"))
        })
    });
    let decided: Vec<Value> = decided.collect::<Result<_>>()?;
    Ok(json!({"rule": id, "policy_hash": policy.hash, "cases": decided}))
}

fn answer(rule: &Dated<Tax>, asked: &Asked) -> Result<Value> {
    let version = asked.on.map_or_else(|| rule.last(), |day| rule.on(day))?;
    let minor = |all: &[Amount]| all.iter().map(Amount::minor).collect::<Result<Vec<i64>>>();
    let case = Case {
        income: minor(&asked.income)?,
        exempt: minor(&asked.exempt)?,
        deductions: minor(&asked.deductions)?,
        credits: minor(&asked.credits)?,
        activity: asked.activity.clone(),
    };
    let outcome = version.rule.decide(&case)?;
    let total: i64 = outcome.tax.iter().sum();
    let mut told = json!({
        "id": asked.id,
        "effective_from": version.effective_from,
        "currency": version.rule.currency(),
        "tax": outcome.tax,
        "tax_major": outcome.tax.iter().map(|t| rails::major(*t)).collect::<Vec<_>>(),
        "total": total,
        "total_major": rails::major(total),
    });
    if let Some(report) = outcome.report {
        told["report"] = json!(report);
    }
    if let Tax::Cumulative(rule) = &version.rule {
        told["steps"] = json!(rule.steps(&case)?);
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLATFORM: &[u8] = include_bytes!("../../../policies/tax/cn-iit-platform.toml");
    const NEC: &[u8] = include_bytes!("../../../policies/tax/us-1099nec.toml");

    #[test]
    fn three_shapes_and_both_ways_to_write_money() {
        let case = r#"{"id":"a","income":["20000",2000000]}"#;
        for text in [format!("{case}\n\n{case}"), format!("[{case},{case}]"), format!("{{\"cases\":[{case},{case}]}}")] {
            let told = decide("cn-iit-platform", PLATFORM, &text).unwrap();
            assert_eq!(told["cases"][1]["tax"], json!([33_000, 33_000]));
            assert_eq!(told["cases"][0]["total_major"], "660.00");
        }
        assert_eq!(decide("x", PLATFORM, case).unwrap()["cases"][0]["steps"][1]["months"], 2);
    }

    #[test]
    fn the_day_chooses_the_version_and_bad_cases_are_named() {
        let on = |day: &str| {
            decide("us-1099nec", NEC, &format!(r#"{{"on":"{day}","income":["650.00"]}}"#)).unwrap()["cases"][0]["report"].clone()
        };
        assert_eq!((on("2025-12-31"), on("2026-01-01")), (json!(true), json!(false)));
        for (text, why) in [
            (r#"[{"income":[1]},{"income":[1.5]}]"#, "case 1"),
            (r#"[{"income":["1.005"]}]"#, "case 0"),
            (r#"[{"income":[-1]}]"#, "case 0"),
            (r#"[{"income":[1],"other":2}]"#, "case 0"),
            (r#"{"income":[1]}{"#, "case 0"),
            (r#"{"on":"1999-01-01","income":[1]}"#, "case 0"),
        ] {
            let error = decide("us-1099nec", NEC, text).unwrap_err();
            let said = format!("{} {:?}", error.detail, error.fields);
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
