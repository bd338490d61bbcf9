/** Two entries, because a content security policy belongs to a document: work (public + worker) and console. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { kernel } from "./scripts/sight.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
await kernel(here("sight"));
/** TIDECREW_ENTRY=work builds one document only, for a quick look. */
const only = process.env.TIDECREW_ENTRY;
const entry = (name: string): Record<string, string> =>
  existsSync(here(`src/app/${name}.main.tsx`)) && (!only || only === name) ? { [name]: here(`${name}.html`) } : {};

/** The development server answers as the product does: one document for the console, one for everything else. */
const documents: Plugin = {
  name: "documents",
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      const isPage = request.headers.accept?.includes("text/html") && !/^\/(api|assets|@|src|node_modules)/.test(path);
      if (isPage) request.url = path.startsWith("/console") ? "/console.html" : "/work.html";
      next();
    });
  },
};

export default defineConfig({
  plugins: [react(), documents],
  appType: "mpa",
  resolve: { alias: { "@": here("src") } },
  worker: { format: "es" },
  server: { proxy: { "/api": { target: process.env.TIDECREW_API ?? "http://127.0.0.1:8080", ws: true } } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    manifest: "manifest.json",
    rollupOptions: { input: { ...entry("work"), ...entry("console") } },
  },
  test: {
    environment: "happy-dom",
    // A busy machine is no defect: what hangs is caught, what is slow is not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ["src/**/*.test.{ts,tsx}", "widget/**/*.test.ts"],
    setupFiles: [here("src/app/test-setup.ts")],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
