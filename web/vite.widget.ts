/** Builds the embeddable chat: one self-contained file, dist/widget.js, and its demo page. */
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;
const out = resolve(here, "dist");

/** The demo shop is three plain files; they go out as they are. */
function demo(): Plugin {
  return {
    name: "widget-demo",
    closeBundle() {
      mkdirSync(out, { recursive: true });
      for (const end of ["html", "css", "js"])
        copyFileSync(resolve(here, `widget/demo.${end}`), resolve(out, `widget-demo.${end}`));
    },
  };
}

/** What a line less and a key less saves: the sheet on one line, the second language as a list in the order of the first. */
function small(): Plugin {
  return {
    name: "widget-small",
    enforce: "pre",
    transform(code, id) {
      if (id.endsWith("/widget/src/style.ts")) return code.replace(/`[^`]*`/, (sheet) => sheet.replaceAll("\n", ""));
      if (!id.endsWith("/en/widget.json")) return undefined;
      const first = JSON.parse(readFileSync(id.replace("/en/", "/zh-CN/"), "utf8")) as object;
      const second = JSON.parse(code) as Record<string, string>;
      return JSON.stringify(Object.keys(first).map((key) => second[key]));
    },
  };
}

export default defineConfig({
  publicDir: false,
  json: { stringify: false },
  build: {
    outDir: out,
    // The portals are built into the same folder before; their files stay.
    emptyOutDir: false,
    target: "es2022",
    sourcemap: false,
    lib: {
      entry: resolve(here, "widget/src/main.ts"),
      formats: ["iife"],
      name: "tideChat",
      fileName: () => "widget.js",
    },
  },
  plugins: [small(), demo()],
});
