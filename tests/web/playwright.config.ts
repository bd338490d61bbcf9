/** How the journeys run: one Chromium, the fake microphone, no retries. `tests/web/run` starts the server and says where its data is. */
import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";
import { notes } from "./fixtures/demo";

const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  workers: Number(process.env.JOURNEY_WORKERS ?? 2),
  retries: 0,
  // Generous, since a shared machine may be several times slower; whoever waits longer than this waits for nothing.
  timeout: 300_000,
  expect: { timeout: 40_000 },
  forbidOnly: true,
  reporter: [["list"]],
  reportSlowTests: null,
  use: {
    baseURL: notes().url,
    actionTimeout: 40_000,
    navigationTimeout: 60_000,
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: false },
    launchOptions: {
      executablePath: chromium,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-device-for-media-stream=device-count=2",
        "--use-fake-ui-for-media-stream",
      ],
    },
  },
});
