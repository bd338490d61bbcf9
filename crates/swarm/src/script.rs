//! What simulated people say. Written as customers and workers write, good and bad, in both languages.

use rand::{Rng, RngExt, rngs::StdRng};

/// Personal details of a simulated customer; all invented.
#[derive(Clone, Debug)]
pub(crate) struct Persona {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub order: String,
    pub is_english: bool,
}

const SURNAMES: &[&str] = &["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "欧阳", "林"];
const GIVEN: &[&str] = &["伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳", "子涵", "思远", "雨桐", "浩然"];
const FIRST: &[&str] = &["Emma", "Liam", "Olivia", "Noah", "Ava", "Ethan", "Mia", "Lucas"];
const LAST: &[&str] = &["Carter", "Hughes", "Patel", "Novak", "Silva", "Okafor", "Reid"];
const PREFIXES: &[&str] = &["138", "139", "150", "151", "176", "182", "186", "188", "199"];

fn pick<'a, R: Rng>(rng: &mut R, from: &[&'a str]) -> &'a str {
    from.get(rng.random_range(0..from.len())).copied().unwrap_or("")
}

fn digits<R: Rng>(rng: &mut R, n: usize) -> String {
    (0..n).map(|_| char::from(b'0' + rng.random_range(0..10_u8))).collect()
}

pub(crate) fn persona(rng: &mut StdRng) -> Persona {
    let is_english = rng.random_bool(0.15);
    let name = if is_english {
        format!("{} {}", pick(rng, FIRST), pick(rng, LAST))
    } else {
        format!("{}{}", pick(rng, SURNAMES), pick(rng, GIVEN))
    };
    let email = format!("{}{}@example.com", pick(rng, FIRST).to_lowercase(), digits(rng, 4));
    Persona {
        name,
        phone: format!("{}{}", pick(rng, PREFIXES), digits(rng, 8)),
        email,
        order: format!("TC{}", digits(rng, 12)),
        is_english,
    }
}

/// A resident identity number with a right check digit.
pub(crate) fn resident_id<R: Rng>(rng: &mut R) -> String {
    let body = format!(
        "{}19{}0{}{}{}",
        pick(rng, &["110101", "310104", "440305", "330106"]),
        rng.random_range(70..99),
        rng.random_range(1..10),
        rng.random_range(10..28),
        digits(rng, 3)
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap_or('0');
    format!("{body}{check}")
}

/// A card number that passes the Luhn check.
pub(crate) fn bank_card<R: Rng>(rng: &mut R) -> String {
    let body = format!("622202{}", digits(rng, 12));
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let v = u32::from(d - b'0') * if i % 2 == 0 { 2 } else { 1 };
            if v > 9 { v - 9 } else { v }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// How a customer behaves beyond what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Plain,
    /// Gives personal data in odd spellings.
    Evasive,
    /// Swears and threatens to complain.
    Rude,
    /// Says that life is too much.
    Desperate,
    /// Leaves in the middle.
    DropsOut,
    /// Sends everything twice, under the same key.
    Repeats,
}

pub(crate) fn manner(rng: &mut StdRng) -> Manner {
    match rng.random_range(0..100) {
        0..70 => Manner::Plain,
        70..80 => Manner::Evasive,
        80..87 => Manner::Rude,
        87 => Manner::Desperate,
        88..93 => Manner::DropsOut,
        _ => Manner::Repeats,
    }
}

const SPOKEN: &[(char, &str)] = &[
    ('0', "零"),
    ('1', "幺"),
    ('2', "二"),
    ('3', "三"),
    ('4', "四"),
    ('5', "五"),
    ('6', "六"),
    ('7', "七"),
    ('8', "八"),
    ('9', "九"),
];

/// A number spelled so that a naive filter misses it.
pub(crate) fn disguise<R: Rng>(rng: &mut R, number: &str) -> String {
    let spell = |c: char| SPOKEN.iter().find(|(d, _)| *d == c).map_or_else(|| c.to_string(), |(_, w)| (*w).to_owned());
    match rng.random_range(0..4) {
        0 => number.chars().map(spell).collect(),
        1 => number.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)).collect(),
        2 => number.chars().map(|c| format!("{c} ")).collect::<String>().trim().to_owned(),
        _ => number.chars().enumerate().map(|(i, c)| if i % 4 == 3 { format!("{c}-") } else { c.to_string() }).collect(),
    }
}

/// The customer's lines, first to last.
pub(crate) fn customer_lines(rng: &mut StdRng, who: &Persona, manner: Manner) -> Vec<String> {
    let phone = if manner == Manner::Evasive { disguise(rng, &who.phone) } else { who.phone.clone() };
    let mut lines = if who.is_english { english(rng, who, &phone) } else { chinese(rng, who, &phone) };
    if manner == Manner::Desperate {
        let line = if who.is_english {
            "Forget it. I don't want to go on living like this."
        } else {
            "算了，钱也没了，我真不想活下去了"
        };
        lines.push(line.into());
    }
    if manner == Manner::Rude {
        lines.insert(
            1,
            if who.is_english {
                "This is ridiculous, I will report you to the consumer association!".into()
            } else {
                "你们什么态度啊，再不处理我就打12315投诉，还要去曝光你们！".into()
            },
        );
        // One in three insists.
        if rng.random_range(0..3) == 0 {
            lines.push(
                if who.is_english {
                    "I mean it. My lawyer gets all of this tomorrow, and so does the local paper."
                } else {
                    "我说到做到，明天就去工商局，再把聊天记录发到网上去"
                }
                .into(),
            );
        }
    }
    lines
}

