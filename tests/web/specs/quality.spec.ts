/** Patrol as an enterprise meets it: its own rules, tried on the past. */
import { look } from "../fixtures/a11y";
import { person } from "../fixtures/demo";
import { door, signIn } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");

test("an enterprise tries its own rules on the past and publishes them", async ({ open }) => {
  test.setTimeout(120_000);
  const page = await open();
  await signIn(page, t, person("enterprise"));
  await door(page, t, "console:nav.patrol").click();
  await expect(page.getByRole("heading", { name: t("enterprise:patrol.title"), level: 1 })).toBeVisible();
  await page.getByLabel(t("enterprise:patrol.way"), { exact: true }).selectOption("text");
  const source = page.getByLabel(t("enterprise:patrol.source"), { exact: true });
  const begin = await source.inputValue();
  await test.step("a vector that fails is refused with its line", async () => {
    await source.fill(`${begin}\n[[test]]\nexpect = "block"\ntexts = ["新款很好"]\n`);
    await page.getByRole("button", { name: t("enterprise:masking.keep"), exact: true }).click();
    await expect(page.getByText(/line \d+: test vector/).first()).toBeVisible();
    await look(page, "patrol-rules-refused");
  });
  await test.step("tried on the past, kept, published", async () => {
    await source.fill(begin);
    await page.getByRole("button", { name: t("enterprise:patrol.try") }).click();
    await expect(page.getByText(t.like("enterprise:patrol.would"))).toBeVisible();
    await page.getByRole("button", { name: t("enterprise:masking.keep"), exact: true }).click();
    await page.getByRole("button", { name: t.like("enterprise:masking.publish_version") }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: t("enterprise:masking.publish"), exact: true }).click();
    await expect(page.getByText(t("enterprise:masking.state_active"))).toBeVisible();
    await look(page, "patrol-rules");
  });
});
