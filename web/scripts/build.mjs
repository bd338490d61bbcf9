/** vite build, the widget's own build when it is here, then compressed copies beside every asset. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const run = (args) => {
  const result = spawnSync(process.execPath, args, { cwd: web, stdio: "inherit" });
  if (result.status !== 0) process.exit(result.status ?? 1);
};
const vite = "node_modules/vite/bin/vite.js";

run(["scripts/tokens.mjs", "--check"]);
run([vite, "build"]);
if (existsSync(`${web}/vite.widget.ts`)) run([vite, "build", "--config", "vite.widget.ts"]);
run(["scripts/compress.mjs"]);
