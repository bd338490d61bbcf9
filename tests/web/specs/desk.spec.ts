/**
 * The desk under conditions: a phone, a colleague, the keyboard alone, a network that goes away in the middle of sending, values nobody shows.
 *
 * These journeys share the seeded workers, whose presence they switch: they stay in this file, which one browser runs in order.
 */
import { attacks } from "../desk/attacks";
import { guard } from "../desk/guard";
import { machine } from "../desk/machine";
import { quality } from "../desk/quality";
import { glance, look } from "../fixtures/a11y";
import { notes, person } from "../fixtures/demo";
import { finish, goOffline, goOnline, messages, offerOf, overhear, pane, reply, Shopper } from "../fixtures/desk";
import { enrol, fresh, signIn } from "../fixtures/people";
import { expect, PHONE, test, type Page } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const PROJECT = "机票酒店预订";
const token = (): string => notes().widget_tokens[1] ?? "";

/** At the desk with a device of their own, not yet online. */
async function sitDown(page: Page, nth = 0): Promise<void> {
  await signIn(page, t, person("worker", nth));
  await page.goto("/device");
  await enrol(page, t);
  await page.goto("/desk");
}

async function atDesk(page: Page): Promise<void> {
  await sitDown(page);
  await goOnline(page, t);
}

test("a phone shows one pane at a time", async ({ open }) => {
  test.setTimeout(180_000);
  const worker = await open({ viewport: PHONE });
  await atDesk(worker);
  const customer = new Shopper(await open({ viewport: PHONE }), t);
  await customer.look(token(), "new", "widget:state_new");
  await customer.say("想订后天去成都的机票，电话13912345678");
  const offer = await offerOf(worker, t, PROJECT);
  await glance(worker, "worker-desk-offer-zh-CN-phone");
  await offer.getByRole("button", { name: t("desk:accept") }).click();

  await expect(pane(worker, t, "thread")).toBeVisible();
  await expect(pane(worker, t, "list")).toBeHidden();
  await expect(pane(worker, t, "info")).toBeHidden();
  await expect(messages(worker, t)).toContainText("〔手机·1〕");

  await worker.getByRole("button", { name: t("desk:pane_info"), exact: true }).click();
  await expect(pane(worker, t, "info")).toBeVisible();
  await expect(pane(worker, t, "info")).toContainText("〔手机·1〕");
  await expect(pane(worker, t, "thread")).toBeHidden();
  await glance(worker, "worker-desk-info-zh-CN-phone");

  await pane(worker, t, "info").getByRole("button", { name: t("desk:pane_thread") }).click();
  await worker.getByRole("button", { name: t("desk:back_to_list") }).click();
  await expect(pane(worker, t, "list")).toBeVisible();
  await expect(pane(worker, t, "thread")).toBeHidden();
  await glance(worker, "worker-desk-list-zh-CN-phone");

  await pane(worker, t, "list").getByRole("button", { name: t.like("desk:customer_n", { n: 1 }) }).click();
  await reply(worker, t).fill("您好，正在为您查询航班。");
  await pane(worker, t, "thread").getByRole("button", { name: t("common:send"), exact: true }).click();
  await expect(customer.turns("正在为您查询航班")).toHaveCount(1);
  await customer.look(token(), "talk", "widget:sent");
  await finish(worker, t);
  await expect(customer.dialog.getByText(t("widget:state_ended"))).toBeVisible();
  await glance(customer.page, "widget-rating-zh-CN-phone");
  await goOffline(worker, t);
});

