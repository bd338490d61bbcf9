//! What stands between the parts of a number or behind one: words that join, words and signs that measure.

use crate::set::{CharSet, WordSet};

/// Words people put between the parts of a number.
#[rustfmt::skip]
pub static FILLERS: WordSet = WordSet::new(&[
    "然后", "接着", "中间", "中间是", "后面", "后面是", "最后", "最后是", "末尾", "末尾是", "尾号是", "再是", "接下来是", "出生", "后四位", "后五位", "前六位", "中间四位",
    "区号", "号码", "号码是", "减号", "加号", "然后是", "接着是", "再来", "后面", "接下来", "再加", "加上", "空格", "横杠", "杠", "横", "减", "加", "点", "逗号", "和", "then", "underscore",
    "and", "dash", "space", "dot", "um", "uh", "hyphen", "minus", "comma", "er", "em", "plus", "next", "point", "period",
    "and then", "then the", "area code", "再后面", "那个", "嗯", "啊", "后面再", "圈", "竖杠", "斜杠", "下划线", "小数点", "followed by",
    "followed", "slash", "star", "pause", "生日", "生日是", "出生日期",
]);
/// English words that only lead on: "and finally", "the rest is".
#[rustfmt::skip]
pub static LINKING: WordSet = WordSet::new(&[
    "and", "then", "the", "rest", "is", "are", "finally", "lastly", "last", "next", "after", "that", "comes", "ends", "ending",
    "with", "it", "remaining", "bit", "part", "by", "like", "so", "um", "uh", "erm", "er", "hmm", "well", "okay", "ok", "right", "yeah", "first", "middle", "two", "three", "four", "five", "six", "digits", "numbers",
]);
/// Han characters that measure or divide, and so do not join.
pub static MEASURES: CharSet = CharSet::new(
    "元块角分折度年月日号天周点时秒岁个件张条只双次位名人节层楼室米里斤克台部套箱包袋盒本页期级第万千百十亿至到或比减满送共栋幢座单弄巷路街组排场倍款种项幅枚颗粒瓶杯碗份",
);

/// Characters of words that only lead on: "再然后就是".
pub static CONNECTS: CharSet = CharSet::new(
    "再然后接着就是最呢嗯啊哦额那个这还有加上跟和又下来续最末尾开头号前中间数为位段截部分面边打拨记输按一两二三四五六七八,、: ",
);

/// Characters after a number that measure or count.
pub static UNITS: CharSet = CharSet::new(
    "元块角分折度年月日天周点时秒岁个件张条只双次位名人节层楼室米里斤克台部套箱包袋盒本页期级万千百亿公毫厘平倍款种项枚颗瓶杯碗份寸毛刀美欧円币升吨匹片把间家栋号",
);
/// Words after a number that measure or count.
#[rustfmt::skip]
pub static LATIN_UNITS: WordSet = WordSet::new(&[
    "mb", "gb", "kb", "tb", "mah", "ghz", "mhz", "hz", "mm", "cm", "km", "kg", "mg", "ml", "am", "pm", "px", "pcs", "rmb", "usd",
    "gbp", "eur", "cny", "ah", "kwh", "wh", "kw", "nd", "rd", "th", "st", "inch", "inches", "pairs", "units", "days", "day",
    "hours", "hour", "hrs", "minutes", "mins", "min", "points", "items", "percent", "miles", "dollars", "bucks", "euros",
    "pounds", "weeks", "months", "years", "people", "guests", "nights", "seconds", "secs", "business", "reward", "times", "oz",
    "lbs", "lb", "ft", "fps", "rpm", "mbps", "kcal", "yuan", "steps", "stars", "pieces",
]);
