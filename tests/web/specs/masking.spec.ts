/** Masking as an enterprise meets it: it writes, tries and publishes its policy. */
import { look } from "../fixtures/a11y";
import { person } from "../fixtures/demo";
import { door, fresh, signIn } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const policy = (id: string, vector: string) => `id = "${id}"
version = 1
extends = "retail-cn"
[entity.PLATE]
action = "mask"
keep_first = 2
[[test]]
text = "车牌粤B12345停哪"
expect = "${vector}"
`;

test("an enterprise writes, tries and publishes its masking policy", async ({ open }) => {
  test.setTimeout(180_000);
  const page = await open();
  await signIn(page, t, person("enterprise"));
  await door(page, t, "console:nav.masking").click();
  await expect(page.getByRole("heading", { name: t("enterprise:masking.title"), level: 1 })).toBeVisible();
  await look(page, "masking-policies");
  const id = `shop-${fresh().slice(0, 12)}`;
  await page.getByLabel(t("enterprise:masking.id"), { exact: true }).fill(id);
  await page.getByLabel(t("enterprise:masking.base"), { exact: true }).selectOption("retail-cn");
  await page.getByRole("button", { name: t("enterprise:masking.begin") }).click();
  await expect(page.getByRole("heading", { name: id, level: 1 })).toBeVisible();

  const source = page.getByLabel(t("enterprise:masking.source"), { exact: true });
  const keep = page.getByRole("button", { name: t("enterprise:masking.keep"), exact: true });
  await test.step("a text whose vector fails is refused by name, and nothing is kept", async () => {
    await source.fill(policy(id, "车牌〔车牌·1〕停哪"));
    await keep.click();
    await expect(page.getByText(/test vector 1 fails/).first()).toBeVisible();
    await look(page, "masking-policy-refused");
    await expect(page.getByText(t("enterprise:masking.no_versions"))).toBeVisible();
  });
  await test.step("the enterprise's own sample is tried before anything is kept", async () => {
    await source.fill(policy(id, "车牌粤B*****停哪"));
    await page.getByLabel(t("enterprise:preview.yours"), { exact: true }).fill("车牌粤B12345，电话13970416285，加我微信");
    const seen = page.getByRole("status", { name: t("enterprise:preview.theirs") });
    await expect(seen).toHaveText("车牌粤B*****，电话〔手机·1〕，加我微信");
    await expect(page.getByText(t("enterprise:preview.solicit"))).toBeVisible();
  });
  await test.step("kept as a draft, then put in force", async () => {
    await keep.click();
    const versions = page.getByRole("region", { name: t("enterprise:masking.versions") });
    await expect(versions.getByText(t("enterprise:masking.state_draft"))).toBeVisible();
    await page.getByRole("button", { name: t.like("enterprise:masking.publish_version") }).click();
    await page.getByRole("dialog").getByRole("button", { name: t("enterprise:masking.publish"), exact: true }).click();
    await expect(versions.getByText(t("enterprise:masking.state_active"))).toBeVisible();
    await look(page, "masking-policy");
  });
  await test.step("a project may choose it", async () => {
    await page.goto("/console/projects");
    await page.getByRole("table").getByRole("link").first().click();
    const choice = page.getByLabel(t("enterprise:project.policy"), { exact: true });
    const before = await choice.inputValue();
    await choice.selectOption(id);
    await page.reload();
    await expect(choice).toHaveValue(id);
    await choice.selectOption(before);
    await look(page, "project-channel");
  });
});
