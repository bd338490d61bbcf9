/** tokens.json -> tokens.css. With --check: fail when the file is not what the source gives. */
import { readFileSync, writeFileSync } from "node:fs";

const at = (path) => new URL(`../src/tokens/${path}`, import.meta.url);
const tokens = JSON.parse(readFileSync(at("tokens.json"), "utf8"));
const vars = (name, pad) =>
  Object.entries(tokens[name])
    .map(([key, value]) => `${pad}--${key}: ${value};`)
    .join("\n");
const scheme = (name) => (name === "dark" ? "dark" : "light");
const rule = (selector, name) => `${selector} {\n  color-scheme: ${scheme(name)};\n${vars(name, "  ")}\n}\n`;
const inMedia = (query, name) =>
  `@media ${query} {\n  :root:not([data-theme]) {\n    color-scheme: ${scheme(name)};\n${vars(name, "    ")}\n  }\n}\n`;

const css = [
  "/* Made from tokens.json by scripts/tokens.mjs. */",
  rule(":root", "light"),
  inMedia("(prefers-color-scheme: dark)", "dark"),
  inMedia("(prefers-contrast: more)", "contrast"),
  rule(':root[data-theme="light"]', "light"),
  rule(':root[data-theme="dark"]', "dark"),
  rule(':root[data-theme="contrast"]', "contrast"),
].join("\n");

if (process.argv.includes("--check")) {
  if (readFileSync(at("tokens.css"), "utf8") !== css) {
    console.error("tokens.css is not what tokens.json gives: run node scripts/tokens.mjs");
    process.exit(1);
  }
} else writeFileSync(at("tokens.css"), css);
