//! The steps of a procedure as an editor draws them: what each does and where it can go.

use serde::Serialize;

use crate::model::{Body, Definition, Next, Text};

/// One step of the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outline {
    pub name: String,
    pub title: Text,
    /// From 1.
    pub line: u64,
    /// The function called, or `switch` or `set`.
    pub does: &'static str,
    pub required: bool,
    pub target_seconds: u32,
    pub piece_weight: u32,
    /// Names of the steps it can go to, each once; `end` for the end.
    pub next: Vec<String>,
}

/// Every step in the order of the file.
pub fn outline(def: &Definition) -> Vec<Outline> {
    let named = |next: Next| match next {
        Next::End => "end".to_owned(),
        Next::Step(i) => def.steps.get(i).map(|s| s.name.clone()).unwrap_or_default(),
    };
    def.steps
        .iter()
        .map(|step| {
            let mut next: Vec<String> = Vec::new();
            for target in step.targets().map(named) {
                if !next.contains(&target) {
                    next.push(target);
                }
            }
            Outline {
                name: step.name.clone(),
                title: step.title.clone(),
                line: step.line,
                does: match &step.body {
                    Body::Call { function, .. } => function.as_str(),
                    Body::Switch(_) => "switch",
                    Body::Set(_) => "set",
                },
                required: step.meta.required,
                target_seconds: step.meta.target_seconds,
                piece_weight: step.meta.piece_weight,
                next,
            }
        })
        .collect()
}
