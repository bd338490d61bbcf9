//! The words of mails, in both languages. Pure.

use serde_json::Value;

use super::Kind;
use crate::account::Locale;

/// Subject and text of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
}

/// The mail that carries a sign-up's code.
pub fn code(locale: Locale, name: &str, code: &str) -> Words {
    match locale {
        Locale::ZhCn => Words {
            subject: format!("潮汐客服验证码 {code}"),
            text: format!(
                "{name}，你好：\n\n你的验证码是 {code}，10 分钟内有效。请在注册页面输入它。\n\n我们不会向你索要验证码。如果不是你在注册，请忽略这封邮件。\n"
            ),
        },
        Locale::En => Words {
            subject: format!("Your Tidecrew code is {code}"),
            text: format!(
                "Hello {name},\n\nyour code is {code}. It is valid for 10 minutes; type it on the sign-up page.\n\nWe never ask you for this code. If you did not sign up, ignore this mail.\n"
            ),
        },
    }
}

/// The mail that carries the code for a new password.
pub fn reset(locale: Locale, name: &str, code: &str) -> Words {
    match locale {
        Locale::ZhCn => Words {
            subject: format!("潮汐客服重置密码验证码 {code}"),
            text: format!(
                "{name}，你好：\n\n有人要求重置你的密码。验证码是 {code}，10 分钟内有效，只能使用一次。重置之后所有设备都需要重新登录。\n\n我们不会向你索要验证码。如果不是你本人操作，请忽略这封邮件，密码不会改变。\n"
            ),
        },
        Locale::En => Words {
            subject: format!("Your Tidecrew code for a new password is {code}"),
            text: format!(
                "Hello {name},\n\nsomebody asked to set a new password for your account. The code is {code}. It is valid for 10 minutes and works once; afterwards every device has to sign in again.\n\nWe never ask you for this code. If this was not you, ignore this mail: your password stays as it is.\n"
            ),
        },
    }
}

/// The mail that asks somebody to work for an enterprise. Whoever holds `link` can accept.
pub fn invitation(locale: Locale, enterprise: &str, link: &str) -> Words {
    match locale {
        Locale::ZhCn => Words {
            subject: format!("{enterprise} 邀请你加入潮汐客服"),
            text: format!(
                "你好：\n\n{enterprise} 邀请你加入它在潮汐客服的企业控制台。打开下面的链接，设置姓名和密码即可加入，7 天内有效：\n\n{link}\n\n请勿转发这封邮件：持有链接的人都可以加入。如果你不认识这家企业，请忽略这封邮件。\n"
            ),
        },
        Locale::En => Words {
            subject: format!("{enterprise} invites you to Tidecrew"),
            text: format!(
                "Hello,\n\n{enterprise} invites you to its console on Tidecrew. Open this link within 7 days to choose your name and password:\n\n{link}\n\nDo not pass this mail on: whoever holds the link can accept. If you do not know this enterprise, ignore this mail.\n"
            ),
        },
    }
}

/// The mail of a notification. It names what happened; the details are in the product at `origin`.
pub fn notice(locale: Locale, name: &str, kind: Kind, params: &Value, origin: &str) -> Words {
    let (subject, sentence) = match locale {
        Locale::ZhCn => zh(kind, params),
        Locale::En => en(kind, params),
    };
    let text = match locale {
        Locale::ZhCn => {
            format!("{name}，你好：\n\n{sentence}\n\n登录查看详情：{origin}\n\n可以在“通知设置”里选择接收哪些邮件。\n")
        }
        Locale::En => format!(
            "Hello {name},\n\n{sentence}\n\nSign in for the details: {origin}\n\nYour notification settings say which mails you get.\n"
        ),
    };
    Words { subject: subject.to_owned(), text }
}

fn word<'a>(params: &'a Value, key: &str) -> &'a str {
    params.get(key).and_then(Value::as_str).unwrap_or("")
}

fn appeal_zh(what: &str) -> (&'static str, &'static str) {
    match what {
        "noticed" => ("有一笔收入被暂扣", "有一笔收入被提出异议，暂时保留，没有扣除。证据可以查看，14 天内可以申诉。"),
        "open" => ("你的申诉已受理", "另一位审核人会在 14 天内独立裁定；逾期未裁定，结果按你的主张处理。"),
        "for_subject" => ("申诉结果：支持你", "裁定支持你，暂扣的收入已退回，依据和理由都可以查看。"),
        "against_subject" => ("申诉结果", "裁定维持原来的处理，依据和理由都可以查看。"),
        _ => ("申诉有新进展", "你的申诉有了新的处理结果，依据和理由都可以查看。"),
    }
}

