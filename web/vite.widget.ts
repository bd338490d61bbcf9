/** Builds the embeddable chat: one self-contained file, dist/widget.js, and its demo page. */
import { copyFileSync, mkdirSync } from "node:fs";
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
  plugins: [demo()],
});