fn chinese(rng: &mut StdRng, who: &Persona, phone: &str) -> Vec<String> {
    let order = &who.order;
    match rng.random_range(0..5) {
        0 => vec![
            format!("你好，我的订单{order}三天了还没发货，怎么回事？"),
            format!("我叫{}，收货电话是{phone}", who.name),
            "大概什么时候能到呀".into(),
            "好的，谢谢".into(),
        ],
        1 => vec![
            "在吗？我要退货，衣服尺码不对".into(),
            format!("订单号{order}，退款退到这张卡上行吗 {}", bank_card(rng)),
            format!("我的邮箱是 {}，处理完发我一下", who.email),
            "嗯嗯，辛苦了".into(),
        ],
        2 => vec![
            "想改一下收货地址".into(),
            format!(
                "改成浙江省杭州市西湖区文三路{}号{}幢{}室，{}收，{phone}",
                rng.random_range(1..500),
                rng.random_range(1..20),
                rng.random_range(101..999),
                who.name
            ),
            "改好了告诉我一声".into(),
        ],
        3 => vec![
            "我想订后天去成都的机票，帮我看看".into(),
            format!("乘机人{}，身份证{}", who.name, resident_id(rng)),
            format!("联系电话{phone}，靠窗的位置最好"),
            "可以，就这样".into(),
        ],
        _ => vec![
            "请问7天无理由退货是怎么算的？价格降了199能补差吗".into(),
            "我是昨天18:30下单的，满300减40".into(),
            "明白了，谢谢你".into(),
        ],
    }
}

fn english(rng: &mut StdRng, who: &Persona, phone: &str) -> Vec<String> {
    match rng.random_range(0..3) {
        0 => vec![
            format!("Hi, where is my order {}? It should have arrived on Monday.", who.order),
            format!("My name is {} and you can reach me at +86 {phone}", who.name),
            "Thanks, that helps.".into(),
        ],
        1 => vec![
            "I need to change the delivery address please".into(),
            format!(
                "{} Maple Street, Apt {}, Springfield. Email {}",
                rng.random_range(10..900),
                rng.random_range(1..60),
                who.email
            ),
            "Perfect, thank you".into(),
        ],
        _ => vec![
            "Can I still get a refund after 10 days?".into(),
            "The box was opened but it was never used".into(),
            "ok, got it".into(),
        ],
    }
}

/// A worker's proper answer to the n-th turn.
pub(crate) fn worker_line<R: Rng>(rng: &mut R, n: usize, is_english: bool) -> String {
    let zh: &[&[&str]] = &[
        &["您好，我是云客服，很高兴为您服务。请稍等，我来看一下。", "您好，收到您的问题了，我马上为您查询。"],
        &[
            "已经为您查到了，仓库正在安排，预计明天发出。",
            "信息已核对，我这边帮您提交处理，稍后会有短信提醒。",
            "好的，这个情况我记录下来了，按照规则可以办理。",
        ],
        &["处理好了，请您留意后续通知。还有其他可以帮您的吗？", "已经登记完成，三个工作日内会有结果，请您放心。"],
        &["感谢您的理解，祝您生活愉快。"],
    ];
    let en: &[&[&str]] = &[
        &["Hello, thanks for reaching out. Let me check that for you."],
        &[
            "I have found it. It is being prepared and should leave the warehouse tomorrow.",
            "I have noted the change and passed it on.",
        ],
        &["All done. You will get a message when it moves. Anything else I can help with?"],
        &["Thank you for your patience. Have a good day."],
    ];
    let set = if is_english { en } else { zh };
    let at = n.min(set.len() - 1);
    set.get(at).map(|options| pick(rng, options).to_owned()).unwrap_or_default()
}

/// What a misbehaving worker tries to send.
pub(crate) fn bad_worker_line<R: Rng>(rng: &mut R) -> String {
    let number = digits(rng, 8);
    match rng.random_range(0..12) {
        6 => "您放心，我拿人品担保，明天肯定给您退到账".into(),
        7 => "说实话我们这边仓库就是不靠谱，我都懒得催".into(),
        8 => "刚才不是都讲过了嘛，怎么又来问".into(),
        9 => "Trust me, it will definitely be there tomorrow, no doubt about it".into(),
        10 => "你把收到的短信数字念给我，我替你登录弄一下".into(),
        11 => "下次别走平台了，直接转账给我本人，便宜不少".into(),
        0 => format!("这样吧，你加我微信 kefu_{number}，私下给你办更快"),
        1 => format!("您打我手机139{number}，平台上说不方便"),
        2 => "麻烦把银行卡号和密码发给我，我帮您核对".into(),
        3 => "你烦不烦啊，自己不会看说明吗？".into(),
        4 => "我保证百分之百赔您一千块，绝对没问题".into(),
        _ => "Just text me on WhatsApp +44 7700 900123 and I'll sort it out privately.".into(),
    }
}

