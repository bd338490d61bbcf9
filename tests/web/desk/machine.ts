/**
 * A worker's own machine, whose TPM (swtpm) quotes for the page that runs on it: level 3 with two cameras; a program that is not
 * listed, and whoever is not our page, get nothing. Left out, and said, where swtpm or tpm2-tools are absent.
 */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { api, bearer } from "../fixtures/api";
import { glance } from "../fixtures/a11y";
import { notes, person } from "../fixtures/demo";
import { authenticator, signIn } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { injectFace, openCameras, proveAttested, reachLevel } from "../fixtures/watched";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const PORT = 7373;
/** What tests/web/run started; nothing where it could not. */
const DIR = process.env.TIDECREW_TPM ?? "";
const TCTI = `swtpm:path=${join(DIR, "sock")}`;

const sha256 = (...parts: Buffer[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
const field = (bytes: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  return Buffer.concat([size, bytes]);
};

/** As Linux does when a program runs: a line of its log, and register 10 extended by it. */
function ran(path: string, contents: string): string {
  const digest = sha256(Buffer.from(contents));
  const template = Buffer.concat([field(Buffer.concat([Buffer.from("sha256:\0"), digest])), field(Buffer.from(`${path}\0`))]);
  execFileSync("tpm2_pcrextend", [`10:sha256=${sha256(template).toString("hex")}`], { env: { ...process.env, TPM2TOOLS_TCTI: TCTI } });
  return `10 ${createHash("sha1").update(template).digest("hex")} ima-ng sha256:${digest.toString("hex")} ${path}\n`;
}

/** The status that the program answers a caller with who says that they are this page, at this host. */
const answered = (origin: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { origin, host, "content-type": "application/json" };
    const asked = request({ host: "127.0.0.1", port: PORT, path: "/keys", method: "POST", headers }, (answer) => resolve(answer.resume().statusCode ?? 0));
    asked.on("error", reject).end(JSON.stringify({ known: [] }));
  });

export function machine(): void {
  test("a machine whose TPM quotes for its own page gives level three", async ({ open }) => {
    test.skip(!existsSync(join(DIR, "sock")), "swtpm, swtpm-tools and tpm2-tools are not installed");
    test.setTimeout(240_000);
    const log = join(DIR, "programs");
    let told = ran("/usr/bin/browser", "browser");
    writeFileSync(log, told);
    const worker = await open({});
    const token = bearer(worker);
    const standing = () => api<{ posture: { level: number }; claims: string[] }>("GET", "/me/posture", undefined, token());
    await injectFace(worker);
    await authenticator(worker);
    await signIn(worker, t, person("worker"));
    const card = await proveAttested(worker, t);
    const prove = card.getByRole("button", { name: t("device:machine"), exact: true });
    await prove.click();
    await expect(card).toContainText(t("device:machine_absent", { server: notes().url }));

    const program = spawn(process.env.TIDECREW_BINARY ?? "tidecrew", ["device", "serve", "--server", notes().url, "--state", join(DIR, "device"), "--file-log", log], { env: { ...process.env, TPM2TOOLS_TCTI: TCTI }, stdio: "ignore" });
    try {
      await expect.poll(() => answered("https://attack.invalid", `127.0.0.1:${PORT}`).catch(() => 0), { message: "another site's page" }).toBe(403);
      expect(await answered(notes().url, "attack.invalid"), "a name that leads here").toBe(403);
      await prove.click();
      await expect(card).toContainText(t("device:claim_near"), { timeout: 60_000 });
      await glance(worker, "worker-device-machine-zh-CN-desktop");
      expect((await standing()).posture.level, "only work of low sensitivity without cameras").toBe(1);
      await worker.goto("/desk");
      await openCameras(worker, t);
      await reachLevel(token(), 3);

      // A recorder ran: the log that says so is refused by name, and so is the one that hides it.
      const before = told;
      told += ran("/usr/bin/recorder", "recorder");
      await worker.goto("/device");
      for (const [text, code] of [
        [told, "tpm.ima_unknown"],
        [before, "tpm.ima_mismatch"],
      ] as const) {
        writeFileSync(log, text);
        await prove.click();
        await expect(card.getByText(code, { exact: true })).toBeVisible({ timeout: 60_000 });
      }
    } finally {
      program.kill();
    }
  });
}
