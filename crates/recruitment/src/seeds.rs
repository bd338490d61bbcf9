//! The policy files this crate ships. The policy table is the truth; these are what it starts from.

pub(crate) const INTERVIEW: &[u8] = include_bytes!("../../../policies/interview.toml");
pub(crate) const BANK_ZH: &[u8] = include_bytes!("../../../policies/interview/zh-CN.toml");
pub(crate) const BANK_EN: &[u8] = include_bytes!("../../../policies/interview/en.toml");
