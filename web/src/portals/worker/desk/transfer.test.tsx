/** Handing a conversation over: to a queue or to a colleague, who is known by a number only. */
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { accept } from "@/api/session";
import { setLocale, startI18n } from "@/i18n";
import Transfer from "./transfer";

const worker = "0193a5b0-0000-7000-8000-00000012ab34";
let sent: unknown[];

beforeAll(async () => {
  vi.stubGlobal("fetch", (async (input, init) => {
    const path = String(input).replace(/^.*\/api\/v1/, "");
    if (path === "/tasks/k1/queues") return Response.json({ items: ["ecommerce.after_sale", "travel.booking"] });
    if (path === "/tasks/k1/colleagues") return Response.json({ items: [{ worker, number: "12ab34", level: 3, idle_since: new Date(Date.now() - 190_000).toISOString() }] });
    sent.push([init?.method, path, JSON.parse(String(init?.body))]);
    return Response.json({ task_id: "k2" });
  }) satisfies typeof fetch);
  await startI18n(["common", "errors", "desk"]);
}, 60_000);
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  sent = [];
  accept({ access_token: "t", expires_in: 300, account: { id: "w1", role: "worker" } as never });
});
afterEach(cleanup);

describe.each([
  ["en", "Colleague 12ab34, free for 3 min"],
  ["zh-CN", "同事 12ab34，已空闲 3 分钟"],
] as const)("in %s", (language, name) => {
  beforeAll(() => setLocale(language));
  it("asks the colleague who was picked", async () => {
    render(<Transfer task="k1" onClose={() => undefined} />);
    fireEvent.click(await screen.findByLabelText(name));
    const [go] = screen.getAllByRole("button");
    fireEvent.click(go as HTMLElement);
    await waitFor(() => expect(sent).toEqual([["POST", "/tasks/k1/transfer", { to_worker: worker }]]));
    await screen.findByRole("status");
  });
  it("asks a queue, and nobody before one is picked", async () => {
    render(<Transfer task="k1" onClose={() => undefined} />);
    const queues = await screen.findAllByRole("radio");
    expect(queues).toHaveLength(3);
    const [go] = screen.getAllByRole("button");
    fireEvent.click(go as HTMLElement);
    expect(sent).toEqual([]);
    fireEvent.click(queues[1] as HTMLElement);
    fireEvent.click(go as HTMLElement);
    await waitFor(() => expect(sent).toEqual([["POST", "/tasks/k1/transfer", { to_queue: "travel.booking" }]]));
  });
});
