//! Use cases of identity checks: a candidate states a document; the review desk sees what came of it.

use db::{Conn, Json};
use http::Ctx;
use kernel::{AccountId, Code, Decision, DecisionId, Error, PLATFORM, Result, Ts, policy::Policy};
use seal::{Keyring, Place};
use serde_json::json;

use super::{
    Checked, Claim, Day, Document, ENGINE, Facts, IdentityCheckId, IdentityPolicy, IdentityState, KIND,
    http::{IdentityView, ReviewIdentity},
    judge,
    store::{self, CheckRow},
};
use crate::{
    ApplicationState,
    application::{
        service::{record, step},
        store as applications,
    },
    consents,
};

/// Consents without which no document is looked at.
const CONSENTS: &[identity::Purpose] = &[identity::Purpose::ServiceTerms, identity::Purpose::IdentityCheck];

fn place(id: IdentityCheckId) -> Place {
    Place::new("identity_check", "document", id.uuid())
}

/// Checks a document and keeps it sealed. Before the vetting questions only, and a few times only.
///
/// Errors: `consent_missing`, `step_out_of_order`, `wrong_state` after too many checks, `invalid_field` naming what is wrong.
pub(crate) async fn check(ctx: &Ctx, claim: &Claim) -> Result<IdentityView> {
    let actor = ctx.actor()?.clone();
    let who = actor.clone();
    let policy = ctx
        .app
        .db
        .read(actor.scope(), move |c| {
            let row = applications::of_account(c, who.tenant, who.account)?.ok_or_else(|| step("apply first"))?;
            if row.state != ApplicationState::Draft {
                return Err(step("the vetting questions have been answered; your document stays as it is").into());
            }
            consents(c, who.account, CONSENTS)?;
            let policy = audit::policy::typed::<IdentityPolicy>(c, "identity")?;
            if store::count(c, who.tenant, who.account)? >= policy.value.checks_max {
                return Err(Error::new(Code::WrongState, "no more documents are looked at; ask for help").into());
            }
            Ok(policy)
        })
        .await?;
    let today = Day::parse(&ctx.now.day()).ok_or_else(|| Error::internal("a clock without a calendar"))?;
    let document = Document::of(claim, today, policy.value.min_age)?;
    let verifier = crate::adapters(&ctx.app).verifier.clone();
    let finding = verifier.verify(&document).await;
    let name = verifier.name().to_owned();
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let row = applications::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("apply first"))?;
            if row.state != ApplicationState::Draft || store::count(c, actor.tenant, actor.account)? >= policy.value.checks_max {
                return Err(step("the application went on meanwhile").into());
            }
            let index = seal.blind_index(actor.tenant, "identity_check.document", &document.normalised());
            let others = store::others(c, actor.tenant, &index, actor.account)?;
            let facts = Facts {
                document: document.kind,
                age: document.born.years_to(today),
                others: i64::try_from(others.len()).unwrap_or(i64::MAX),
                verifier: name.clone(),
                finding: finding.clone(),
            };
            let checked = judge(&policy.value, &facts);
            let decision = decision(actor.account, &policy, &facts, &checked, now)?;
            let check = keep(c, &seal, &document, &index, &facts, &checked, &decision)?;
            audit::decide(c, &decision)?;
            let told = json!({"state": checked.state, "codes": checked.codes, "decision": decision.id});
            record(c, &actor, "application.identified", row.id, told, now)?;
            Ok(IdentityView::of(&check, Some(&document)))
        })
        .await
}

fn keep(
    c: &mut Conn<'_>,
    seal: &Keyring,
    document: &Document,
    index: &[u8],
    facts: &Facts,
    checked: &Checked,
    decision: &Decision,
) -> db::Result<CheckRow> {
    let account = decision.subject.ok_or_else(|| Error::internal("a check of nobody"))?;
    let id = IdentityCheckId::at(decision.at);
    let key = seal.data_key(c, decision.tenant, crate::KEY, account.uuid(), decision.at)?;
    let bytes = serde_json::to_vec(document).map_err(Error::internal)?;
    let row = CheckRow {
        tenant_id: decision.tenant,
        id,
        account_id: account,
        document_kind: document.kind,
        document: key.seal(&place(id), &bytes),
        document_index: index.to_vec(),
        state: checked.state,
        codes: Json(checked.codes.clone()),
        verifier_codes: Json(facts.finding.codes.clone()),
        decision_id: decision.id,
        checked_at: decision.at,
    };
    store::insert(c, &row)?;
    Ok(row)
}

fn decision(subject: AccountId, policy: &Policy<IdentityPolicy>, facts: &Facts, checked: &Checked, now: Ts) -> Result<Decision> {
    Ok(Decision {
        id: DecisionId::at(now),
        tenant: PLATFORM,
        kind: KIND.to_owned(),
        subject: Some(subject),
        policy_id: policy.id.clone(),
        policy_hash: policy.hash.clone(),
        engine: ENGINE.to_owned(),
        inputs: serde_json::to_value(facts).map_err(Error::internal)?,
        outcome: serde_json::to_value(checked).map_err(Error::internal)?,
        reasons: checked.reasons(facts),
        at: now,
    })
}

/// What an account's newest check says to its owner; masked, and without signs once its key was destroyed.
pub(crate) fn view(c: &mut Conn<'_>, seal: &Keyring, account: AccountId) -> db::Result<Option<IdentityView>> {
    let Some(row) = store::latest(c, PLATFORM, account)? else { return Ok(None) };
    let key = match seal.existing_key(c, PLATFORM, crate::KEY, account.uuid()) {
        Err(db::Error::App(error)) if error.code == Code::ContentErased => None,
        found => found?,
    };
    let open = |key: seal::DataKey| -> Result<Document> {
        serde_json::from_slice(&key.open(&place(row.id), &row.document)?).map_err(Error::internal)
    };
    let document = key.map(open).transpose()?;
    Ok(Some(IdentityView::of(&row, document.as_ref())))
}

/// Whether vetting may go on, and whether a person has to look at the document.
pub(crate) fn is_flagged(c: &mut Conn<'_>, account: AccountId) -> db::Result<bool> {
    let row = store::latest(c, PLATFORM, account)?.ok_or_else(|| step("say who you are first"))?;
    Ok(row.state == IdentityState::Flagged)
}

/// What the review desk sees of a check: no name, no number; the other applications with the same document.
pub(crate) fn for_review(c: &mut Conn<'_>, account: AccountId) -> db::Result<Option<ReviewIdentity>> {
    let Some(row) = store::latest(c, PLATFORM, account)? else { return Ok(None) };
    let accounts = store::others(c, PLATFORM, &row.document_index, account)?;
    let same_document = store::applications(c, PLATFORM, &accounts)?;
    Ok(Some(ReviewIdentity {
        state: row.state,
        document: row.document_kind,
        codes: row.codes.0,
        verifier_codes: row.verifier_codes.0,
        same_document,
        decision_id: row.decision_id,
    }))
}
