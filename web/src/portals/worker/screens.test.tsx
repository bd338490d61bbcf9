/** Every public and worker screen, drawn in both languages from one set of answers: one h1, no missing word, no raw code. */
import { render, screen, waitFor } from "@testing-library/react";
import { Suspense } from "react";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { accept } from "@/api/session";
import { queries } from "@/app/queries";
import { WorkRouter } from "@/app/router";
import { i18next, setLocale, startI18n } from "@/i18n";

const at = "2026-11-20T08:00:00Z";
const later = "2099-01-01T00:00:00Z";
const money = (minor: number) => ({ minor, currency: "CNY" });
const question = { id: "q", text: "Q?", options: [{ id: "a", text: "A" }, { id: "b", text: "B" }] };
const certificate = { id: "c1", skill: "ecommerce.after_sale", level: 1, state: "valid", issued_at: at, expires_at: later, evidence_hash: "ab", live_at: at, live: true };
const me = {
  id: "w1", name: "Lin", email_masked: "l***@example.org", role: "worker", tenant: { id: "t", name: "T" }, locale: "zh-CN",
  posture: { level: 1, expires_at: later },
  consents: ["service_terms", "identity_check", "interview_recording", "automated_scoring", "device_attestation", "camera_guard", "typing_rhythm", "marketing_mail"].map((purpose) => ({ purpose, version: "1", granted: purpose !== "marketing_mail", required: !["camera_guard", "typing_rhythm", "marketing_mail"].includes(purpose) })),
};
const conversation = { id: "v1", task_id: "k1", project_name: "Shop", state: "serving", unread: 1, last_at: at, waiting_since: at };
const kase = { id: "q1", kind: "rejection", subject: "w1", ref_kind: "earning", ref_id: "e1", state: "noticed", opened_at: at, answer_by: later, decide_by: null, outcome: null, resolved_by: null, resolved_at: null };
const line = (kind: string, facts: object) => ({ id: kind, kind, day: "2026-11-20", amount_minor: 10, project: null, decision: null, policy_hash: "", facts });
const page = (items: unknown[]) => ({ items, next: null });
const ANSWERS: Record<string, unknown> = {
  "/boot": { name: "Tidecrew", version: "1", locales: ["zh-CN", "en"], demo: true },
  "/me": me,
  "/applications/mine": { id: "a1", state: "admitted", vetting: { state: "passed", questions: [question], answers: {} } },
  "/interviews/mine": { id: "i1", state: "open", seed: 1, parts: [{ kind: "typing", state: "done", text: "x", seconds: 90 }, { kind: "read_aloud", state: "done", text: "x", max_seconds: 60 }, { kind: "dialogue", state: "done", scenario: { title: "x", brief: "x" }, turns: [], done: true }, { kind: "security", state: "open", round: 2, questions: [question] }] },
  "/interviews/mine/report": { state: "admitted", outcome: "advance", partial: false, voice: { total: 80, max: 100, outcome: "advance" }, may_appeal: true, retake_at: at, contested: { case: "q1", kind: "interview", state: "open", decide_by: later }, transcripts: [{ part: "talk", text: "hi", words: [{ text: "hi", from_ms: 0, to_ms: 10 }], confidence_pm: 900 }], total: 80, max: 100, decision_id: "d1", decided_at: at, reasons: ["typing.cpm", "typing.accuracy", "dialogue.slots", "dialogue.verification", "dialogue.resolution", "dialogue.compliance", "dialogue.courtesy", "security.items", "speech.segments", "speech.passage", "mandarin.band", "talk.flow", "talk.subjects", "speech.confidence"].map((code) => ({ code, params: { value: 1, n: 3 }, points: 5, max: 10 })) },
  "/skills": { items: [{ code: "ecommerce.after_sale", name_zh: "\u7535\u5546", name_en: "Shop", minutes: 45, state: "certified", certificate }] },
  "/certificates/mine": { items: [certificate] },
  "/courses/ecommerce.after_sale": { skill: "ecommerce.after_sale", title: "Course", lessons: [{ n: 1, title: "One", body_markdown: "## A\n- b", quiz: [question], done: true }], exam: { questions: 10, pass_percent: 80, minutes: 15, attempts_left: 3, scenarios_left: 1 } },
  "/test-calls/mine": { items: [{ id: "tc", skill: "ecommerce.after_sale", state: "passed", part: "candidate", lines: [], rubric: [], reasons: [{ code: "test_call.item", params: { topic: "greeting" }, points: 4, max: 4 }, { code: "test_call.sheets", params: { passing: 2, of: 2, passed: true } }], asked_at: at }] },
  "/test-calls/duties": { items: [{ id: "td", skill: "ecommerce.after_sale", state: "scoring", part: "scorer", lines: [], rubric: [], reasons: [], asked_at: at }] },
  "/evaluations": {
    items: [{ conversation_id: "c1", project_id: "p1", worker_id: "w", form_id: "service-base", form_hash: "h", score: 64, result: "failed", items: [{ id: "first_reply", state: "missed", points: 0, of: 15, evidence: [] }], evidence: {}, closed_at: at }],
    next: null,
    form: { id: "service-base", hash: "h", pass: 70, sample: 5, items: [{ id: "first_reply", zh: "首次响应", en: "First reply", points: 15, human: false }] },
  },
  "/me/passkeys": { items: [{ id: "p", label: "Key", created_at: at, last_used_at: null }] },
  "/me/devices": { items: [{ id: "d1", kind: "key", label: "Key", model: "YubiKey 5", created_at: at }] },
  "/me/posture": { session_id: "s", posture: { level: 1, expires_at: later }, claims: ["passkey"], missing: ["bound_key"] },
  "/me/sessions": { items: [{ id: "s", device: "Chrome", created_at: at, seen_at: at, expires_at: later, posture: me.posture, current: true }] },
  "/me/exports": page([{ id: "x1", kind: "person", subject_id: "w1", asked_by_id: "w1", state: "ready", done: 9, total: 9, rows: 30, bytes: 900, parts: 1, created_at: at, ready_at: at, expires_at: later }]),
  "/me/erasure": { asked: null, blocked: [{ reason: "open_money", table: "earning", rows: 1 }], kept: [{ table: "earning", class: "money", rows: 3, law: "money", why: "x", until: later }], grace_days: 7 },
  "/me/notifications": page([{ id: "n", kind: "certificate", params: { state: "issued" }, created_at: at }]),
  "/me/notification-settings": { items: ["interview_result", "certificate", "offer_missed", "appeal", "statement", "security"].map((kind) => ({ kind, mail: true, in_product: true })) },
  "/decisions": page([{ id: "d", kind: "exam.score", policy_id: "p", policy_hash: "0123456789ab", engine: "e", outcome: {}, reasons: [{ code: "exam.topic", params: { topic: "verify", right: 1, of: 2 }, points: 1, max: 2 }], at }]),
  "/earnings": { today: money(340), period: money(340), pieces: 1, lines: page([{ id: "e1", task_id: "k1", project_name: "Shop", at, amount: money(340), formula: { price_minor: 400, fee_bp: 1500, quality_bp: 10000, text: "" }, state: "accrued" }]) },
  "/earnings/e1": { id: "e1", task_id: "k1", project_name: "Shop", at, amount: money(340), formula: { price_minor: 400, fee_bp: 1500, quality_bp: 10000, text: "" }, state: "accrued", entries: [{ id: "x", debit: "2015", credit: "2020", amount: money(340), at }] },
  "/statements": page([{ id: "s1", period: "2026-11", gross: money(680000), held: money(0), tax: money(1320), net: money(678680), at }]),
  "/statements/s1": { id: "s1", period: "2026-11", gross: money(680000), held: money(0), tax: money(1320), net: money(678680), at, lines: [{ earning: "e1", day: "2026-11-20", amount_minor: 340, formula: { price_minor: 400, fee_bp: 1500, quality_bp: 10000, text: "" } }], adjustments: [line("quality", { score_bp: 9500, sample: 40 }), line("floor", { earned_minor: 100 })], recovered: money(0), tax_working: { rule: "cn-iit-platform", policy_hash: "0123456789abcdef", step: { months: 1, cumulative_income: 680000, base: 44000, rate_bp: 300, quick: 0, cumulative_tax: 1320, withheld_before: 0, tax: 1320 } }, document: {} },
  "/earnings/month": { period: "2026-11", pieces: 1, pieces_pay: money(340), adjustments: ["standby", "held", "released", "interest", "back_pay", "rejudged"].map((kind) => line(kind, { case: "q1", idle_s: 600, milli: 41666, claimed_minor: 50, period: "2026-10" })), pay: money(900), engaged_s: 5400, idle_s: 1800, per_paid_hour: money(600), per_online_hour: money(450), days: { p10: 400, median: 500, p90: 700 }, accrued: money(340), payable: money(0), held: [{ case_id: "q1", earning_id: "e1", kind: "rejection", amount: money(85), since: at }], next_close: "2026-12-04" },
  "/cases": page([kase]),
  "/cases/q1": { ...kase, evidence: { earning: "e1", day: "2026-11-20", amount_minor: 85, contested_minor: 85, steps: 1, seconds: 60, currency: "CNY" }, evidence_hash: "ab".repeat(32), first_code: "rude", guarded: false, words: null, rule: null, reason: null, award_minor: null, may_judge: false },
  "/public/earnings": { day: "2026-11-20", currency: "CNY", least_people: 20, people: 25, paid_hour: { p10: 2400, median: 3000, p90: 4200 }, online_hour: { p10: 2000, median: 2600, p90: 3600 }, skills: [{ skill: "ecommerce.after_sale", people: 22, paid_hour: { p10: 2400, median: 3000, p90: 4200 } }] },
  "/payouts": page([{ id: "p1", statement_id: "s1", attempt: 1, amount: money(678680), state: "returned", reason: "AC01", changed_at: at }]),
  "/payee": { hint: "…2222" },
  "/desk": { epoch: "e", seq: 0, presence: { state: "busy", since: at, capacity: 100, used: 30 }, offers: [{ id: "o", task_id: "k2", project_name: "Shop", skill: "ecommerce.after_sale", expires_at: later, pay: money(340), terms: { price_minor: 400, step_milli: 15500, minute_milli: 45000, most_minor: 900, fee_bp: 1500, surge_bp: 15000, surge_minor: 170, floor_hourly: 2400, currency: "CNY" }, why: [{ code: "dispatch.only_one", params: {} }] }], conversations: [conversation], blockers: [], wrap_codes: ["resolved"], decline_reasons: ["not_ready"] },
  "/public/certificates/c1": { ...certificate, valid: true, holder_initial: "L" },
};
const SCREENS = ["/sign-in", "/sign-up", "/verify-email?email=a%40b.c", "/verify/c1", "/", "/apply", "/interview", "/report", "/learn", "/learn/ecommerce.after_sale", "/exam/ecommerce.after_sale", "/test-call/ecommerce.after_sale", "/test-calls", "/device", "/desk", "/earnings", "/earnings/e1", "/statements", "/statements/s1", "/me", "/me?tab=consents", "/me?tab=notices", "/me?tab=settings", "/me?tab=sessions", "/me?tab=decisions", "/me?tab=evaluations", "/me?tab=privacy", "/nowhere", "/appeals", "/appeals/q1", "/hourly"];

