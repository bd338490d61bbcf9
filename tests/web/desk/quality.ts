/** Quality as people meet it: a held draft, a warning overridden, the inbox worked through by keyboard. */
import type { Locator } from "@playwright/test";
import { look } from "../fixtures/a11y";
import { notes, person } from "../fixtures/demo";
import { finish, goOffline, goOnline, messages, offerOf, pane, reply, Shopper } from "../fixtures/desk";
import { door, enrol, signIn } from "../fixtures/people";
import { expect, PHONE, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");

/** Declares the journey; the file that owns the seeded worker calls it. */
export function quality(): void {
  test("a draft is held, a warning overridden, and the administrator finds it by keyboard", async ({ open }) => {
    test.setTimeout(300_000);
    const worker = await open();
    await signIn(worker, t, person("worker"));
    await worker.goto("/device");
    await enrol(worker, t);
    await worker.goto("/desk");
    await goOnline(worker, t);
    const customer = new Shopper(await open({ viewport: PHONE }), t);
    await customer.visit(notes().widget_tokens[1] ?? "");
    await customer.openChat();
    await customer.say("我的机票什么时候出票");
    const offer = await offerOf(worker, t, "机票酒店预订");
    await offer.getByRole("button", { name: t("desk:accept") }).click();
    await expect(messages(worker, t)).toContainText("我的机票什么时候出票");
    const thread = pane(worker, t, "thread");
    const reopen = async () => {
      await worker.reload();
      await pane(worker, t, "list").getByRole("button").filter({ hasText: "机票酒店预订" }).first().click();
      await expect(reply(worker, t)).toBeVisible();
    };
    const send = async (text: string) => {
      await reply(worker, t).fill(text);
      await reply(worker, t).press("Enter");
    };

    await test.step("a bad draft is marked while it is typed, with a better one", async () => {
      await reply(worker, t).fill("您加我微信聊，更快");
      await expect(thread.getByText("不得引导客户到平台以外联系或付款").first()).toBeVisible();
      await look(worker, "worker-desk-draft");
    });
    await test.step("sent all the same, it is held and says why", async () => {
      await reply(worker, t).press("Enter");
      const held = thread.getByRole("group", { name: t("desk:held_why") });
      await expect(held).toBeVisible();
      await expect(held.getByRole("button", { name: t("desk:use_suggestion") })).toBeVisible();
      await held.getByRole("button", { name: t("desk:discard") }).click();
    });
    await test.step("a warning is overridden with a reason, in one click", async () => {
      await send("我保证明天一定出票");
      const held = thread.getByRole("group", { name: t("desk:held_why") });
      await expect(held.getByRole("button", { name: t("desk:discard") }), "what can be done about it is in sight").toBeInViewport();
      await look(worker, "worker-desk-warned");
      await held.getByRole("button", { name: t("desk:send_because", { reason: t("desk:override_agreed") }) }).click();
      await expect(held).toBeHidden();
      await expect(messages(worker, t)).toContainText("我保证明天一定出票");
    });
    // A first threat is the worker's to answer; the second one reaches a human.
    await customer.say("再不出票我就打12315投诉你们");
    await customer.say("我已经打了12315，明天还要去曝光");

    const admin = await open();
    await signIn(admin, t, person("admin"));
    await door(admin, t, "console:nav.inbox").click();
    await expect(admin.getByRole("heading", { name: t("admin:inbox.title"), level: 1 })).toBeVisible();
    const list = admin.getByRole("list", { name: t("admin:inbox.title") });
    // Simulated people are at it too: their causes may stand above and between.
    const [escalation, override] = [t("admin:inbox.cause_escalation"), t("admin:inbox.cause_override")].map((name) => list.getByRole("button", { name }).first());
    await test.step("one line per worker and cause, the graver first, with the words in it", async () => {
      await expect(escalation).toBeVisible();
      await expect(override).toBeVisible();
      const below = await override.elementHandle();
      const after = await escalation.evaluate((line, other) => Boolean(other && line.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING), below);
      expect(after, "the escalation stands above the override").toBe(true);
      await expect(list).toContainText("我保证明天一定出票");
      await look(admin, "admin-inbox");
    });
    await test.step("by keyboard: down, open, pick, handle", async () => {
      const down = async (to: Locator) => {
        for (let step = 0; step < 40 && !(await to.evaluate((line) => line === document.activeElement)); step += 1) await admin.keyboard.press("j");
        await expect(to).toBeFocused();
      };
      await escalation.focus();
      await admin.keyboard.press("x");
      await down(override);
      await admin.keyboard.press("Enter");
      await expect(list).toContainText(t("desk:override_agreed"));
      await look(admin, "admin-inbox-open");
      await admin.keyboard.press("x");
      await expect(list.getByRole("checkbox", { checked: true })).toHaveCount(2);
      await admin.keyboard.press("c");
      await expect(list.getByRole("button", { name: t("admin:inbox.cause_override") })).toHaveCount(0);
      await admin.getByLabel(t("admin:inbox.show"), { exact: true }).selectOption("done");
      await expect(admin.getByText(t("admin:inbox.outcome_coached")).first()).toBeVisible();
      await admin.getByLabel(t("admin:inbox.show"), { exact: true }).selectOption("");
    });
    await test.step("patrol is taken out of service: the desk says what holds, and everything is flagged", async () => {
      await admin.getByLabel(t("admin:inbox.engine_reason")).fill("演练");
      await admin.getByRole("button", { name: t("admin:inbox.engine_out") }).click();
      await expect(admin.getByText(t("admin:inbox.engine_down"))).toBeVisible();
      await reopen();
      await expect(worker.getByText(t("desk:patrol_open"))).toBeVisible();
      await look(worker, "worker-desk-unjudged");
      await send("您好，已经为您催过了");
      await expect(messages(worker, t)).toContainText("您好，已经为您催过了");
      await expect(list.getByRole("button", { name: t("admin:inbox.cause_unjudged") })).toBeVisible();
      await admin.getByLabel(t("admin:inbox.engine_reason")).fill("演练结束");
      await admin.getByRole("button", { name: t("admin:inbox.engine_back") }).click();
      await expect(admin.getByText(t("admin:inbox.engine_up"))).toBeVisible();
    });

    await test.step("the conversation is over and evaluated", async () => {
      await reopen();
      await finish(worker, t);
      await door(admin, t, "console:nav.quality").click();
      await expect(admin.getByRole("table", { name: t("console:evaluation.list") }).getByRole("row").nth(1)).toBeVisible();
      await admin.getByRole("button", { name: t.like("console:evaluation.look") }).first().click();
      await expect(admin.getByRole("table", { name: t("console:evaluation.items") })).toContainText("首次响应");
      await look(admin, "admin-quality");
    });
    await goOffline(worker, t);

    await test.step("the worker contests the warning, and a case is open", async () => {
      await worker.goto("/me?tab=evaluations");
      await worker.getByText(t("me:contest"), { exact: true }).first().click();
      const form = worker.getByRole("form", { name: t("me:contest") });
      const warned = form.getByRole("option", { name: t.like("me:contest_warned") });
      await form.getByLabel(t("me:contest_what")).selectOption((await warned.getAttribute("value")) ?? "");
      await look(worker, "worker-contest");
      await form.getByLabel(t("me:contest_words")).fill("仓库当面确认过，已有单号");
      await form.getByRole("button", { name: t("me:contest_send") }).click();
      await expect(worker.getByText(t.like("me:contest_warned")).first()).toBeVisible();
      await expect(worker.getByText(t("me:contest_open"), { exact: true })).toBeVisible();
    });
  });
}