fn zh(kind: Kind, params: &Value) -> (&'static str, &'static str) {
    match kind {
        Kind::InterviewResult => match word(params, "outcome") {
            "advance" | "admitted" | "admit" => {
                ("面试结果：通过", "你的面试已经通过。每一项的得分和理由都可以查看，下一步是选择技能、开始学习。")
            }
            "declined" | "decline" => ("面试结果", "你的申请没有通过。每一项的得分和理由都可以查看。"),
            _ => ("面试结果", "你的面试已经评分，正由人工复核。每一项的得分和理由都可以查看。"),
        },
        Kind::Certificate => match word(params, "state") {
            "lapsed" | "expired" | "revoked" => {
                ("技能证书已失效", "你有一张技能证书失效了。重新认证之后才能继续承接该技能的任务。")
            }
            "expiring" => ("技能证书即将到期", "你有一张技能证书快到期了，请及时重新认证。"),
            _ => ("获得技能证书", "恭喜，你获得了一张新的技能证书，可以承接该技能的任务了。"),
        },
        Kind::OfferMissed => ("错过了任务邀请", "有任务邀请在你确认之前过期，已经转给其他客服。错过邀请不会扣减收入。"),
        Kind::Appeal => appeal_zh(word(params, "what")),
        Kind::Statement => ("结算单已生成", "新的结算单已经生成，每一笔收入都列出了计算公式。"),
        Kind::Security => match word(params, "what") {
            "passkey_added" => {
                ("账号新增了通行密钥", "你的账号刚刚新增了一个通行密钥。如果不是你本人操作，请立即结束其他会话并联系我们。")
            }
            "device_added" => {
                ("账号新增了认证设备", "你的账号刚刚新增了一台认证设备。如果不是你本人操作，请立即结束其他会话并联系我们。")
            }
            "guard_terminated" => (
                "镜头守护结束了这次上岗",
                "镜头守护判定本次会话不能继续，正在服务的会话已转给其他客服。处理结果由人工决定，你可以查看理由。",
            ),
            "recheck_asked" => (
                "请再次证明是你本人在操作",
                "打字节奏、网络、时钟或设备与平时不同，本次会话暂停派单。用你的通行密钥确认之后即可继续；如果不是你本人操作，请立即结束会话并联系我们。",
            ),
            "device_removed" => {
                ("账号删除了认证设备", "你的账号刚刚删除了一台认证设备。如果不是你本人操作，请立即修改密码并联系我们。")
            }
            "session_copied" => {
                ("一个登录会话已被结束", "同一个登录凭证被重复使用，可能有人复制了它。为了安全，我们已结束这个会话，请重新登录。")
            }
            "passkey_removed" => {
                ("账号删除了通行密钥", "你的账号刚刚删除了一个通行密钥。如果不是你本人操作，请立即修改密码并联系我们。")
            }
            "password_reset" => (
                "密码已重置",
                "你的密码刚刚通过邮件验证码重置，所有设备都已退出登录。如果不是你本人操作，请立即再次重置并联系我们。",
            ),
            "password_changed" => {
                ("密码已修改", "你的密码刚刚被修改，其他设备都已退出登录。如果不是你本人操作，请立即重置密码并联系我们。")
            }
            "role_changed" => ("你的角色已变更", "企业所有者更改了你的角色，你能看到和操作的内容可能有变化。"),
            "signed_up_again" => {
                ("有人用你的邮箱注册", "有人用这个邮箱地址再次注册。你已经有账号，直接登录即可；如果不是你，无需处理。")
            }
            "suspended" => ("账号已被暂停", "你的账号已被暂停，所有会话已结束。如有异议，可以回复平台提出申诉。"),
            "restored" => ("账号已恢复", "你的账号已经恢复，可以重新登录。"),
            _ => ("账号安全提醒", "你的账号有一条安全提醒。"),
        },
    }
}

fn appeal_en(what: &str) -> (&'static str, &'static str) {
    match what {
        "noticed" => (
            "Some of your pay is held",
            "Some of your pay is contested. It is held, not taken; the evidence is there to read, and you may appeal within 14 days.",
        ),
        "open" => (
            "Your appeal is under way",
            "A second person decides within 14 days without seeing the first verdict. If nobody does, you have won.",
        ),
        "for_subject" => (
            "Your appeal: decided for you",
            "The decision is for you; what was held is given back. Its grounds are there to read.",
        ),
        "against_subject" => ("Your appeal: decided", "The first verdict stands. The grounds are there to read."),
        _ => ("News about your appeal", "There is a decision about your appeal, with its grounds."),
    }
}

