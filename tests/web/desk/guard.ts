/** Tries to take a customer's words away from the desk, one way after another; and a device that proves itself and is removed. */
import { notes, person } from "../fixtures/demo";
import { finish, goOffline, goOnline, messages, offerOf, pane, reply, Shopper } from "../fixtures/desk";
import { authenticator, enrol, signIn } from "../fixtures/people";
import { glance } from "../fixtures/a11y";
import { expect, test, type Page } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const PROJECT = "机票酒店预订";
const SAID = "想改签后天去成都的机票";

const isShown = (page: Page): Promise<boolean> => pane(page, t, "thread").isVisible();
const cover = (page: Page) => page.getByRole("alert").filter({ hasText: t("desk:cover_title") });

/** Declares the journeys; the file that owns the seeded worker calls it. */
export function guard(): void {
  test("what a customer wrote stays on the desk", async ({ open }) => {
    test.setTimeout(180_000);
    const worker = await open({});
    await signIn(worker, t, person("worker"));
    await worker.goto("/device");
    await enrol(worker, t);
    await worker.goto("/desk");
    await goOnline(worker, t);
    const customer = new Shopper(await open({}), t);
    await customer.look(notes().widget_tokens[1] ?? "", "new", "widget:state_new");
    await customer.say(SAID);
    await (await offerOf(worker, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
    await expect(messages(worker, t)).toContainText(SAID);

    // Selecting all and copying takes nothing of what the customer wrote.
    await messages(worker, t).click();
    await worker.keyboard.press("Control+A");
    const selected = await worker.evaluate(() => String(getSelection()));
    expect(selected).not.toContain(SAID);
    const stopped = await worker.evaluate(() =>
      ["copy", "cut", "dragstart", "contextmenu"].filter((kind) => !document.querySelector('[data-pane="thread"] h2, [data-pane="thread"]')?.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }))),
    );
    expect(stopped).toEqual(["copy", "cut", "dragstart", "contextmenu"]);
    // One's own words may be copied.
    await reply(worker, t).fill("您好");
    expect(await reply(worker, t).evaluate((field) => field.dispatchEvent(new Event("copy", { bubbles: true, cancelable: true })))).toBe(true);

    // Keys that save, print or open the tools.
    const keys = await worker.evaluate(() =>
      [["p", true], ["s", true], ["u", true], ["F12", false]].map(([key, ctrlKey]) => !window.dispatchEvent(new KeyboardEvent("keydown", { key: String(key), ctrlKey: ctrlKey === true, bubbles: true, cancelable: true }))),
    );
    expect(keys).toEqual([true, true, true, true]);

    // Leaving hides the desk within the frame, coming back shows it.
    const hidden = await worker.evaluate(async () => {
      window.dispatchEvent(new Event("blur"));
      await new Promise(requestAnimationFrame);
      return getComputedStyle(document.querySelector('[data-pane="thread"]') as Element).visibility;
    });
    expect(hidden).toBe("hidden");
    await expect(cover(worker)).toBeVisible();
    await glance(worker, "worker-desk-covered-zh-CN-desktop");
    await worker.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(cover(worker)).toBeHidden();
    expect(await isShown(worker)).toBe(true);

    // Printing prints nothing.
    await worker.emulateMedia({ media: "print" });
    expect(await isShown(worker)).toBe(false);
    await worker.emulateMedia({ media: "screen" });

    // The page may not capture the screen, and keeps none of it where another page of ours could look.
    const captured = await worker.evaluate(() => navigator.mediaDevices.getDisplayMedia().then(() => "given", (error: Error) => error.name));
    expect(captured).not.toBe("given");
    const stored = await worker.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(stored).not.toContain(SAID);
    await finish(worker, t);
    await goOffline(worker, t);
  });

  test("an attested key proves the session, and its removal takes that away", async ({ open }) => {
    test.setTimeout(120_000);
    const worker = await open({});
    await authenticator(worker);
    await signIn(worker, t, person("worker"));
    await worker.goto("/device");
    const card = worker.getByRole("form", { name: t("worker:attested") });
    await card.getByRole("button", { name: t("worker:attested_add") }).click();
    await expect(card).toContainText("Chromium's virtual authenticator");
    await card.getByRole("button", { name: t("worker:attested_prove") }).click();
    // Without cameras, low work only.
    await expect(card).toContainText(t("worker:attested_level_n", { level: 1 }));
    await expect(card).toContainText(t("worker:claim_guard"));
    await expect(card).toContainText(t("worker:claim_session_key"));
    await glance(worker, "worker-device-attested-zh-CN-desktop");
    await card.getByRole("button", { name: t("worker:passkey_remove") }).click();
    await expect(card).toContainText(t("worker:attested_level_n", { level: 0 }));
  });

  test("two cameras raise the session, and a second face ends its work", async ({ open }) => {
    test.setTimeout(240_000);
    const worker = await open({});
    // The browser's own face detector, which headless Chromium lacks, is injected: the page asks it as it would the real one.
    await worker.addInitScript(() => {
      const seen = window as unknown as { facesSeen: number; FaceDetector: unknown };
      seen.facesSeen = 1;
      let looks = 0;
      const at = (type: string, x: number) => ({ type, locations: [{ x, y: 50 }] });
      seen.FaceDetector = class {
        detect() {
          looks += 1;
          const nose = 60 + (looks % 4 < 2 ? 20 : -20);
          return Promise.resolve(Array.from({ length: seen.facesSeen }, () => ({ landmarks: [at("eye", 40), at("eye", 80), at("nose", nose)] })));
        }
      };
    });
    await authenticator(worker);
    await signIn(worker, t, person("worker"));
    await worker.goto("/device");
    const card = worker.getByRole("form", { name: t("worker:attested") });
    await card.getByRole("button", { name: t("worker:attested_add") }).click();
    await expect(card).toContainText("Chromium's virtual authenticator");
    await card.getByRole("button", { name: t("worker:attested_prove") }).click();
    await expect(card).toContainText(t("worker:claim_session_key"));

    await worker.goto("/desk");
    await goOnline(worker, t);
    await worker.getByRole("button", { name: t("desk:cameras"), exact: true }).click();
    const dialog = worker.getByRole("dialog", { name: t("guard:cameras") });
    await expect(dialog).toContainText(t("guard:consent_without"));
    await glance(worker, "worker-guard-consent-zh-CN-desktop");
    await dialog.getByRole("checkbox", { name: t("guard:consent") }).check();
    await dialog.getByRole("button", { name: t("guard:open_cameras") }).click();
    await expect(dialog.getByText(t("guard:check_ok"))).toHaveCount(2);
    await glance(worker, "worker-guard-setup-zh-CN-desktop");
    await dialog.getByRole("button", { name: t("guard:start") }).click();
    await expect(worker.getByText(t("guard:state_ok"), { exact: true })).toBeVisible({ timeout: 60_000 });
    await glance(worker, "worker-guard-watched-zh-CN-desktop");

    const customer = new Shopper(await open({}), t);
    await customer.visit(notes().widget_tokens[1] ?? "");
    await customer.openChat();
    await customer.say(SAID);
    await (await offerOf(worker, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
    await expect(messages(worker, t)).toContainText(SAID);

    // Somebody reads along.
    await worker.evaluate(() => ((window as unknown as { facesSeen: number }).facesSeen = 2));
    await expect(worker.getByText(t("guard:terminated"), { exact: true })).toBeVisible({ timeout: 120_000 });
    await glance(worker, "worker-guard-ended-zh-CN-desktop");
    await expect(pane(worker, t, "list").getByRole("button", { name: t.like("desk:customer_n", { n: 1 }) })).toHaveCount(0);
    await customer.dialog.getByRole("button", { name: t("widget:end") }).click().catch(() => undefined);

    const boss = await open();
    await boss.goto("/console/sign-in");
    await signIn(boss, t, person("admin"));
    await boss.goto("/console/incidents");
    await boss.getByRole("main").getByRole("table").getByRole("button", { name: t("admin:incident.look") }).first().click();
    await expect(boss.getByText(t("admin:incident.state.open"), { exact: true }).first()).toBeVisible();
    await boss.getByRole("button", { name: t("admin:incident.picture_show") }).first().click();
    await expect(boss.getByRole("img", { name: t("admin:incident.picture_alt") }).first()).toBeVisible();
    await glance(boss, "console-incident-zh-CN-desktop");
    await boss.getByRole("button", { name: t("admin:incident.dismiss") }).click();
    await expect(boss.getByText(t("admin:incident.state.dismissed"), { exact: true }).first()).toBeVisible();
  });
}
