import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../../src/i18n/en/widget.json";
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
