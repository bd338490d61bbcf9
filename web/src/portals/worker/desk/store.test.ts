import { afterEach, describe, expect, it, vi } from "vitest";
import * as client from "@/api/client";
import { Problem } from "@/api/errors";
import type { Message } from "@/api/types";
import { DeskStore, merge, verdictOf } from "./store";

const message = (seq: number, id = `m${seq}`): Message => ({ id, seq, from: "customer", text: `t${seq}`, at: "2026-11-20T00:00:00Z", state: "sent" });

const offer = { id: "o", task_id: "t", project_name: "p", skill: "s", expires_at: "2026-11-20T00:00:20Z", why: [], pay: { minor: 1, currency: "CNY" } };

describe("desk store", () => {
  afterEach(() => vi.restoreAllMocks());

  it("merges messages by id and orders them", () => {
    expect(merge([message(1), message(3)], [message(2), message(3)]).map((each) => each.seq)).toEqual([1, 2, 3]);
  });

  it("reads the verdict out of a refusal", () => {
    const block = new Problem({ status: 422, code: "draft_blocked", errors: [{ field: "text[3..7]", code: "pii.phone", detail: "a phone number \u2192 use the token" }] });
    expect(verdictOf(block)).toEqual({ outcome: "block", hits: [{ rule: "pii.phone", class: "pii_leak", outcome: "block", start: 3, end: 7, why: "a phone number", suggestion: "use the token" }] });
    const warn = new Problem({ status: 422, code: "draft_blocked", errors: [{ field: "override_reason", code: "required", detail: "" }] });
    expect(verdictOf(warn)?.outcome).toBe("warn");
    expect(verdictOf(new Problem({ status: 409, code: "conversation_closed" }))).toBeUndefined();
  });

  it("applies offers once and takes them away", () => {
    const told: string[] = [];
    const store = new DeskStore((key) => told.push(key));
    store.onEvent({ t: "event", seq: 1, kind: "offer", body: offer, at: "" });
    store.onEvent({ t: "event", seq: 1, kind: "offer", body: offer, at: "" });
    expect(store.now().offers).toHaveLength(1);
    store.onEvent({ t: "event", seq: 2, kind: "offer.gone", body: { id: "o", reason: "timeout" }, at: "" });
    expect(store.now().offers).toHaveLength(0);
    expect(told).toEqual(["told_offer", "told_offer_gone"]);
  });

  it("keeps an offer that came while an older snapshot was on its way", async () => {
    const answers: ((desk: object) => void)[] = [];
    vi.spyOn(client, "get").mockImplementation(() => new Promise((resolve) => answers.push((desk) => resolve(desk as never))));
    const store = new DeskStore(() => undefined);
    const first = store.refresh();
    store.onEvent({ t: "event", seq: 6, kind: "offer", body: offer, at: "" });
    store.onEvent({ t: "event", seq: 7, kind: "offer", body: { ...offer, id: "gone" }, at: "" });
    store.onEvent({ t: "event", seq: 8, kind: "offer.gone", body: { id: "gone", reason: "timeout" }, at: "" });
    const desk = (seq: number, offers: object[]) => ({ epoch: "e", seq, presence: { state: "available" }, offers, conversations: [], blockers: [] });
    answers[0]?.(desk(5, [{ ...offer, id: "older" }]));
    await first;
    expect(store.now().offers.map((each) => each.id)).toEqual(["older", "o"]);
    const later = store.refresh();
    answers[1]?.(desk(9, []));
    await later;
    expect(store.now().offers).toEqual([]);
  });
});
