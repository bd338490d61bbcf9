/** Words: same keys in both languages (plural forms aside), none empty, same placeholders, and no Chinese literal in the code. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const faults = [];
const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key) => key.replace(PLURAL, "");
const holes = (text) => new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
const read = (language, file) => JSON.parse(readFileSync(`${src}i18n/${language}/${file}`, "utf8"));
const list = (language) => readdirSync(`${src}i18n/${language}`).filter((name) => name.endsWith(".json")).sort();

const zhFiles = list("zh-CN");
const enFiles = list("en");
for (const file of zhFiles) if (!enFiles.includes(file)) faults.push(`en/${file} is missing`);
for (const file of enFiles) if (!zhFiles.includes(file)) faults.push(`zh-CN/${file} is missing`);

let count = 0;
for (const file of zhFiles.filter((name) => enFiles.includes(name))) {
  const zh = read("zh-CN", file);
  const en = read("en", file);
  const zhBase = new Map(Object.entries(zh).map(([key, text]) => [base(key), text]));
  const enBase = new Map(Object.entries(en).map(([key, text]) => [base(key), text]));
  for (const key of zhBase.keys()) if (!enBase.has(key)) faults.push(`en/${file} lacks ${key}`);
  for (const key of enBase.keys()) if (!zhBase.has(key)) faults.push(`zh-CN/${file} lacks ${key}`);
  for (const [language, words] of [["zh-CN", zh], ["en", en]])
    for (const [key, text] of Object.entries(words)) {
      count += 1;
      if (typeof text !== "string" || text.trim() === "") faults.push(`${language}/${file} ${key} is empty`);
      else if (text.includes("{{")) faults.push(`${language}/${file} ${key} is written with {{…}}; a hole is {…}`);
      else if (PLURAL.test(key)) continue;
      else {
        const mine = holes(text);
        const theirs = holes(String(zhBase.get(key) ?? text));
        if (mine.size !== theirs.size || [...mine].some((hole) => !theirs.has(hole))) faults.push(`${language}/${file} ${key} has other placeholders than zh-CN`);
      }
    }
}

const known = new Set(zhFiles.flatMap((file) => Object.keys(read("zh-CN", file)).map(base)));

/** Comments and test files may hold Chinese; what people see may not. */
const withoutComments = (code) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/[^\n]*/g, "$1");
for (const name of readdirSync(src, { recursive: true })) {
  if (!/\.tsx?$/.test(name) || /\.test\.tsx?$/.test(name)) continue;
  const code = withoutComments(readFileSync(`${src}${name}`, "utf8"));
  for (const match of code.matchAll(/\bt\("(?:[\w-]+:)?([^"$]+)"/g)) if (!known.has(base(match[1]))) faults.push(`src/${name}: no words for ${match[1]}`);
  code.split("\n").forEach((line, n) => {
    if (/[\u3400-\u9fff\uff00-\uffef]/.test(line)) faults.push(`src/${name}: a Chinese literal near line ${n + 1}: ${line.trim().slice(0, 60)}`);
  });
}

if (faults.length) {
  console.error(faults.join("\n"));
  console.error(`${faults.length} faults in the words`);
  process.exit(1);
}
console.log(`words: ${zhFiles.length} namespaces, ${count} entries, both languages complete`);
