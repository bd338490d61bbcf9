/** Masking as people meet it: an enterprise writes its policy, and a worker acts on values nobody shows. */
import { look } from "../fixtures/a11y";
import { notes, person } from "../fixtures/demo";
import { goOffline, goOnline, messages, offerOf, overhear, pane, Shopper } from "../fixtures/desk";
import { door, enrol, fresh, signIn } from "../fixtures/people";
import { expect, PHONE, test } from "../fixtures/test";
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

test("a worker compares, calls and looks at a value for a purpose, and it is covered again", async ({ open }) => {
  test.setTimeout(180_000);
  const worker = await open();
  const told = overhear(worker);
  await signIn(worker, t, person("worker"));
  await worker.goto("/device");
  await enrol(worker, t);
  await worker.goto("/desk");
  await goOnline(worker, t);
  const customer = new Shopper(await open({ viewport: PHONE }), t);
  await customer.visit(notes().widget_tokens[1] ?? "");
  await customer.openChat();
  await customer.say("想改签机票，电话13970416285");
  const offer = await offerOf(worker, t, "机票酒店预订");
  await offer.getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(worker, t)).toContainText("〔手机·1〕");
  const thread = pane(worker, t, "thread");
  const choose = async (key: string) => {
    await messages(worker, t).getByRole("button", { name: t("desk:token_actions", { token: "〔手机·1〕" }) }).first().click();
    await worker.getByRole("menuitem", { name: t(key) }).click();
  };

  await test.step("does it end in 6285?", async () => {
    await choose("desk:token_compare");
    const box = thread.getByRole("group", { name: t("desk:compare_title", { token: "〔手机·1〕" }) });
    await box.getByLabel(t("desk:compare_field")).fill("6285");
    await box.getByRole("button", { name: t("desk:compare_go") }).click();
    await expect(box.getByText(t("desk:compare_same"))).toBeVisible();
    await box.getByRole("button", { name: t("common:close") }).click();
  });
  await test.step("a call-back is ordered and no number is shown", async () => {
    await choose("desk:token_call");
    await expect(worker.getByText(t("desk:call_recorded", { token: "〔手机·1〕" })).first()).toBeVisible();
  });
  const box = thread.getByRole("group", { name: t("desk:reveal_title", { token: "〔手机·1〕" }) });
  await test.step("a look needs a purpose and a device of level 2, which this one is not", async () => {
    await choose("desk:token_reveal");
    const go = box.getByRole("button", { name: t("desk:reveal_go"), exact: true });
    await expect(go).toBeDisabled();
    await box.getByRole("radio", { name: t("desk:purpose_callback") }).check();
    await look(worker, "worker-desk-reveal");
    await go.click();
    await expect(box.getByRole("alert")).toBeVisible();
  });
  expect(await told(), "no byte of the server held the number").not.toContain("13970416285");
  await test.step("what a trusted device would be told is covered again by itself", async () => {
    await worker.route(/\/tokens\/[^/]+\/reveal$/, (route) => route.fulfill({ json: { value: "139 7041 6285", remask_after_s: 3 } }));
    await box.getByRole("button", { name: t("desk:reveal_go"), exact: true }).click();
    await expect(box.getByText("139 7041 6285")).toBeVisible();
    await expect(box.getByText("139 7041 6285")).toBeHidden({ timeout: 10_000 });
  });
  await box.getByRole("button", { name: t("common:close") }).click();
  await thread.getByRole("button", { name: t("desk:close_conversation") }).click();
  const wrap = worker.getByRole("form", { name: t("desk:wrap_up") });
  await wrap.getByRole("radio", { name: t("desk:wrap_resolved") }).check();
  await wrap.getByRole("button", { name: t("desk:wrap_go") }).click();
  await expect(wrap).toBeHidden();
  await goOffline(worker, t);
});
