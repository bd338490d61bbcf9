//! Paying for a part in a test call, once, in the transaction of the delivery.

use db::{Conn, outbox::Delivered};
use kernel::{AccountId, Error, Ts};
use ledger::derived;
use market::{CURRENCY, Tariff, rules::rates::Tariffs};
use serde::Deserialize;
use uuid::Uuid;

use super::{Inputs, pay};
use crate::{
    adjustment::{AdjustmentKind, NewLine, service::write},
    earning::pay_day,
    event::{Event, Fact},
    rules::{Dated, Day},
};

#[derive(Deserialize)]
struct Served {
    test_call: Uuid,
    skill: String,
    part: String,
    worker: AccountId,
}

/// `test_call.served`: whoever played the customer, or gave a sheet, is paid for it by the platform.
pub(crate) fn served(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let Served { test_call, skill, part, worker } = event.parse()?;
    let tariff = audit::policy::typed::<Dated<Tariffs>>(c, "tariff")?;
    let inputs = Inputs { on: Day::of(event.at), part, skill };
    let amount = pay(&tariff.value, &inputs)?;
    let key = format!("{}:{worker}", inputs.part);
    let paid = Event::Assessed { worker: worker.uuid(), amount };
    let fact = Fact { event: paid, currency: CURRENCY, about: ("test_call", test_call), key: key.clone(), at: event.at };
    ledger::post(c, &fact.chain()?, now)?;
    let day = audit::policy::typed::<Tariff>(c, "base")?.value.utc_offset_minutes;
    let line = NewLine {
        id: derived(&["adjustment", "assessment", &test_call.to_string(), &key]),
        worker,
        kind: AdjustmentKind::Assessment,
        amount_minor: amount,
        day: pay_day(event.at, day),
        project: None,
        about: ("test_call", test_call),
        decision: None,
        policy_hash: &tariff.hash,
        facts: serde_json::to_value(&inputs).map_err(Error::internal)?,
    };
    write(c, line, now)
}
