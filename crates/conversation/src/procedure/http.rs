//! Procedures at the desk over HTTP.

use std::{collections::BTreeMap, sync::Arc};

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sop::{Definition, State, checklist};
use utoipa::ToSchema;

use super::service;
use crate::ConversationId;

/// Words in both languages.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Said {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl From<&sop::Text> for Said {
    fn from(text: &sop::Text) -> Self {
        Self { zh: text.zh.clone(), en: text.en.clone() }
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct OfferedProcedure {
    pub(crate) name: String,
    pub(crate) title: Said,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ChecklistStep {
    pub(crate) step: String,
    pub(crate) title: Said,
    pub(crate) function: String,
    /// `done`, `current`, `skipped`, `ahead` or `open`.
    pub(crate) state: String,
    pub(crate) required: bool,
    pub(crate) target_seconds: u32,
    /// Slots it fills.
    pub(crate) fills: Vec<String>,
}

/// A slot; of personal data only the token is ever here.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ChecklistSlot {
    pub(crate) slot: String,
    pub(crate) label: Said,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) value: Option<String>,
    pub(crate) is_personal: bool,
    /// `string`, `integer`, `number` or `boolean`.
    pub(crate) kind: String,
    /// The only values allowed; empty for any.
    pub(crate) values: Vec<String>,
}

/// Where the procedure stands; before one is begun, only which there are.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct ProcedureView {
    pub(crate) offered: Vec<OfferedProcedure>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) procedure: Option<OfferedProcedure>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) prompt: Option<Said>,
    pub(crate) steps: Vec<ChecklistStep>,
    pub(crate) slots: Vec<ChecklistSlot>,
    pub(crate) next: Vec<String>,
    pub(crate) missing: Vec<String>,
    pub(crate) ended: bool,
}

impl ProcedureView {
    pub(crate) fn offered(all: &[(Arc<Definition>, String)]) -> Self {
        let offered = all.iter().map(|(d, _)| OfferedProcedure { name: d.name.clone(), title: Said::from(&d.title) });
        Self { offered: offered.collect(), ..Self::default() }
    }

    pub(crate) fn running(def: &Definition, state: &State) -> Self {
        let list = checklist(def, state);
        let steps = list.items.iter().map(|item| ChecklistStep {
            step: item.step.clone(),
            title: Said::from(&item.title),
            function: item.function.as_str().to_owned(),
            state: item.state.as_str().to_owned(),
            required: item.required,
            target_seconds: item.target_seconds,
            fills: def.step(&item.step).map(|(i, _)| def.fills(i)).unwrap_or_default().into_iter().map(str::to_owned).collect(),
        });
        let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        let slots = list.slots.iter().zip(&def.slots).map(|(slot, declared)| ChecklistSlot {
            slot: slot.slot.clone(),
            label: Said::from(&slot.label),
            value: slot.value.as_ref().map(plain),
            is_personal: slot.is_personal,
            kind: declared.kind.as_str().to_owned(),
            values: declared.values.iter().map(plain).collect(),
        });
        Self {
            offered: Vec::new(),
            procedure: Some(OfferedProcedure { name: def.name.clone(), title: Said::from(&def.title) }),
            version: Some(def.version.clone()),
            prompt: list.prompt.as_ref().map(Said::from),
            steps: steps.collect(),
            slots: slots.collect(),
            next: list.next.clone(),
            missing: list.missing.clone(),
            ended: state.end.is_some(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginProcedure {
    pub(crate) procedure: String,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Does {
    Complete,
    Skip,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) step: String,
    #[serde(rename = "do")]
    pub(crate) does: Does,
    /// What was learnt, by slot; personal data as tokens.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(crate) slots: BTreeMap<String, Value>,
    /// Ids of messages or tool results that prove it.
    #[serde(default)]
    pub(crate) evidence: Vec<String>,
}

async fn view(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<Json<ProcedureView>> {
    Ok(Json(service::view(&ctx, id).await?))
}

async fn begin(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<BeginProcedure>) -> Result<Created<ProcedureView>> {
    Ok(Created(service::begin(&ctx, id, body.procedure).await?))
}

async fn step(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<Step>) -> Result<Json<ProcedureView>> {
    Ok(Json(service::step(&ctx, id, body).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .get("/conversations/{id}/procedure", Access::To("conversation:serve"), view)
        .summary("Where the procedure of a conversation stands, or which can be begun")
        .post("/conversations/{id}/procedure", Access::To("conversation:serve"), begin)
        .summary("Begin a procedure of the task's skill")
        .once()
        .post("/conversations/{id}/procedure/steps", Access::To("conversation:serve"), step)
        .summary("Do a step of the procedure, or leave it out")
        .once()
}
