/** The training room: a simulated customer, the procedure's steps, and advice that names its rule after each turn. */
import { look } from "../fixtures/a11y";
import { person } from "../fixtures/demo";
import { signIn } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");

test("a worker trains with a simulated customer and is told the next step", async ({ open }) => {
  const page = await open();
  await signIn(page, t, person("worker"));
  await page.goto("/train/ecommerce.after_sale");
  await look(page, "worker-train");
  await page.getByRole("button", { name: t.like("learn:train_start_named") }).first().click();
  await expect(page.getByText(/sop:[a-z-]+#/).first()).toBeVisible();
  await page.getByRole("textbox").fill("您好，我是云客服，请问您的订单号是多少？");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/#ask_order/).or(page.getByText(/#ask/)).first()).toBeVisible();
  await look(page, "worker-train-turn", { isPhone: true });
});

test("who ends a conversation badly is told what went wrong and which dialogue comes next", async ({ open }) => {
  const page = await open();
  await signIn(page, t, person("worker"));
  await page.goto("/train/ecommerce.after_sale");
  await page.getByRole("button", { name: t.like("learn:train_start_named") }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox")).toBeFocused();
  await page.keyboard.type("您好，我是售后客服，很高兴为您服务。");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("log", { name: t("learn:train_log") }).getByRole("article")).toHaveCount(3);
  await page.getByRole("button", { name: t("learn:train_end") }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: t("learn:train_failed") })).toContainText(t.like("learn:train_weak"));
  await expect(page.getByText(t("learn:train_next"), { exact: true })).toBeVisible();
  await look(page, "worker-train-failed", { isPhone: true });
});

test("an enterprise brings in its list of steps, mends it, walks it and publishes it, by keyboard", async ({ open }) => {
  const page = await open();
  const press = async (name: string | RegExp) => {
    await page.getByRole("button", { name, exact: typeof name === "string" }).first().focus();
    await page.keyboard.press("Enter");
  };
  await signIn(page, t, person("enterprise"));
  await page.goto("/console/procedures");
  await expect(page.getByRole("heading", { name: t("console:procedure.title"), level: 1 })).toBeVisible();
  await expect(page.getByRole("list", { name: t("console:procedure.title") }).getByRole("listitem").first()).toBeVisible();
  await look(page, "console-procedures");
  await page.getByRole("link", { name: t("console:procedure.import") }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: t("console:procedure.import_text") }).focus();
  await page.keyboard.insertText("换货流程\n1. 问候客户\n2. 询问订单号\n3. 查询订单状态\n4. 与客户确认是否换货\n5. 感谢客户\n");
  await press(t("console:procedure.import_go"));
  const text = page.getByRole("textbox", { name: t("console:procedure.source") });
  await expect(text).toHaveValue(/do:/);
  const findings = page.getByRole("region", { name: t("console:procedure.findings") });
  await expect(findings).toContainText(t("console:procedure.fit"));
  const whole = await text.inputValue();

  // A broken text says where, by which rule, and what to do; it cannot be kept.
  await text.focus();
  await text.fill(whole.replace(/call: act/, "call: guess"));
  await expect(findings).toContainText(t("console:procedure.unfit"));
  await expect(findings.getByRole("listitem").first()).toContainText(t.like("console:procedure.line"));
  await expect(page.getByRole("button", { name: t("console:procedure.keep") })).toBeDisabled();
  await look(page, "console-procedure-broken");
  await text.fill(whole);
  await expect(findings).toContainText(t("console:procedure.fit"));

  await press(t("console:procedure.simulate"));
  const way = page.getByRole("region", { name: t("console:procedure.way") });
  await expect(way.getByRole("listitem").nth(3)).toBeVisible();
  await expect(way).toContainText(t("console:procedure.end_completed"));
  await look(page, "console-procedure-walked");

  await press(t("console:procedure.keep"));
  const versions = page.getByRole("list", { name: t("console:procedure.versions") });
  await expect(versions.getByRole("listitem").first()).toContainText(t("console:procedure.state_draft"));
  await text.fill(`${whole}# 试行\n`);
  await press(t.like("console:procedure.diff_version"));
  await expect(page.getByRole("region", { name: t("console:procedure.diff") }).last()).toContainText("# 试行");
  await press(t.like("console:procedure.publish_version"));
  await expect(versions.getByRole("listitem").first()).toContainText(t("console:procedure.state_active"));
  await look(page, "console-procedure-published");
});