fn en(kind: Kind, params: &Value) -> (&'static str, &'static str) {
    match kind {
        Kind::InterviewResult => match word(params, "outcome") {
            "advance" | "admitted" | "admit" => (
                "Your interview: passed",
                "You have passed the interview. Every score and its reason is there to read; next, choose a skill and learn it.",
            ),
            "declined" | "decline" => {
                ("Your interview result", "Your application was declined. Every score and its reason is there to read.")
            }
            _ => (
                "Your interview result",
                "Your interview has been scored and a person is looking at it again. Every score and its reason is there to read.",
            ),
        },
        Kind::Certificate => match word(params, "state") {
            "lapsed" | "expired" | "revoked" => {
                ("A certificate of yours has lapsed", "One of your certificates has lapsed. Certify again to serve its skill.")
            }
            "expiring" => {
                ("A certificate of yours is about to lapse", "One of your certificates lapses soon. Certify again in time.")
            }
            _ => ("You have a new certificate", "Congratulations: you hold a new certificate and can serve its skill."),
        },
        Kind::OfferMissed => (
            "You missed an offer",
            "An offer ran out before you answered and went to somebody else. Missing an offer takes nothing from your pay.",
        ),
        Kind::Appeal => appeal_en(word(params, "what")),
        Kind::Statement => ("Your statement is ready", "A new statement is ready. Every amount shows its formula."),
        Kind::Security => security_en(word(params, "what")),
    }
}

fn security_en(what: &str) -> (&'static str, &'static str) {
    match what {
        "passkey_added" => (
            "A passkey was added to your account",
            "A passkey has just been added to your account. If this was not you, end your other sessions now and tell us.",
        ),
        "device_added" => (
            "A device was added to your account",
            "An attested device has just been added to your account. If this was not you, end your other sessions now and tell us.",
        ),
        "guard_terminated" => (
            "The guard ended your session at the desk",
            "The cameras' guard found that the session cannot go on, and what you were serving went to others. People decide what follows; you can read the reasons.",
        ),
        "recheck_asked" => (
            "Please confirm that it is still you",
            "The rhythm of typing, the network, the clock or the device differs from what is usual, so this session gets no work for now. Confirm with your key to go on; if it is not you, end your sessions now and tell us.",
        ),
        "device_removed" => (
            "A device was removed from your account",
            "An attested device has just been removed from your account. If this was not you, change your password now and tell us.",
        ),
        "session_copied" => (
            "A session of yours was ended",
            "The same sign-in was used from two places, so somebody may have copied it. We ended that session; sign in again.",
        ),
        "passkey_removed" => (
            "A passkey was removed from your account",
            "A passkey has just been removed from your account. If this was not you, change your password now and tell us.",
        ),
        "password_reset" => (
            "Your password was reset",
            "A new password was set with a code from your mail, and every device was signed out. If this was not you, reset it again now and tell us.",
        ),
        "password_changed" => (
            "Your password was changed",
            "Your password has just been changed and your other devices were signed out. If this was not you, reset it now and tell us.",
        ),
        "role_changed" => (
            "Your role has changed",
            "An owner of your enterprise changed your role; what you can see and do may be different now.",
        ),
        "signed_up_again" => (
            "Somebody signed up with your address",
            "Somebody signed up with this address again. You have an account already: just sign in. If it was not you, there is nothing to do.",
        ),
        "suspended" => {
            ("Your account is suspended", "Your account has been suspended and all its sessions have ended. You may appeal.")
        }
        "restored" => ("Your account is restored", "Your account has been restored; you can sign in again."),
        _ => ("About the safety of your account", "There is a notice about the safety of your account."),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_has_words_in_both_languages() {
        for kind in Kind::ALL {
            for locale in Locale::ALL {
                let words = notice(*locale, "林晓", *kind, &json!({}), "https://work.example.com");
                assert!(!words.subject.is_empty() && words.subject.chars().count() < post::MAX_SUBJECT);
                assert!(words.text.contains("林晓") && words.text.contains("https://work.example.com"), "{}", words.text);
                let chinese = words.subject.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert_eq!(chinese, *locale == Locale::ZhCn, "{}", words.subject);
            }
        }
    }

    #[test]
    fn a_code_stands_in_subject_and_text() {
        for locale in Locale::ALL {
            let words = code(*locale, "Lin", "042137");
            assert!(words.subject.contains("042137") && words.text.contains("042137"));
        }
    }
}
