import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../../src/i18n/en/widget.json";
import zh from "../../src/i18n/zh-CN/widget.json";
import { TideChat } from "../src/tide-chat";
import { FakeServer, FakeSocket } from "./fake-server";

if (!customElements.get("tide-chat")) customElements.define("tide-chat", TideChat);

let server: FakeServer;
const wait = (ms = 300) => vi.advanceTimersByTimeAsync(ms);

function chat(ask: string[] = []) {
  const element = new TideChat();
  element.begin({ base: "http://shop.example", token: "w", locale: "en", ask });
  document.body.append(element);
  const root = element.shadowRoot as ShadowRoot;
  const find = <T extends HTMLElement>(what: string) => root.querySelector<T>(what) as T;
  return {
    element,
    find,
    box: () => find<HTMLTextAreaElement>(`textarea[aria-label="${en.input}"]`),
    press: (init: KeyboardEventInit) => find(`textarea[aria-label="${en.input}"]`).dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init })),
    log: () => [...root.querySelectorAll(".log .m")].map((row) => row.textContent ?? ""),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer(Math.random);
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal(
    "WebSocket",
    class extends FakeSocket {
      constructor() {
        super(server);
      }
    },
  );
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the chat", () => {
  it("asks nothing of the server before it is opened", async () => {
    const it = chat();
    await wait();
    expect(server.requests).toEqual([]);
    expect(it.find(".launch").getAttribute("aria-label")).toBe(en.open);
    it.element.open();
    await wait();
    expect(server.requests.length).toBeGreaterThan(0);
    expect(it.find(".box").hidden).toBe(false);
  });

  it("sends with Enter, but not while an input method composes, nor with Shift", async () => {
    const it = chat();
    it.element.open();
    await wait();
    it.box().value = "ni hao";
    it.press({ key: "Enter", isComposing: true });
    it.press({ key: "Enter", keyCode: 229 });
    it.press({ key: "Enter", shiftKey: true });
    await wait();
    expect(server.messages).toEqual([]);
    it.press({ key: "Enter" });
    await wait();
    expect(server.messages.map((m) => m.text)).toEqual(["ni hao"]);
    expect(it.log()).toHaveLength(1);
    expect(it.log()[0]).toContain("ni hao");
    expect(it.box().value).toBe("");
  });

  it("tells who is there, says system codes in words, and counts what was missed", async () => {
    const it = chat();
    it.element.open();
    await wait();
    it.box().value = "hi";
    it.press({ key: "Enter" });
    await wait();
    expect(it.find(".head .state").textContent).toBe(en.state_waiting);
    server.push("conversation", { ...server.conversation, state: "serving", agent: { name: "A1" } });
    server.say("system", "agent_joined");
    await wait();
    expect(it.find(".head .state").textContent).toBe("Agent A1 is here");
    expect(it.log().at(-1)).toContain(en.system_agent_joined);
    it.element.minimise();
    server.say("worker", "one");
    server.say("worker", "<b>two</b>");
    await wait();
    expect(it.find(".launch").getAttribute("aria-label")).toBe("Chat with us, 2 unread messages");
    it.element.open();
    expect(it.log().at(-1)).toContain("<b>two</b>");
    expect(it.find(".log b")).toBeNull();
  });

  it("asks what it was told to ask, then starts", async () => {
    const it = chat(["name", "phone", "secret"]);
    it.element.open();
    await wait();
    expect(server.requests).toEqual([]);
    const fields = [...it.find(".pre").querySelectorAll("input")].map((input) => input.name);
    expect(fields).toEqual(["name", "phone"]);
    it.find<HTMLInputElement>('input[name="phone"]').value = "13812345678";
    it.find(".pre").dispatchEvent(new Event("submit", { cancelable: true }));
    await wait();
    expect(server.requests[0]?.body).toMatchObject({ known: { phone: "13812345678" } });
  });

  it("is rated after it ended, and starts over", async () => {
    const it = chat();
    it.element.open();
    await wait();
    it.box().value = "hi";
    it.press({ key: "Enter" });
    await wait();
    server.push("conversation", { ...server.conversation, state: "closed" });
    await wait();
    const stars = [...it.element.shadowRoot!.querySelectorAll<HTMLInputElement>('input[type="radio"]')];
    expect(stars.map((star) => star.getAttribute("aria-label"))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} out of 5 stars`));
    const form = stars[0]?.closest("form") as HTMLFormElement;
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    expect(form.textContent).toContain(en.rate_pick);
    stars[3]?.dispatchEvent(new Event("change"));
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await wait();
    expect(server.conversation?.rating).toBe(4);
    expect(form.textContent).toContain(en.rate_thanks);
    [...form.querySelectorAll("button")].find((button) => button.textContent === en.again)?.click();
    expect(it.log()).toEqual([]);
  });
});

describe("the customer's own data", () => {
  const opened = async () => {
    const it = chat();
    it.element.open();
    await wait();
    const root = it.element.shadowRoot as ShadowRoot;
    const button = (text: string) => [...root.querySelectorAll("button")].find((one) => one.textContent === text) as HTMLButtonElement;
    const own = () => it.find(".own");
    const note = () => own().querySelector("[role=status]")?.textContent?.trim();
    const asked = () => server.requests.filter(({ path }) => path.startsWith("/widget/e"));
    return { ...it, root, button, own, note, asked };
  };

  it("asks nothing before it is opened, and gives the way back", async () => {
    const it = await opened();
    expect(it.asked()).toEqual([]);
    expect(it.own().hidden).toBe(true);
    it.button(en.own).click();
    await wait();
    expect(it.asked().map(({ method }) => method)).toEqual(["GET", "GET"]);
    expect([it.own().hidden, it.find(".log").hidden]).toEqual([false, true]);
    expect(it.root.activeElement?.textContent).toBe(en.own);
    it.button(en.log).click();
    expect([it.own().hidden, it.find(".log").hidden]).toEqual([true, false]);
    await wait(20_000);
    expect(it.asked()).toHaveLength(2);
  });

  it("makes a copy, shows how far it is, and saves its files", async () => {
    const urls = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
    const it = await opened();
    it.button(en.own).click();
    await wait();
    it.button(en.own_copy_ask).click();
    it.button(en.own_copy_ask).click();
    await wait();
    expect(it.own().textContent).toContain("Being made: 0/9");
    expect(it.button(en.own_save).hidden).toBe(true);
    it.button(en.own_copy_ask).click();
    await wait();
    expect(it.asked().filter(({ method }) => method === "POST")).toHaveLength(1);
    server.copies = [{ id: "x1", state: "ready", done: 9, total: 9, parts: 2 }];
    await wait(5_000);
    expect(it.own().textContent).not.toContain("Being made");
    expect(it.button(en.own_save).hidden).toBe(false);
    it.button(en.own_save).click();
    await wait();
    expect(it.asked().slice(-2).map(({ path }) => path)).toEqual([1, 2].map((part) => `/widget/exports/x1/files/${part}`));
    expect(urls).toHaveBeenCalledTimes(2);
    const before = it.asked().length;
    await wait(20_000);
    expect(it.asked()).toHaveLength(before);
  });

  it("erases only behind the words that it cannot be undone, says what it waits for, and forgets who it was", async () => {
    const it = await opened();
    it.box().value = "hi";
    it.press({ key: "Enter" });
    await wait();
    it.button(en.own).click();
    await wait();
    const details = it.own().querySelector("details") as HTMLDetailsElement;
    expect(details.open).toBe(false);
    expect(details.textContent).toContain(en.own_sure);
    expect(it.asked().filter(({ method }) => method === "POST")).toEqual([]);
    it.button(en.own_yes).click();
    it.button(en.own_yes).click();
    await wait();
    expect(it.asked().filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(it.own().textContent).toContain(en.own_waits.replace("{id}", "e1"));
    expect(details.hidden).toBe(true);
    expect(it.root.activeElement?.textContent).toBe(en.own);
    expect(localStorage.getItem("tide:w:id")).toBe("s");

    server.erasure = { id: "e1", state: "done", blocked: [] };
    [server.conversation, server.messages] = [null, []];
    await wait(5_000);
    expect(it.own().textContent).toContain(en.own_done.replace("{id}", "e1"));
    expect(localStorage.getItem("tide:w:id")).toBeNull();
    it.button(en.log).click();
    expect(it.log()).toEqual([]);
    it.box().value = "new here";
    it.press({ key: "Enter" });
    await wait(1_000);
    expect(server.requests.findLast(({ path }) => path === "/widget/sessions")?.body).not.toHaveProperty("visitor_secret");
    expect(it.log().join()).toContain("new here");
  });

  it("shows a refusal and leaves everything as it was", async () => {
    const it = await opened();
    it.button(en.own).click();
    await wait();
    server.ownProblem = { status: 429, code: "rate_limited", title: "Too often", detail: "three copies a day" };
    it.button(en.own_copy_ask).click();
    await wait();
    expect(it.note()).toBe("Too often: three copies a day");
    expect(server.copies).toEqual([]);
    it.button(en.own_copy_ask).click();
    await wait();
    expect(it.note()).toBe("Being made: 0/9");
    expect(server.copies).toHaveLength(1);
  });
});

it("has its words in the same order in both languages, for they are read by place", () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh));
});
