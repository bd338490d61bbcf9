/** The whole path: a new worker and a new enterprise meet over a masked conversation, and the piece is paid. */
import { look } from "../fixtures/a11y";
import { apply, certify, interview, outcome } from "../fixtures/candidate";
import { notes, person } from "../fixtures/demo";
import { goOffline, goOnline, messages, offerOf, overhear, pane, reply, Shopper } from "../fixtures/desk";
import { createProject, deposit, widgetToken } from "../fixtures/enterprise";
import { door, enrol, fresh, signIn, signUp, verify } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const PASSWORD = "correct horse battery";
const SKILL = "电商售后";
const MOBILE = "13712345678";
const SPACED = "137 1234 5678";
const EMAIL = "ou.yang@example.com";
const BLOCKED = "平台上说不方便，你加我微信 kefu_20250101 私下聊";

test("from sign-up to a paid piece", async ({ open }) => {
  test.setTimeout(900_000);
  const id = fresh();
  const worker = await open();
  const heard = overhear(worker);
  const see = (name: string) => look(worker, `worker-${name}`, { isPhone: true });
  const candidate = { kind: "worker" as const, name: "林一帆", email: `lin.${id}@example.com`, password: PASSWORD };
  let decision = "";

  await test.step("the front door", async () => {
    await worker.goto("/");
    await expect(worker.getByRole("heading", { name: t("welcome:title"), level: 1 })).toBeVisible();
    await look(worker, "public-welcome", { isPhone: true });
    await worker.goto("/sign-in");
    await expect(worker.getByRole("heading", { name: t("public:sign_in"), level: 1 })).toBeVisible();
    await look(worker, "public-sign-in", { isPhone: true });
  });

  await test.step("a new worker signs up with the code from the mail", async () => {
    await worker.goto("/sign-up");
    await expect(worker.getByRole("heading", { name: t("public:sign_up"), level: 1 })).toBeVisible();
    await look(worker, "public-sign-up", { isPhone: true });
    await signUp(worker, t, candidate);
    await look(worker, "public-verify", { isPhone: true });
    await verify(worker, t, candidate.email);
    await expect(worker.getByRole("heading", { name: t("worker:hello", { name: candidate.name }), level: 1 })).toBeVisible();
    await see("home-apply");
  });

  await test.step("consents, vetting and the interview", async () => {
    await apply(worker, t, see);
    await interview(worker, t, see, { isTried: true });
  });

  await test.step("the report gives reasons", async () => {
    const found = await outcome(worker, t);
    decision = found.decision;
    await see("report");
    expect(found.isAdmitted, "a capable candidate is admitted by the policy").toBe(true);
  });

  await test.step("course, exam and certificate", async () => {
    await door(worker, t, "worker:learn").click();
    await certify(worker, t, see, SKILL);
    await worker.getByRole("link", { name: t("learn:certificate_public") }).click();
    await expect(worker.getByText(t("public:certificate_valid"))).toBeVisible();
    await look(worker, "public-certificate", { isPhone: true });
  });

  await test.step("the device proves itself with a passkey", async () => {
    await worker.goto("/");
    await worker.getByRole("main").getByRole("link", { name: t("worker:stage_enrol_go"), exact: true }).click();
    await expect(worker.getByText(t("worker:device_not_ready"), { exact: true })).toBeVisible();
    await see("device-new");
    await enrol(worker, t);
    await see("device-ready");
  });

  await test.step("online at the desk", async () => {
    await worker.goto("/");
    await expect(worker.getByRole("heading", { level: 1 })).toBeVisible();
    await see("home-ready");
    await door(worker, t, "worker:desk").click();
    await see("desk-offline");
    await goOnline(worker, t);
    await see("desk-waiting");
  });

  const enterprise = await open();
  const project = { name: `听涛茶铺 ${id.slice(-4)}`, skill: "ecommerce.after_sale", price: "3.00", origin: notes().url };
  const tell = (name: string) => look(enterprise, `enterprise-${name}`);
  let token = "";

  await test.step("a new enterprise signs up and sets up a funded project", async () => {
    const owner = { kind: "enterprise" as const, name: "欧阳店主", email: `shop.${id}@example.com`, password: PASSWORD, enterprise: `听涛茶业 ${id.slice(-4)}` };
    await signUp(enterprise, t, owner);
    await verify(enterprise, t, owner.email);
    await expect(enterprise.getByRole("heading", { name: t("enterprise:home.title"), level: 1 })).toBeVisible();
    await tell("home-new");
    await createProject(enterprise, t, project, tell);
    await tell("project-new");
    token = await widgetToken(enterprise, t);
    const at = enterprise.url();
    await deposit(enterprise, t, "100", tell);
    await expect(enterprise.getByRole("main")).toContainText("¥100.00");
    await tell("escrow");
    await enterprise.goto(at);
  });

  const customer = new Shopper(await open(), t);

  await test.step("a customer writes; the worker accepts and sees tokens only", async () => {
    await customer.visit(token);
    await customer.openChat();
    await customer.say(`你好，我上周买的龙井还没收到。我的手机号是${SPACED}，邮箱${EMAIL}，麻烦查一下。`);
    await expect(customer.turns(SPACED)).toHaveCount(1);
    const offer = await offerOf(worker, t, project.name);
    await offer.getByText(t("desk:why_me")).click();
    await expect(offer.getByRole("listitem").first()).toBeVisible();
    await offer.getByRole("button", { name: t("desk:accept") }).click();
    await expect(messages(worker, t)).toContainText("〔手机·1〕");
    await expect(messages(worker, t)).toContainText("〔邮箱·1〕");
    await expect(customer.dialog.getByText(t("widget:system_agent_joined"))).toBeVisible();
    const page = await worker.content();
    for (const secret of [MOBILE, SPACED, EMAIL, "ou.yang"]) expect(page, "nothing of the value is in the page").not.toContain(secret);
    await see("desk-thread");
  });

  await test.step("a draft that leads away is held", async () => {
    await reply(worker, t).fill(BLOCKED);
    await expect(pane(worker, t, "thread").getByText(t("common:verdict_block")).first()).toBeVisible();
    await see("desk-draft");
    await reply(worker, t).press("Enter");
    const held = worker.getByRole("group", { name: t("desk:held_why") });
    await expect(held).toBeVisible();
    await expect(held.getByRole("listitem").first()).toBeVisible();
    await see("desk-held");
    await held.getByRole("button", { name: t("desk:discard") }).click();
    await expect(held).toBeHidden();
  });

  await test.step("a proper answer reaches the customer live, with the value expanded for the customer only", async () => {
    await messages(worker, t).getByRole("button", { name: t("desk:token_actions", { token: "〔手机·1〕" }) }).click();
    await worker.getByRole("menuitem", { name: t("desk:token_insert") }).click();
    await expect(reply(worker, t)).toHaveValue("〔手机·1〕");
    await reply(worker, t).fill("您好，已为您登记，物流有消息会打〔手机·1〕告诉您。");
    await reply(worker, t).press("Control+Enter");
    await expect(messages(worker, t).getByRole("article").filter({ hasText: "已为您登记" })).toContainText(t("common:send_sent"));
    await expect(customer.log.getByText(/已为您登记.*137/)).toBeVisible();
    await expect(customer.log).not.toContainText("微信");
    await customer.look(token, "talk", "widget:sent");
  });

  await test.step("closing, wrap-up and rating", async () => {
    await pane(worker, t, "thread").getByRole("button", { name: t("desk:close_conversation") }).click();
    const wrap = worker.getByRole("form", { name: t("desk:wrap_up") });
    await expect(wrap).toBeVisible();
    await wrap.getByRole("radio", { name: t("desk:wrap_resolved") }).check();
    await wrap.getByLabel(t("desk:wrap_note")).fill("已登记，等物流消息");
    await see("desk-wrap-up");
    await wrap.getByRole("button", { name: t("desk:wrap_go") }).click();
    await expect(wrap).toBeHidden();
    await expect(customer.dialog.getByText(t("widget:state_ended"))).toBeVisible();
    await customer.rate(5, "很快，谢谢");
    await goOffline(worker, t);
  });

  await test.step("the worker sees the earning with its formula", async () => {
    await door(worker, t, "worker:earnings").click();
    const row = worker.getByRole("row").filter({ hasText: project.name });
    await expect(async () => {
      await worker.reload();
      await expect(row).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await expect(row).toContainText(t("worker:formula", { price: "¥3.00", fee: "15%", quality: "100%" }));
    await expect(row).toContainText("¥2.55");
    await see("earnings");
    await row.getByRole("link").click();
    await expect(worker.getByRole("table", { name: t("worker:entries") }).getByRole("row").nth(1)).toBeVisible();
    await see("earning");
    const all = await heard();
    expect(all, "the socket was overheard").toContain('"t":"ready"');
    expect(all, "tokens came instead").toContain("〔手机·1〕");
    for (const secret of [MOBILE, SPACED, EMAIL, "ou.yang"]) expect(all, "nothing of the value was ever sent to the worker").not.toContain(secret);
  });

  await test.step("the enterprise sees conversation, cost and service level", async () => {
    await expect(async () => {
      await enterprise.reload();
      await expect(enterprise.getByRole("region", { name: t("enterprise:cost.title") })).toContainText("¥3.00", { timeout: 3_000 });
    }).toPass();
    const level = enterprise.getByRole("region", { name: t("enterprise:level.title") });
    await expect(level).toContainText(t("enterprise:level.stars", { n: 5 }));
    await tell("project-served");
    await door(enterprise, t, "console:nav.conversations").click();
    const row = enterprise.getByRole("row").filter({ hasText: project.name });
    await expect(row).toContainText("¥3.00");
    await tell("conversations");
    await row.getByRole("link").click();
    const transcript = enterprise.getByRole("list", { name: t("console:transcript") });
    await expect(transcript).toContainText("〔手机·1〕");
    await expect(transcript).not.toContainText("微信");
    expect(await enterprise.content()).not.toContain(SPACED);
    await tell("conversation");
    await door(enterprise, t, "console:wall").click();
    await expect(enterprise.getByRole("heading", { name: t("console:wall"), level: 1 })).toBeVisible();
    await tell("wall");
    await door(enterprise, t, "console:nav.home").click();
    await expect(enterprise.getByRole("heading", { name: t("enterprise:home.title"), level: 1 })).toBeVisible();
    await tell("home-running");
  });

  await test.step("the admin finds the decision, replays it, and checks the trail", async () => {
    const admin = await open();
    const show = (name: string) => look(admin, `admin-${name}`);
    await signIn(admin, t, person("admin"));
    await expect(admin.getByRole("heading", { name: t("admin:overview.title"), level: 1 })).toBeVisible();
    await show("overview");
    await door(admin, t, "console:nav.decisions").click();
    await expect(admin.getByRole("row").nth(1)).toBeVisible();
    await show("decisions");
    await admin.goto(`/console/decisions/${decision}`);
    const drawer = admin.getByRole("dialog", { name: t("admin:decisions.one") });
    await expect(drawer).toContainText(t("admin:kind.interview.score"));
    await drawer.getByRole("button", { name: t("admin:decisions.replay") }).click();
    await expect(drawer.getByText(t("admin:replay.same"), { exact: true })).toBeVisible();
    await show("decision");
    await admin.goto("/console/audit");
    await expect(admin.getByRole("row").nth(1)).toBeVisible();
    await show("audit");
    const prove = admin.getByRole("button", { name: new RegExp(t("admin:audit.prove")) });
    await prove.and(admin.locator(":enabled")).first().click({ timeout: 40_000 });
    await expect(admin.getByRole("dialog", { name: t("admin:audit.proof") }).getByText(t("admin:audit.holds"))).toBeVisible();
    await admin.goto("/console/journal");
    await expect(admin.getByText(t("admin:journal.balanced"), { exact: true })).toBeVisible();
    await show("journal");
  });
});