test("where sockets do not get through, everything still arrives, and each side sees the other type", async ({ open }) => {
  test.setTimeout(240_000);
  const noSockets = (page: Page) => page.routeWebSocket(/\/api\/v1\/socket/, (socket) => void socket.close({ code: 1011 }));
  const worker = await open();
  await noSockets(worker);
  await signIn(worker, t, person("worker"));
  await worker.goto("/device");
  await enrol(worker, t);
  await worker.goto("/desk");
  await expect(worker.getByText(t("desk:link_polling"), { exact: true })).toBeVisible({ timeout: 60_000 });
  await worker.getByLabel(t("desk:presence")).selectOption("available");

  const page = await open();
  await noSockets(page);
  const customer = new Shopper(page, t);
  const streams: string[] = [];
  page.on("request", (request) => request.url().includes("/api/v1/events") && streams.push(request.url()));
  await customer.visit(token());
  await customer.openChat();
  await customer.say("想改签明天的航班");
  await (await offerOf(worker, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(worker, t)).toContainText("想改签明天的航班");
  await expect.poll(() => streams.length, { timeout: 60_000 }).toBeGreaterThan(0);

  await reply(worker, t).pressSequentially("您好，");
  await expect(customer.dialog.getByText(t("widget:typing"))).toBeVisible();
  await customer.dialog.getByRole("textbox", { name: t("widget:input") }).pressSequentially("还有");
  await expect(worker.getByText(t("desk:customer_types", { n: 1 }))).toBeVisible();
  await glance(worker, "worker-desk-typing-zh-CN-desktop");
  await reply(worker, t).fill("您好，正在为您查询改签费用。");
  await pane(worker, t, "thread").getByRole("button", { name: t("common:send"), exact: true }).click();
  await expect(customer.turns("正在为您查询改签费用")).toHaveCount(1);
  await expect(customer.dialog.getByText(t("widget:typing"))).toBeHidden();
  await finish(worker, t);
  await expect(customer.dialog.getByText(t("widget:state_ended"))).toBeVisible();
  await goOffline(worker, t);
});

test("an offer that is not answered goes to a colleague, who hands the conversation over", async ({ open }) => {
  test.setTimeout(240_000);
  const [worker, colleague] = [await open(), await open()];
  await sitDown(colleague, 1);
  await atDesk(worker);
  const customer = new Shopper(await open({ viewport: PHONE }), t);
  await customer.visit(token());
  await customer.openChat();
  await customer.say("想问一下周末的房价");
  const offer = await offerOf(worker, t, PROJECT);
  await offer.getByText(t("desk:why_me")).click();
  await expect(offer.getByText(t.like("reasons:dispatch.skill_level"))).toBeVisible();
  await glance(worker, "worker-desk-offer-why-zh-CN-desktop");
  await goOnline(colleague, t);
  await expect(worker.getByText(t("desk:told_offer_gone")).last()).toBeVisible({ timeout: 90_000 });
  await expect(offer).toBeHidden();
  await (await offerOf(colleague, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(colleague, t)).toContainText("想问一下周末的房价");
  await reply(colleague, t).fill("您好，我请同事为您查询。");
  await pane(colleague, t, "thread").getByRole("button", { name: t("common:send"), exact: true }).click();
  await expect(customer.turns("我请同事为您查询")).toHaveCount(1);

  await pane(colleague, t, "thread").getByRole("button", { name: t("desk:transfer"), exact: true }).click();
  const hand = colleague.getByRole("group", { name: t("desk:transfer"), exact: true });
  await hand.getByRole("radio").first().check();
  await glance(colleague, "worker-desk-transfer-zh-CN-desktop");
  await hand.getByRole("button", { name: t("desk:transfer_go") }).click();
  await (await offerOf(worker, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(worker, t)).toContainText("想问一下周末的房价");
  await expect(messages(worker, t)).toContainText("我请同事为您查询");
  await expect(hand).toBeHidden();
  await customer.say("周六入住");
  await expect(messages(worker, t)).toContainText("周六入住");
  await reply(worker, t).fill("您好，周六每晚四百元。");
  await pane(worker, t, "thread").getByRole("button", { name: t("common:send"), exact: true }).click();
  await expect(customer.turns("周六每晚四百元")).toHaveCount(1);
  await expect(customer.turns("我请同事为您查询")).toHaveCount(1);
  await finish(worker, t);
  await expect(customer.dialog.getByText(t("widget:state_ended"))).toBeVisible();
  await goOffline(colleague, t);
  await goOffline(worker, t);
});

test("the keyboard alone accepts, answers and ends", async ({ open }) => {
  test.setTimeout(180_000);
  const worker = await open();
  await atDesk(worker);
  const english = words("en");
  const customer = new Shopper(await open({ lang: "en", viewport: PHONE }), english);
  await customer.visit(token());
  await customer.openChat();
  await customer.say("请问酒店几点前可以免费取消？");
  await offerOf(worker, t, PROJECT);
  await look(worker, "worker-desk-offer");
  await worker.keyboard.press("Alt+a");
  await expect(reply(worker, t)).toBeFocused();
  await worker.keyboard.type("您好，入住当天下午六点前可以免费取消。");
  await worker.keyboard.press("Control+Enter");
  await expect(customer.turns("下午六点前可以免费取消")).toHaveCount(1);

  // From the reply box to the button and back, without a pointer.
  await worker.keyboard.type("还有其他可以帮您的吗？");
  const send = pane(worker, t, "thread").getByRole("button", { name: t("common:send"), exact: true });
  await worker.keyboard.press("Tab");
  await expect(send).toBeFocused();
  await worker.keyboard.press("Enter");
  await expect(customer.turns("还有其他可以帮您的吗")).toHaveCount(1);

  await customer.say("没有了，谢谢");
  await expect(messages(worker, t)).toContainText("没有了，谢谢");
  await worker.keyboard.press("Alt+c");
  await expect(reply(worker, t)).toBeFocused();
  await worker.keyboard.press("Alt+w");
  const wrap = worker.getByRole("form", { name: t("desk:wrap_up") });
  await expect(wrap).toBeVisible();
  const resolved = wrap.getByRole("radio", { name: t("desk:wrap_resolved") });
  for (let n = 0; n < 40 && !(await resolved.evaluate((box) => box === document.activeElement)); n++) await worker.keyboard.press("Tab");
  await worker.keyboard.press("Space");
  await expect(resolved).toBeChecked();
  const go = wrap.getByRole("button", { name: t("desk:wrap_go") });
  for (let n = 0; n < 10 && !(await go.evaluate((button) => button === document.activeElement)); n++) await worker.keyboard.press("Tab");
  await worker.keyboard.press("Enter");
  await expect(wrap).toBeHidden();
  await expect(customer.dialog.getByText(english("widget:rate"))).toBeVisible();
  await glance(customer.page, "widget-rating-en-phone");
  await goOffline(worker, t);
});

/** Sockets of a page that can be cut after a message left and before its answer came. */
async function cuttable(page: Page): Promise<{ cutAfterSend: () => void; cuts: () => number }> {
  let isArmed = false;
  let count = 0;
  await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
    const server = socket.connectToServer();
    let isCut = false;
    socket.onMessage((message) => {
      server.send(message);
      if (isArmed && String(message).includes("message.send")) {
        isArmed = false;
        isCut = true;
        count += 1;
        // The server has it and answers; nobody is there to hear.
        void socket.close({ code: 1011, reason: "cut" });
      }
    });
    server.onMessage((message) => {
      if (!isCut) socket.send(message);
    });
  });
  return { cutAfterSend: () => void (isArmed = true), cuts: () => count };
}

test("a message sent while the network goes away arrives exactly once", async ({ open }) => {
  test.setTimeout(240_000);
  const worker = await open();
  const workerLine = await cuttable(worker);
  await atDesk(worker);
  const customer = new Shopper(await open(), t);
  const customerLine = await cuttable(customer.page);
  await customer.visit(token());
  await customer.openChat();
  await customer.say("我要改签");
  const offer = await offerOf(worker, t, PROJECT);
  await offer.getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(worker, t)).toContainText("我要改签");
  const mine = (text: string) => messages(worker, t).getByRole("article").filter({ hasText: text });
  const id = fresh();

  await test.step("the answer to the customer's message is lost", async () => {
    customerLine.cutAfterSend();
    await customer.say(`第一件 ${id}`);
    await expect(mine(`第一件 ${id}`)).toHaveCount(1);
    await expect(customer.turns(`第一件 ${id}`).locator("..").getByText(t("widget:sent"))).toBeVisible({ timeout: 40_000 });
    expect(customerLine.cuts()).toBe(1);
    await expect(customer.turns(`第一件 ${id}`)).toHaveCount(1);
  });

  await test.step("the customer has no network at all for a while", async () => {
    await customer.page.context().setOffline(true);
    await customer.say(`第二件 ${id}`);
    await expect(customer.turns(`第二件 ${id}`)).toHaveCount(1);
    await customer.page.context().setOffline(false);
    await expect(mine(`第二件 ${id}`)).toHaveCount(1, { timeout: 40_000 });
  });

  await test.step("the answer to the worker's message is lost", async () => {
    workerLine.cutAfterSend();
    await reply(worker, t).fill(`改签已提交 ${id}`);
    await reply(worker, t).press("Enter");
    await expect(mine(`改签已提交 ${id}`)).toContainText(t("common:send_sent"), { timeout: 40_000 });
    expect(workerLine.cuts()).toBe(1);
    await expect(mine(`改签已提交 ${id}`)).toHaveCount(1);
    await expect(customer.turns(`改签已提交 ${id}`)).toHaveCount(1);
  });

  await test.step("the worker has no network at all for a while", async () => {
    await worker.context().setOffline(true);
    await reply(worker, t).fill(`请稍等 ${id}`);
    await reply(worker, t).press("Enter");
    await expect(mine(`请稍等 ${id}`)).toHaveCount(1);
    await worker.context().setOffline(false);
    await expect(mine(`请稍等 ${id}`)).toContainText(t("common:send_sent"), { timeout: 40_000 });
    await expect(customer.turns(`请稍等 ${id}`)).toHaveCount(1);
  });

  await test.step("both sides agree after a reload", async () => {
    await worker.reload();
    await pane(worker, t, "list").getByRole("button", { name: t.like("desk:customer_n", { n: 1 }) }).click();
    for (const text of ["第一件", "第二件", "改签已提交", "请稍等"]) await expect(mine(`${text} ${id}`)).toHaveCount(1);
    await customer.page.reload();
    await customer.openChat();
    for (const text of ["第一件", "第二件", "改签已提交", "请稍等"]) await expect(customer.turns(`${text} ${id}`)).toHaveCount(1);
  });
  await finish(worker, t);
  await goOffline(worker, t);
});

