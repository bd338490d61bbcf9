#!/usr/bin/env python3
"""Trains the form of Chinese names: writes crates/masking-find/data/names_zh.bin.

usage: ops/lib/names.py JIEBA_DICT      (dict.txt of the Python package jieba, MIT; some minutes)

A window of a surname and one or two characters is a name or ordinary text. Text: the clean examples of policies/patrol
and rows of words drawn from jieba's dictionary by their frequency. Names: surnames and given names put together, set
into the examples where they speak of somebody, and into sentences of a customer. Features are the characters, by
themselves and by two, and what stands on both sides (see name_form.rs, which reads a window the same way). Logistic
regression by stochastic descent; one signed byte a bucket, sixteenths.
"""
import json, math, pathlib, random, re, sys

REPO = pathlib.Path(__file__).resolve().parents[2]
DATA, LIST = REPO / "crates/masking-find/data", REPO / "crates/masking-read"
BUCKETS, ROUNDS, SCALE = 32768, 5, 16
FUNCTION = set(re.search(r'FUNCTION_CHARS: &str = "([^"]+)"', (LIST / "src/lists.rs").read_text(encoding="utf-8")).group(1))
LISTS = dict(l.split(": ", 1) for l in (LIST / "data/names_zh.txt").read_text(encoding="utf-8").splitlines() if ": " in l and l[0] != "#")
COMMON, RARE = list(LISTS["common"]), list(LISTS["rare"])
DOUBLE = [w for w in LISTS["double"].split() if len(w) == 2]
SURNAMES = set(COMMON + RARE)
PEOPLE = """客服 店长 老板 客户 同事 朋友 经理 师傅 顾客 买家 卖家 老公 老婆 儿子 女儿 妈妈 爸爸 司机 快递员 骑手 房东 对方 主管 医生 老师
同学 室友 邻居 领导 店员 业主 学生 家长 乘客 房客 专员 她 他""".split()
SAID = """我叫@，想查一下订单|@，就是这个名字|收件人改成@|收件人写@就行|请@接电话|找一下@|我找@|我是@的家属|@已经签收了|是@给我办的|接待我的是@
投诉@|@说可以退|给@退款|户主是@|这单是@下的|我和@一起买的|@先生在吗|@女士您好|您是@本人吗|请问是@吗|我爱人@来取|我孙子@的学籍|查@名下的单
账户名@|开户人：@|姓名@|认证的是@|@（收）|给我换成@|登记的是@|预约人@，明天到|病人@，挂的骨科|签字的是@|名片上是@|@和@是一家的|联系@，她知道
让@回个电话|经办@|抬头写@|乘机人加一个@|把@删掉|她叫@|他本名@|我爸@，今年七十|业主@委托我来问|是我，@|您好，我@，来过|@那边怎么说|转给@处理
快递放@那里|@的快递|@昨天没来|叫@来|@收|@，电话|@ 1|@：|谢谢@|@你好|还有@|包括@、@、@|@（本人）|保单是@投的|受益人@|不是我，是@|@一个人来
同行的@|车是@的|写着@|@负责|@在吗|@家里|房子在@名下|登记在@名下|跟@说了|@说过|问@就知道|@告诉我的|@推荐我来的|护士@|司机@到了|用@的卡|@绑定的""".replace("\n", "|").split("|")


def bucket(text):
    """FNV-1a."""
    h = 0x811C9DC5
    for b in text.encode():
        h = (h ^ b) * 0x01000193 & 0xFFFFFFFF
    return (h ^ h >> 15) % BUCKETS


def side(t, k):
    if k < 0 or k >= len(t):
        return "^"
    c = t[k].lower()
    c = chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else '"' if c in "“”「」『』" else c
    return "0" if c.isdigit() and c.isascii() else "a" if "a" <= c <= "z" else c


def features(t, s, g, e):
    """Of the window t[s:e] whose given part begins at g."""
    one, last = e - g == 1, t[e - 1]
    l2, l1, r1, r2 = side(t, s - 2), side(t, s - 1), side(t, e), side(t, e + 1)
    out = ["s" + t[s:g], "x" + t[s:g + 1], "l" + l1, "m" + l2 + l1, "n" + l1 + t[s], "r" + r1, "q" + r1 + r2, "p" + last + r1]
    out += ["c" + last] if one else ["a" + t[g], "b" + last, "g" + t[g:e]]
    out += [f"#{e - g}{g - s}", f"{e - g}l" + l1, f"{e - g}r" + r1]
    return {bucket(f) for f in out}


