//! Background work: queued mails, and forgetting what is over.

use std::{sync::Arc, time::Duration};

use db::{Conn, jobs::Claimed};
use http::{App, Job, Schedule};
use kernel::{Error, Result, Scope, Ts};

use crate::{
    State, account, member, notification,
    notification::{MAIL, MailJob},
    passkey, recovery,
    session::{self, EndReason},
};

/// Queue of the tidying job.
const TIDY: &str = "identity.tidy";
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Sessions ended in one transaction.
const BATCH: i64 = 200;

/// Who runs identity's queues.
pub fn jobs() -> Vec<Job> {
    vec![Job::new(MAIL, run_mail), Job::new(TIDY, run_tidy)]
}

/// What identity wants triggered.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { queue: TIDY, every: Duration::from_secs(60) }]
}

async fn run_mail(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let job: MailJob = serde_json::from_value(claimed.body).map_err(Error::internal)?;
    notification::service::send(app, job).await
}

async fn run_tidy(app: Arc<App>, _: Claimed) -> Result<()> {
    let now = app.clock.now();
    loop {
        let ended = app.db.write(Scope::Platform, move |c| expire(c, now)).await?;
        if ended < BATCH as usize {
            break;
        }
    }
    app.db.write(Scope::Platform, move |c| forget(c, now)).await?;
    if let Ok(state) = app.get::<State>() {
        state.tidy();
    }
    Ok(())
}

/// Ends sessions whose time is over, so that whoever waits for that hears of it.
fn expire(c: &mut Conn<'_>, now: Ts) -> db::Result<usize> {
    let over = session::store::overdue(c, now, BATCH)?;
    for session in &over {
        session::service::end(c, session, EndReason::Expired, now)?;
    }
    Ok(over.len())
}

fn forget(c: &mut Conn<'_>, now: Ts) -> db::Result<()> {
    account::store::trim_sign_ups(c, now.minus(account::SIGN_UP_WAITS))?;
    recovery::store::trim(c, now.minus(recovery::RESET_WAITS))?;
    member::store::trim(c, now)?;
    passkey::store::trim(c, now)?;
    session::store::trim(c, now.minus(DAY * 90))?;
    notification::store::trim(c, now.minus(DAY * 180))?;
    Ok(())
}
