//! The policy files of this crate as the tests read them.

pub(crate) const INTERVIEW: &[u8] = include_bytes!("../../../policies/interview.toml");
pub(crate) const IDENTITY: &[u8] = include_bytes!("../../../policies/identity.toml");
pub(crate) const BANK_ZH: &[u8] = include_bytes!("../../../policies/interview/zh-CN.toml");
pub(crate) const BANK_EN: &[u8] = include_bytes!("../../../policies/interview/en.toml");