test("a worker compares, calls and looks at a value for a purpose, and it is covered again", async ({ open }) => {
  test.setTimeout(180_000);
  const worker = await open();
  const told = overhear(worker);
  await atDesk(worker);
  const customer = new Shopper(await open({ viewport: PHONE }), t);
  await customer.visit(token());
  await customer.openChat();
  await customer.say("想改签机票，电话13970416285");
  const offer = await offerOf(worker, t, PROJECT);
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
  await finish(worker, t);
  await goOffline(worker, t);
});

test("a supervisor listens in, whispers, takes over and answers", async ({ open }) => {
  test.setTimeout(240_000);
  const worker = await open();
  await atDesk(worker);
  const customer = new Shopper(await open({ viewport: PHONE }), t);
  await customer.visit(token());
  await customer.openChat();
  await customer.say("行程单能开吗，电话13912345678");
  await (await offerOf(worker, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(worker, t)).toContainText("行程单能开吗");

  const boss = await open();
  await boss.goto("/console/sign-in");
  await signIn(boss, t, person("admin"));
  await boss.goto("/console/tasks?state=assigned");
  await boss.getByRole("main").getByRole("table").getByRole("link").first().click();
  await expect(boss.getByText("行程单能开吗")).toBeVisible();
  await test.step("listens in: the worker is told", async () => {
    await boss.getByRole("button", { name: t("console:listen_in") }).click();
    await expect(boss.getByRole("button", { name: t("console:listening") })).toBeDisabled();
  });
  await test.step("whispers: the worker sees it, the customer does not", async () => {
    await boss.getByLabel(t("console:whisper")).fill("可以开电子行程单");
    await look(boss, "console-supervise");
    await boss.getByRole("button", { name: t("console:whisper_go") }).click();
    await expect(pane(worker, t, "thread").getByText("可以开电子行程单")).toBeVisible();
    await glance(worker, "worker-desk-whisper-zh-CN-desktop");
    await expect(customer.turns("可以开电子行程单")).toHaveCount(0);
  });
  await test.step("takes over and answers; the worker is free", async () => {
    await boss.getByRole("button", { name: t("console:take_over") }).click();
    await boss.getByLabel(t("console:answer")).fill("您好，电子行程单已为您开具。");
    await glance(boss, "console-taken-over-zh-CN-desktop");
    await boss.getByRole("button", { name: t("console:answer_go") }).click();
    await expect(customer.turns("电子行程单已为您开具")).toHaveCount(1);
    await expect(worker.getByText(t("desk:waiting_offer"))).toBeVisible();
    await boss.getByRole("button", { name: t("console:end_conversation") }).click();
    await expect(customer.dialog.getByText(t("widget:state_ended"))).toBeVisible();
  });
  await goOffline(worker, t);
});

guard();
machine();
quality();
attacks();
