#!/usr/bin/env python3
"""Trains the form of accounts: writes crates/masking-read/data/handles.bin from made-up accounts and made-up codes.

usage: ops/lib/handles.py        (some minutes; the same file on every machine)

A token is an account or the code of a thing (a model, a version, a file, a coupon). Features are its characters by two
to four, digits as one sign, how it is capitalised, its sizes and what its letters are made of (see form.rs, which reads
it the same way). Logistic regression by stochastic descent; one signed byte a bucket, sixteenths.
"""
import math, pathlib, random

ROOT = pathlib.Path(__file__).resolve().parents[2] / "crates/masking-read/data"
BUCKETS, EXAMPLES, ROUNDS, SCALE = 4096, 60_000, 4, 16
SYLLABLES = """ba bai ban bao bei ben bin bing bo cai can cao chao chen cheng chong chu chuan chun cong da dai dan dong du duo
er fan fang fei fen feng fu gang gao ge gu guai guan guang gui guo hai han hao he heng hong hou hu hua huan huang hui huo ji jia
jian jiang jiao jie jin jing jiu juan jun kai kang ke kun lan lang lao le lei li lian liang lin ling liu long lu luo ma man mao
mei meng mi miao min ming mo mu na nan ning niu nuan nuo pan peng pin ping qi qian qiang qiao qin qing qiu qu quan ran ren rong
ru rui run san sha shan shang shao shen sheng shi shou shu shuang shun si song su sun tao tian tiao ting tong tu wan wang wei wen
wu xi xia xian xiang xiao xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun zeng zhang
zhao zhen zheng zhi zhong zhou zhu zi zong zuo""".split()
THINGS = """iphone ipad imac macbook airpods galaxy redmi xiaomi honor mate pixel kindle echo nest roku playstation xbox switch
windows office ubuntu android chrome firefox python java node react mysql nginx docker redis photoshop model version build
release firmware batch lot size level season episode chapter page room gate flight train seat ticket order invoice receipt item
part serial error code status version area zone channel radio route highway boeing airbus thinkpad latitude inspiron surface
canon nikon sony gopro dji bosch dyson philips samsung huawei oppo vivo lenovo asus acer intel core ryzen geforce radeon
snapdragon usb hdmi type lightning bluetooth wifi mp mpeg utf sha aes rsa ipv http win mac linux screenshot img image photo video
report summary budget draft final backup export test sample demo log data table sheet slide notes invoice contract manual
spring summer autumn winter sale promo coupon save welcome newyear blackfriday cybermonday vip gift card points club plan pack
black white red blue green gold silver rose grey gray cotton denim leather""".split()
TAILS = "520 521 1314 666 888 88 99 007 1990 1992 1995 1998 2000 2003 123 321 01 02 07 11 23 77 86".split()
FILES = "txt csv pdf docx xlsx png jpg zip json log html js py md".split()