/// What a worker says who contests a verdict.
pub(crate) const PLEA: &str = "客户先骂人，我已经道歉，请看完整记录";

/// Why a stubborn worker says they send it all the same.
pub(crate) fn excuse<R: Rng>(rng: &mut R) -> String {
    pick(rng, &["客户要求的", "已经和仓库确认过", "没有问题", "赶时间", "the customer asked for it"]).to_owned()
}

/// What the bold words of a numbered line of a procedure card are.
fn bold(line: &str) -> Vec<&str> {
    line.split("**").skip(1).step_by(2).collect()
}

/// What a candidate says who has read the card: asks what it wants to know, offers what it allows, closes.
pub(crate) fn by_the_card<R: Rng>(rng: &mut R, card: &str, is_english: bool) -> Vec<String> {
    let steps: Vec<&str> = card.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit())).collect();
    let mut said = Vec::new();
    let sorry: &[&str] = if is_english {
        &["I am sorry for the trouble. ", "I understand, that must be annoying. ", "Sorry to hear that. "]
    } else {
        &["非常抱歉给您添麻烦了，", "理解您的心情，", "实在不好意思，", "让您久等了，"]
    };
    let ask: &[(&str, &str)] = if is_english {
        &[("Could you please tell me: ", "?"), ("May I please know: ", "?"), ("So that I can help, please tell me: ", ".")]
    } else {
        &[("请问", "是什么？"), ("麻烦您告诉我", "，好吗？"), ("方便提供一下", "吗？"), ("请您说一下", "，我来核对。")]
    };
    let wanted: Vec<&str> = steps.iter().take(2).flat_map(|l| bold(l)).collect();
    for (n, item) in wanted.into_iter().enumerate() {
        let (before, after) = ask.get(rng.random_range(0..ask.len())).copied().unwrap_or(("", "?"));
        let first = if n == 0 { pick(rng, sorry) } else { "" };
        let aside = aside(rng, is_english);
        said.push(format!("{first}{before}{item}{after}{aside}"));
    }
    let may: Vec<&str> = steps.get(2).map(|l| bold(l)).unwrap_or_default();
    let offer = pick(rng, &may);
    said.push(if is_english {
        let begin = pick(rng, &["Thank you, all verified.", "Thanks, I have checked that.", "I found it."]);
        format!("{begin} Here is what I can do: {offer} for you.")
    } else {
        let begin = pick(rng, &["核对好了", "信息都对上了", "已经查到您的订单", "核实完成"]);
        let end = pick(rng, &["您看可以吗", "我现在就提交", "马上开始处理", "请您放心"]);
        format!("{begin}，可以为您{offer}，{end}。")
    });
    let close: &[&str] = if is_english {
        &["Is there anything else I can do?", "Anything else today? Have a good day.", "Thank you for contacting us. Take care."]
    } else {
        &["请问还有其他需要吗？", "还有别的可以帮您吗？祝您生活愉快。", "感谢您的咨询，祝您一切顺利。"]
    };
    let aside = aside(rng, is_english);
    said.push(format!("{aside}{}", pick(rng, close)));
    said
}

/// What people put between their sentences, everybody in their own way.
fn aside<R: Rng>(rng: &mut R, is_english: bool) -> String {
    let minutes = rng.random_range(1..9);
    if is_english {
        match rng.random_range(0..6) {
            0 => format!(" It takes me about {minutes} minutes."),
            1 => " I have your page open here.".to_owned(),
            2 => " Take your time.".to_owned(),
            3 => " I am noting it down.".to_owned(),
            4 => " One thing after the other.".to_owned(),
            _ => " ".to_owned(),
        }
    } else {
        match rng.random_range(0..7) {
            0 => format!("我这边大概要{minutes}分钟。"),
            1 => "我已经打开页面了。".to_owned(),
            2 => "您慢慢说。".to_owned(),
            3 => "我记一下。".to_owned(),
            4 => "咱们一步一步来。".to_owned(),
            5 => "稍等哈。".to_owned(),
            _ => String::new(),
        }
    }
}

/// The tone of a character that a Mandarin speaker reads; 0 for one not known by heart.
pub(crate) fn tone_of(character: char) -> usize {
    const KNOWN: [&str; 4] = [
        "妈猫高天书车风花家山心灯瓜汤屋虾猪鸡开飞吃喝哭杯",
        "茶鱼牛羊人门桥船河糖桃钱球鞋床楼房旗狐葵甜白红忙",
        "马米水火雨手口狗酒纸笔草鸟伞碗嘴脸海老虎美早写走",
        "树路饭菜肉月电面袜裤帽药豆蒜雾夜快慢笑跳坐梦四热",
    ];
    KNOWN.iter().position(|list| list.contains(character)).map_or(0, |n| n + 1)
}
