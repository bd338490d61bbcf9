//! The matcher: feeds the core with what changed in the store, makes its offers, and ends what is overdue.
//!
//! Its memory is a cache; the rows are the truth. Of several gateways one holds the lease and matches, the others stand by.
//! The lease only saves work: an offer is a compare-and-set, so a matcher that was paused, lost the lease and does not know it
//! yet cannot offer what another one has offered.

pub(crate) mod service;
pub(crate) mod store;

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use http::PolicyFiles;
use kernel::{AccountId, Demands, Id, Result, TenantId, Ts, policy::Policy};
use tokio::sync::Mutex;

use crate::{
    TaskId,
    core::{Matcher, Skills},
    rules::DispatchRules,
};

/// How far back the round of each second looks for changes.
pub(crate) const LOOK: Duration = Duration::from_secs(5);
/// After this the matcher reads everything anew.
pub(crate) const RESYNC: Duration = Duration::from_secs(30);
/// Life of the active matcher's lease: with the beat of a second, a standby takes over within five.
pub(crate) const LEASE: Duration = Duration::from_secs(3);

/// The dispatch engine of this process: the policy and the matcher's memory. Kept in the application's extras.
#[derive(Clone)]
pub struct Engine {
    policy: Arc<Policy<DispatchRules>>,
    pub(crate) live: Arc<Mutex<Live>>,
    /// Numbers of the skills in `live`.
    skills: Arc<std::sync::Mutex<Skills>>,
    /// Names this process in the lease.
    pub(crate) owner: Arc<str>,
}

/// Rows to read again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recheck {
    pub(crate) workers: Vec<AccountId>,
    pub(crate) tasks: Vec<TaskId>,
}

impl Recheck {
    pub(crate) const fn is_empty(&self) -> bool {
        self.workers.is_empty() && self.tasks.is_empty()
    }
}

/// The matcher's memory.
pub(crate) struct Live {
    pub(crate) matcher: Matcher,
    /// Tenant of each waiting task.
    pub(crate) tenants: HashMap<TaskId, TenantId>,
    /// When everything was last read.
    pub(crate) synced: Option<Ts>,
    /// How often everything was.
    full_reads: u64,
    /// Number of the lease under which it was.
    pub(crate) fence: i64,
    /// Rows whose refused offer must be forgotten: read again whether they changed or not.
    pub(crate) recheck: Recheck,
    /// Rows that need not be read again unless they change.
    pub(crate) seen: store::Seen,
}

impl Engine {
    /// An engine under `policy`; `seed` decides ties.
    pub fn new(policy: Policy<DispatchRules>, seed: u64) -> Self {
        let matcher = Matcher::new(policy.value.limits(), seed);
        let live = Live {
            matcher,
            tenants: HashMap::new(),
            synced: None,
            full_reads: 0,
            fence: 0,
            recheck: Recheck::default(),
            seen: store::Seen::default(),
        };
        let owner = Id::<Live>::new().to_string();
        let skills = Arc::default();
        Self { policy: Arc::new(policy), live: Arc::new(Mutex::new(live)), skills, owner: owner.into() }
    }

    /// An engine under the shipped policy `dispatch/base.toml`.
    ///
    /// Errors: `policy_missing`, `policy_invalid`.
    pub fn load(files: &PolicyFiles, seed: u64) -> Result<Self> {
        Ok(Self::new(Policy::parse("base", files.get("dispatch/base.toml")?)?, seed))
    }

    /// The same engine, asking for the levels that the attestation policy demands.
    pub fn demanding(mut self, demands: Demands) -> Self {
        Arc::make_mut(&mut self.policy).value.demands = demands;
        self
    }

    /// The number of a skill in the matcher's memory.
    pub(crate) fn skill(&self, name: &str) -> crate::core::Skill {
        self.skills.lock().unwrap_or_else(PoisonError::into_inner).number(name)
    }

    /// How often this process has read everybody at the desk and every task that waits: at first, every half minute, and when
    /// the memory went wrong. More than that is too much.
    pub async fn full_reads(&self) -> u64 {
        self.live.lock().await.full_reads
    }

    pub fn rules(&self) -> &DispatchRules {
        &self.policy.value
    }

    /// Hash of the policy, stored with every offer.
    pub fn policy_hash(&self) -> &str {
        &self.policy.hash
    }
}