def lists():
    """Given names, surnames and ordinary words, as the engine's word lists have them."""
    first, last, words = set(), set(), set()
    for name in ("names_en.txt", "names_latin.txt"):
        kind = None
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            head, _, rest = line.partition(": ")
            if line.startswith("+"):
                kind = line[1:].strip()
                continue
            if rest and " " not in head:
                kind, line = head, rest
            {"first": first, "last": last}.get(kind, set()).update(w for w in line.split() if w.isascii() and w.isalpha())
    for name in ("words_latin.txt", "ordinary_en.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                words.update(w for w in line.split() if w.isascii() and w.isalpha())
    return first, last, words


FIRST, LAST, WORDS = lists()


def syllables(w):
    """As `words::syllables`: the fewest syllables of pinyin, or None."""
    initials = "zh ch sh b p m f d t n l g k h j q x r z c s y w".split()
    alone = "a ai an ang ao e ei en er o ou".split()
    finals = "iang iong uang ang eng ong iao ian ing uai uan ai ei ao ou an en ia ie iu in ua uo ui un ue ve er a o e i u v".split()
    if len(w) > 20:
        return None
    least = [0] + [99] * len(w)
    for at in range(len(w)):
        if least[at] == 99:
            continue
        head = next((i for i in initials if w.startswith(i, at)), "")
        for end in finals if head else alone:
            if w.startswith(end, at + len(head)):
                to = at + len(head) + len(end)
                least[to] = min(least[to], least[at] + 1)
    return least[len(w)] if least[len(w)] < 99 else None


def made_of(letters):
    """What a row of letters is made of; the first that holds."""
    if len(letters) < 3:
        return "short"
    kind = lambda w: None if len(w) > 16 else "n" if w in FIRST or w in LAST else "w" if w in WORDS else None
    whole = kind(letters)
    if whole == "w":
        return "word"
    n = syllables(letters)
    if n and n > 1:
        return "pinyin"
    if whole:
        return "name"
    for cut in range(3, len(letters) - 2):
        a, b = kind(letters[:cut]), kind(letters[cut:])
        if a and b:
            return "two" + ("n" if "n" in (a, b) else "w")
    return "none"


def features(token):
    low = token.lower()
    plain = "^" + "".join("0" if c.isdigit() else c for c in low) + "$"
    out = [plain[i:i + n] for n in (2, 3, 4) for i in range(len(plain) - n + 1)]
    rows, row = [], ""
    for c in low + " ":
        if "a" <= c <= "z":
            row += c
        elif row:
            rows.append(row)
            row = ""
    digits = sum(c.isdigit() for c in low)
    ending = len(low) - len(low.rstrip("0123456789"))
    upper = sum(c.isupper() for c in token)
    letters = sum(map(len, rows))
    case = "no" if not upper else "all" if upper == letters else "first" if upper == 1 and token[0].isupper() else "some"
    out += ["#" + made_of(r) for r in rows]
    out += [f"#case{case}", f"#digits{min(digits, 6)}", f"#letters{min(letters, 9)}", f"#rows{min(len(rows), 4)}"]
    out += ["#inside"] if ending < digits else []
    return {bucket(f) for f in out}


def bucket(text):
    """FNV-1a."""
    h = 0x811C9DC5
    for b in text.encode():
        h = (h ^ b) * 0x01000193 & 0xFFFFFFFF
    return (h ^ h >> 15) % BUCKETS


def account(r, first, last, words):
    pinyin = lambda n: "".join(r.choice(SYLLABLES) for _ in range(n))
    joint = r.choice(["", "", "", "_", ".", "-", "_"])
    tail = r.choice([r.choice(TAILS), str(r.randrange(10 ** r.choice([1, 2, 2, 3, 3, 4, 5]))), str(r.randrange(1960, 2012))])
    kind = r.randrange(10)
    name = {
        0: lambda: pinyin(2), 1: lambda: pinyin(2) + joint + pinyin(1), 2: lambda: pinyin(3),
        3: lambda: r.choice(first) + joint + r.choice(last), 4: lambda: r.choice(first)[0] + joint + r.choice(last),
        5: lambda: r.choice(first) + joint + r.choice(words), 6: lambda: r.choice(words) + joint + r.choice(first),
        7: lambda: r.choice(words) + joint + r.choice(words), 8: lambda: r.choice(first), 9: lambda: r.choice(words) + joint + pinyin(2),
    }[kind]()
    plain = r.random() < 0.12 and kind != 8
    token = name + ("" if plain else (joint if r.random() < 0.4 else "") + tail)
    return token.title().replace("_", r.choice(["", "_"])) if r.random() < 0.06 else token


def code(r, words):
    pick = lambda s, a, b: "".join(r.choice(s) for _ in range(r.randint(a, b)))
    upper, number = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", lambda a, b: pick("0123456789", a, b)
    thing = lambda: r.choice(THINGS) if r.random() < 0.6 else r.choice(words)
    day = f"{r.randrange(2019, 2028)}{r.randrange(1, 13):02}{r.randrange(1, 29):02}"
    token = [
        lambda: pick(upper, 1, 4) + r.choice(["", "-", "-"]) + number(2, 6) + pick(upper, 0, 3),
        lambda: pick(upper + "0123456789", 6, 14), lambda: pick("abcdefghijklmnopqrstuvwxyz0123456789", 5, 14),
        lambda: pick("0123456789abcdef", 6, 16), lambda: thing() + number(1, 2), lambda: thing() + r.choice(["", "-", "_", " "]).strip() + str(r.randrange(1990, 2030)),
        lambda: thing() + r.choice(["-", "_", "."]) + number(1, 5), lambda: thing() + "_" + thing() + r.choice(["", "", "_" + number(1, 4), "_" + day]),
        lambda: r.choice(THINGS) + r.choice(["", "_", "-"]) + day, lambda: thing() + r.choice(["_", "-", ""]) + number(0, 3) + "." + r.choice(FILES),
        lambda: number(2, 4) + pick("abcdefghijklmnopqrstuvwxyz", 1, 3), lambda: pick("bcdfghjklmnpqrstvwxz", 1, 3) + number(2, 5) + pick("abcdefghijklmnopqrstuvwxyz", 0, 3),
        lambda: (thing() + number(1, 3) + r.choice(["", thing()])).upper(), lambda: thing() + "-" + thing() + r.choice(["", "-" + number(1, 3)]),
        lambda: r.choice(THINGS) + number(1, 4) + r.choice(["pro", "max", "plus", "gb", "mini", "ultra", "s", "x"]),
        lambda: number(1, 4) + r.choice(THINGS), lambda: "v" + number(1, 2) + "." + number(1, 2) + "." + number(1, 3), lambda: thing() + "." + thing(),
    ][r.randrange(18)]()
    return token if r.random() < 0.75 or token != token.lower() else token.title()


def main():
    r = random.Random(14)
    first, last, words = (sorted(w for w in s if 3 <= len(w) <= 9) for s in (FIRST, LAST, WORDS))
    examples = [(features(account(r, first, last, words)), 1.0) for _ in range(EXAMPLES)]
    examples += [(features(code(r, words)), 0.0) for _ in range(EXAMPLES)]
    r.shuffle(examples)
    kept = examples[: len(examples) // 10]
    weights = [0.0] * BUCKETS
    for turn in range(ROUNDS):
        rate = 0.12 / (1 + turn)
        for at, truth in examples[len(kept):]:
            z = sum(weights[i] for i in at)
            step = rate * (truth - 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))
            for i in at:
                weights[i] += step - rate * 2e-5 * weights[i]
    bytes_ = [max(-127, min(127, round(w * SCALE))) for w in weights]
    for least in (0, 2, 3, 4, 6):
        score = lambda e: sum(bytes_[i] for i in e[0]) / SCALE
        found = sum(score(e) > least for e in kept if e[1])
        wrong = sum(score(e) > least for e in kept if not e[1])
        print(f"over {least}: {found / sum(e[1] for e in kept):.3f} of accounts, {wrong / sum(not e[1] for e in kept):.4f} of codes")
    (ROOT / "handles.bin").write_bytes(bytes(b & 0xFF for b in bytes_))


if __name__ == "__main__":
    main()
