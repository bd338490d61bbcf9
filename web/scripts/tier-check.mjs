/**
 * Import rules: the worker and public portals, kit, chat and realtime may not reach antd or echarts (their pages run under Trusted
 * Types and on cheap phones), and portals never import each other. Follows imports through the whole graph.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../src", import.meta.url));
const HEAVY = /^(antd|@ant-design\/|echarts|@rc-component\/|rc-)/;
const IMPORT = /(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|import\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

const files = readdirSync(src, { recursive: true }).filter((name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name)).map((name) => `${src}/${name}`);
const find = (path) => [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`].find((each) => existsSync(each) && statSync(each).isFile());
const graph = new Map(
  files.map((file) => {
    const names = [...readFileSync(file, "utf8").matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3]);
    return [file, names.map((name) => (name.startsWith("@/") ? find(`${src}/${name.slice(2)}`) : name.startsWith(".") ? find(resolve(dirname(file), name)) : name)).filter(Boolean)];
  }),
);
const short = (file) => file.replace(`${src}/`, "");
const faults = [];

const LEAN = ["app/work.main.tsx", "app/router.tsx", "portals/public/", "portals/worker/", "kit/", "chat/", "realtime/", "media/", "api/"];
const seen = new Map();
const queue = files.filter((file) => LEAN.some((prefix) => short(file).startsWith(prefix)));
for (const file of queue) seen.set(file, [short(file)]);
while (queue.length) {
  const file = queue.shift();
  for (const next of graph.get(file) ?? []) {
    if (HEAVY.test(next)) faults.push(`${seen.get(file).join(" > ")} imports ${next}`);
    else if (graph.has(next) && !seen.has(next)) {
      seen.set(next, [...seen.get(file), short(next)]);
      queue.push(next);
    }
  }
}

const portalOf = (file) => /^portals\/(\w+)\//.exec(short(file))?.[1];
for (const [file, imports] of graph)
  for (const next of imports) {
    const mine = portalOf(file);
    const theirs = graph.has(next) ? portalOf(next) : undefined;
    if (mine && theirs && mine !== theirs) faults.push(`${short(file)} imports ${short(next)}: portals do not import each other`);
    if (!mine && theirs && !short(file).startsWith("app/")) faults.push(`${short(file)} imports ${short(next)}: shared code does not import a portal`);
  }

if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`imports: ${files.length} files keep their tier`);