test("an enterprise writes a scenario, publishes it, and a worker trains on it, by keyboard", async ({ open }) => {
  const page = await open();
  const press = async (name: string | RegExp) => {
    await page.getByRole("button", { name, exact: typeof name === "string" }).first().focus();
    await page.keyboard.press("Enter");
  };
  const write = async (label: string, text: string) => {
    await page.getByRole("textbox", { name: label, exact: true }).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(text);
  };
  const inZh = (what: string) => t("console:scenario.in_zh", { what });
  const inEn = (what: string) => t("console:scenario.in_en", { what });
  await signIn(page, t, person("enterprise"));
  await page.goto("/console/scenarios");
  await page.getByRole("link", { name: t("console:scenario.write") }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: t("console:scenario.procedure") }).selectOption("ecommerce-refund");
  await write(inZh(t("console:scenario.name")), "杯子碎了的老客户");
  await write(inEn(t("console:scenario.name")), "A regular with a broken cup");
  const opening = t("console:scenario.opening", { n: 1 });
  await write(inZh(opening), "杯子又碎了，我的电话是13812345678，赶紧退款。");
  await write(inEn(opening), "The cup broke again, refund me quickly.");
  await page.getByRole("combobox", { name: t("console:scenario.patience") }).selectOption("8");
  await page.getByRole("combobox", { name: t("console:scenario.mood") }).selectOption("uneasy");
  await write(t("console:scenario.id"), "broken-cup");

  // Only masked words may enter; what is wrong says its place, its rule and what to do.
  const findings = page.getByRole("region", { name: t("console:scenario.findings") });
  await expect(findings).toContainText("personal_data");
  await expect(findings).toContainText(/scenario\.toml:\d+/);
  await expect(page.getByRole("button", { name: t("console:procedure.keep") })).toBeDisabled();
  await look(page, "console-scenario-unmasked");
  await write(inZh(opening), "杯子又碎了，赶紧退款。");
  await expect(findings).toContainText(t("console:procedure.fit"));
  await page.getByRole("combobox", { name: "退款原因" }).selectOption("damaged");
  await expect(findings).toContainText(t("console:procedure.fit"));

  await press(t("console:scenario.preview"));
  const played = page.getByRole("region", { name: t("console:scenario.preview") });
  await expect(played).toContainText(t("console:scenario.passed"));
  await look(page, "console-scenario-played");
  await press(t("console:procedure.keep"));
  const versions = page.getByRole("list", { name: t("console:procedure.versions") });
  await expect(versions.getByRole("listitem").first()).toContainText(t("console:procedure.state_draft"));
  await press(t.like("console:procedure.publish_version"));
  await expect(versions.getByRole("listitem").first()).toContainText(t("console:procedure.state_active"));
  await look(page, "console-scenario-published");

  const desk = await open();
  await signIn(desk, t, person("worker"));
  await desk.goto("/train/ecommerce.after_sale");
  await desk.getByRole("button", { name: t("learn:train_start_named", { title: "杯子碎了的老客户" }) }).focus();
  await desk.keyboard.press("Enter");
  const log = desk.getByRole("log", { name: t("learn:train_log") });
  await expect(log).toContainText("杯子又碎了");
  await desk.keyboard.type("您好，我是售后客服，很高兴为您服务。");
  await desk.keyboard.press("Enter");
  await expect(log.getByRole("article")).toHaveCount(3);
  await look(desk, "worker-train-house");
});
