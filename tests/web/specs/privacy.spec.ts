/** The privacy desk: a worker has a copy of their data and asks for its erasure; an administrator carries it out. */
import { look } from "../fixtures/a11y";
import { person } from "../fixtures/demo";
import { door, fresh, signIn, signUp, verify } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { LANGS, words } from "../fixtures/words";

// The seeded administrator reads Chinese.
const zh = words("zh-CN");

for (const lang of LANGS) {
  const t = words(lang);
  test(`a worker's data, and whoever answers for it (${lang})`, async ({ open }) => {
    test.setTimeout(180_000);
    const page = await open({ lang });
    const email = `privacy-${fresh()}@example.com`;
    await signUp(page, t, { kind: "worker", name: "Qin", email, password: "correct horse battery" });
    await verify(page, t, email);
    await page.goto("/me?tab=privacy");
    await test.step("a copy is made and fetched", async () => {
      await page.getByRole("button", { name: t("me:copy_ask"), exact: true }).click();
      const save = page.getByRole("button", { name: t("me:copy_save"), exact: true });
      await expect(save).toBeVisible({ timeout: 30_000 });
      const [file] = await Promise.all([page.waitForEvent("download"), save.click()]);
      expect(file.suggestedFilename()).toMatch(/\.zip$/);
      await look(page, `my-data-${lang}`);
    });
    const number = await test.step("an erasure is asked for; its number is the person's to keep", async () => {
      await page.getByRole("checkbox", { name: t("me:erase_sure") }).check();
      await page.getByRole("button", { name: t("me:erase_ask"), exact: true }).click();
      await expect(page.getByText(t.like("me:erase_state_waiting"))).toBeVisible();
      return (await page.locator("code").last().textContent()) ?? "";
    });
    await test.step("the desk shows clocks, and the erasure is carried out", async () => {
      const console_ = await open();
      await signIn(console_, zh, person("admin"));
      await door(console_, zh, "console:nav.privacy").click();
      await expect(console_.getByRole("heading", { name: zh("admin:privacy.title"), level: 1 })).toBeVisible();
      await console_.getByRole("button", { name: zh("admin:privacy.run"), exact: true }).click();
      await expect(console_.getByRole("table", { name: zh("admin:privacy.clocks") })).toContainText("conversation");
      await look(console_, `privacy-desk-${lang}`);
      await console_.getByRole("button", { name: zh("admin:privacy.carry_out"), exact: true }).first().click();
      const its = () => console_.request.get(`/api/v1/public/erasures/${number}`);
      await expect.poll(async () => (await its()).status(), { timeout: 30_000 }).toBe(200);
      await expect(console_.getByRole("button", { name: zh("admin:privacy.carry_out"), exact: true })).toHaveCount(0, { timeout: 30_000 });
      await expect(console_.getByRole("cell", { name: zh("admin:privacy.erasure_done"), exact: true }).first()).toBeVisible();
      const certificate = await its();
      expect((await certificate.json()).certificate.keys_destroyed).toBeGreaterThan(0);
    });
  });
}