class NoSocket {
  close() {}
  send() {}
}
const missing: string[] = [];

beforeAll(async () => {
  vi.stubGlobal("WebSocket", NoSocket);
  vi.stubGlobal("fetch", async (url: string) => {
    const path = (url.split("?")[0] ?? "").replace("/api/v1", "");
    const answer = ANSWERS[path];
    await new Promise((resolve) => setTimeout(resolve));
    return answer ? new Response(JSON.stringify(answer)) : new Response(JSON.stringify({ code: "not_found", status: 404, detail: path }), { status: 404 });
  });
  await startI18n(["common", "errors", "public"]);
  i18next.options.saveMissing = true;
  i18next.on("missingKey", (_languages: readonly string[], namespace: string, key: string) => missing.push(`${namespace}:${key}`));
});
afterEach(() => queries.clear());
afterAll(() => vi.unstubAllGlobals());

// What is shown on the way counts too: a code that stands there until the server has answered is seen by people.
const CODE = /[a-z]+(_[a-z]+)+/g;
function watch(): { seen: Set<string>; stop: () => void } {
  const seen = new Set<string>();
  const look = () => (document.body.textContent ?? "").match(CODE)?.forEach((code) => seen.add(code));
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  return { seen, stop: () => (look(), observer.disconnect()) };
}

async function draw(path: string) {
  if (path !== "/sign-in" && path !== "/sign-up" && !path.startsWith("/verify")) accept({ access_token: "t", expires_in: 300, account: me as never });
  const [pathname = "/", search = ""] = path.split("?");
  const { hook, searchHook } = memoryLocation({ path: pathname, searchPath: search });
  window.history.replaceState(null, "", path);
  render(
    <Router hook={hook} searchHook={searchHook}>
      <Suspense fallback={null}>
        <WorkRouter />
      </Suspense>
    </Router>,
  );
  await waitFor(() => expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1), { timeout: 5000 });
  await waitFor(() => expect(document.querySelector('[class*="skeleton"]')).toBeNull(), { timeout: 5000 });
}

describe.each(["zh-CN", "en"] as const)("screens in %s", (language) => {
  beforeAll(() => setLocale(language));
  it.each(SCREENS)("%s", async (path) => {
    missing.length = 0;
    const { seen, stop } = watch();
    await draw(path);
    stop();
    expect(missing).toEqual([]);
    expect(document.body.textContent ?? "").not.toMatch(/\{\w+\}/);
    expect([...seen]).toEqual([]);
    expect(document.documentElement.lang).toBe(language);
  });
});
