//! Published versions by hash: the newest serves new conversations, running ones keep theirs.

use std::{collections::HashMap, sync::Arc};

use kernel::Result;

use crate::{Definition, State};

/// Versions of procedures. Publishing a broken file changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    by_hash: HashMap<String, Arc<Definition>>,
    newest: HashMap<String, String>,
}

impl Shelf {
    /// Checks and publishes a file in one step. Errors: `policy_invalid`; then the published version stays.
    pub fn publish(&mut self, file: &str, bytes: &[u8]) -> Result<Arc<Definition>> {
        let definition = Arc::new(crate::parse(file, bytes)?);
        self.newest.insert(definition.name.clone(), definition.hash.clone());
        self.by_hash.insert(definition.hash.clone(), Arc::clone(&definition));
        Ok(definition)
    }

    /// The version that new conversations begin under.
    pub fn newest(&self, name: &str) -> Option<Arc<Definition>> {
        self.by_hash.get(self.newest.get(name)?).cloned()
    }

    /// The version a conversation began under.
    pub fn of(&self, state: &State) -> Option<Arc<Definition>> {
        self.by_hash.get(&state.definition).cloned()
    }

    /// The newest version of every procedure, by name.
    pub fn all(&self) -> Vec<Arc<Definition>> {
        let mut names: Vec<&String> = self.newest.keys().collect();
        names.sort();
        names.into_iter().filter_map(|n| self.newest(n)).collect()
    }
}
