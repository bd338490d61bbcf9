/**
 * First-load sizes, gzip -9, 1 kB = 1000 B: all script and style a person downloads before the screen is complete in one language.
 * Reads dist/manifest.json (Vite's import graph). Fails when a screen is over its budget.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const web = fileURLToPath(new URL("..", import.meta.url));
const dist = `${web}dist/`;
const manifest = JSON.parse(readFileSync(`${dist}manifest.json`, "utf8"));
const weigh = (file) => gzipSync(readFileSync(`${dist}${file}`), { level: 9 }).length;

/** Everything one entry and its lazily loaded parts import statically. */
function files(keys) {
  const seen = new Set();
  const out = new Set();
  const walk = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no ${key}`);
    out.add(chunk.file);
    for (const css of chunk.css ?? []) out.add(css);
    for (const next of chunk.imports ?? []) walk(next);
  };
  for (const key of keys) walk(key);
  return [...out];
}

const words = (...names) => names.map((name) => `src/i18n/zh-CN/${name}.json`);
const SCREENS = [
  { name: "sign-in", limit: 110, keys: ["work.html", "src/portals/public/sign-in.tsx", ...words("common", "public")] },
  { name: "desk", limit: 170, keys: ["work.html", "src/portals/worker/portal.tsx", "src/portals/worker/desk/screen.tsx", ...words("common", "errors", "public", "worker", "desk", "reasons")] },
  { name: "console lists", limit: 400, keys: ["console.html"], also: (key) => /src\/portals\/enterprise\/.*projects?[^/]*\.tsx$/.test(key) },
];

let isOver = false;
for (const screen of SCREENS) {
  if (!screen.keys.every((key) => manifest[key])) {
    if (screen.name === "console lists" && !manifest["console.html"]) continue;
    console.error(`${screen.name}: missing ${screen.keys.filter((key) => !manifest[key]).join(", ")}`);
    isOver = true;
    continue;
  }
  const extra = screen.also ? Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && screen.also(key)).slice(0, 1) : [];
  const list = files([...screen.keys, ...extra]);
  const total = list.reduce((sum, file) => sum + weigh(file), 0) / 1000;
  isOver ||= total > screen.limit;
  console.log(`${total > screen.limit ? "OVER " : "ok   "} ${screen.name.padEnd(14)} ${total.toFixed(1).padStart(6)} kB of ${screen.limit} kB (${list.length} files)`);
  if (process.argv.includes("--list")) for (const file of list) console.log(`        ${(weigh(file) / 1000).toFixed(1).padStart(6)} ${file}`);
}
if (existsSync(`${dist}widget.js`)) {
  const size = weigh("widget.js") / 1000;
  isOver ||= size > 12;
  console.log(`${size > 12 ? "OVER " : "ok   "} ${"widget".padEnd(14)} ${size.toFixed(1).padStart(6)} kB of 12 kB`);
}
process.exit(isOver ? 1 : 0);