def han(c):
    return "\u4e00" <= c <= "\u9fff"


def windows(t):
    for s in range(len(t) - 1):
        g = s + 2 if t[s:s + 2] in DOUBLE else s + 1 if t[s] in SURNAMES else 0
        for e in (g + 1, g + 2) if g else ():
            if e <= len(t) and all(han(c) and c not in FUNCTION for c in t[g:e]):
                yield s, g, e


def main():
    r = random.Random(14)
    clean, seen = [], set()
    for line in (REPO / "policies/patrol/examples.jsonl").read_text(encoding="utf-8").splitlines():
        t = json.loads(line)["text"]
        if any(map(han, t)) and t not in seen and not re.search("叫[^我做他]|姓|[小老][王李张刘陈林赵周吴杨黄邵]|先生|女士|[张王李刘陈周]伟?某", t):
            seen.add(t)
            clean.append(t)
    words, weights = [], []
    for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        w, n, kind = line.split(" ")
        if all(map(han, w)) and not kind.startswith("nr") and int(n) > 2:
            words.append(w)
            weights.append(int(n) ** 0.4)
    drawn = r.choices(words, weights, k=600_000)
    text = clean + ["".join(drawn[i:i + 5]) for i in range(0, len(drawn), 5)]
    given, only = list(LISTS["given"]), list(LISTS["only"])
    letter = lambda: r.choice(only) if r.random() < 0.3 else given[min(int(r.expovariate(1 / 110)), len(given) - 1)]

    def name():
        surname = r.choice(DOUBLE) if r.random() < 0.03 else COMMON[min(int(r.expovariate(1 / 40)), 99)] if r.random() < 0.75 else r.choice(RARE)
        return surname, letter() + (letter() if r.random() < 0.75 else "")

    people = re.compile("(?<![其吉])(" + "|".join(PEOPLE) + ")(?!们)")
    spots = [(t, m.span()) for t in clean for m in people.finditer(t)]
    examples = [(features(t, *w), 0.0) for t in text for w in windows(t)]
    plain = len(examples)
    for i in range(70_000):
        surname, rest = name()
        if i % 2:
            t, (a, b) = r.choice(spots)
            a = b if len(t[a:b]) > 1 and r.random() < 0.4 else a
            t, s = t[:a] + surname + rest + t[b:], a
        else:
            t = r.choice(SAID)
            t = r.choice(["", "", "您好，", "嗯", "就是", "那个"]) + t + r.choice(["", "", "。", "谢谢", "可以吗", "吗"])
            while t.count("@") > 1:
                t = t.replace("@", "".join(name()), 1)
            s = t.index("@")
            t = t.replace("@", surname + rest)
        mine = (s, s + len(surname), s + len(surname + rest))
        examples.append((features(t, *mine), 1.0))
        examples += [(features(t, *w), 0.0) for w in windows(t) if w != mine and w[0] < mine[2] and mine[0] < w[2]]
    print(f"{plain} windows of text, {len(examples) - plain} of and beside names")
    r.shuffle(examples)
    kept = examples[: len(examples) // 10]
    w = [0.0] * BUCKETS
    for turn in range(ROUNDS):
        rate = 0.12 / (1 + turn)
        for at, truth in examples[len(kept):]:
            z = sum(w[i] for i in at)
            step = rate * (truth - 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))
            for i in at:
                w[i] += step - rate * 2e-5 * w[i]
    small = [max(-127, min(127, round(x * SCALE))) for x in w]
    for least in range(0, 9):
        score = lambda e: sum(small[i] for i in e[0]) / SCALE
        found = sum(score(e) > least for e in kept if e[1]) / sum(e[1] for e in kept)
        wrong = sum(score(e) > least for e in kept if not e[1]) / sum(not e[1] for e in kept)
        print(f"over {least}: {found:.3f} of names, {wrong:.5f} of other windows")
    (DATA / "names_zh.bin").write_bytes(bytes(b & 0xFF for b in small))


if __name__ == "__main__":
    main()
