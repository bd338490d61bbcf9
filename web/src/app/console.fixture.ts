/** Answers of a server in the middle of a working day, for tests of the console's screens. */
import type { Me, Role } from "@/api/types";

const id = (n: number) => `0193a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const at = "2026-03-02T08:00:00Z";
const yuan = (minor: number) => ({ minor, currency: "CNY" });
const page = <T>(items: T[]) => ({ items, next: null });
const reasons = [{ code: "typing.cpm", params: { cpm: 92 }, points: 18, max: 20 }];
const project = {
  id: id(1), name: "Tea", channel: "chat", skill: "tea", masking_policy: "base-cn", price: yuan(300), fee_bp: 1500, worker_pay: yuan(255),
  sensitivity: 1, state: "live", origins: [], widget_token: "wt", created_at: at,
};
const level = { offered: 9, answered: 8, abandoned: 1, within_20s_pct: 88.9, avg_wait_s: 9.3, avg_first_reply_s: 11 };
const entry = { id: id(9), code: "escrow.deposit", amount: yuan(5000), debit: "1020", credit: "2010", ref_kind: "deposit", ref_id: id(8), at };
const decision = {
  id: id(3), tenant: id(0), kind: "interview.score", subject: id(4), policy_id: "interview", policy_hash: "ab".repeat(32), engine: "1", at, erased: false,
  inputs: { cpm: 92 }, outcome: { outcome: "advance" }, reasons, hash: "cd".repeat(32),
};
const row = { id: id(2), project_id: id(1), project_name: "Tea", state: "closed", opened_at: at, closed_at: at, worker: id(4), rating: 5, messages: 3, cost: yuan(300) };
const said = (n: number, from: string, text: string, verdict: unknown = null) => ({ id: id(50 + n), seq: n, from, text, at, verdict, state: "sent" });
const kase = { id: id(19), kind: "pay", subject: id(4), ref_kind: "earning", ref_id: id(18), state: "open", opened_at: at, answer_by: null, decide_by: at, outcome: null, resolved_by: null, resolved_at: null };
const checkpoint = { size: 3, root: "00".repeat(32), at, signature: "c2ln", key: "a2V5", text: "" };

export function person(role: Role): Me {
  return { id: id(99), name: "Lin", email_masked: "l***@example.com", role, tenant: { id: id(0), name: "Tea House" }, locale: "en", posture: { level: 0, expires_at: at }, consents: [] };
}

const SCENARIO = { id: "cup", sop: "refund", title: { zh: "\u676f\u5b50", en: "Cup" }, opening: [{ zh: "\u7834\u4e86", en: "It broke" }], goal: { reason: "late" }, saying: {}, trains: ["ask"], mood: "uneasy", patience: 5 };
export const ANSWERS: Record<string, unknown> = {
  "/boot": { name: "Tidecrew", version: "1", locales: ["zh-CN", "en"], demo: true },
  "/masking/preview": { text: "hi", blocked: false, spans: [{ start: 0, end: 2, label: "PHONE", rule: "phone", score: 0.9, action: "token" }], solicit: [] },
  "/masking/policies": {
    items: [
      { id: "base-cn", shipped: true, published: true, draft: false, versions: 0, changed_at: null },
      { id: "tea-cn", shipped: false, published: true, draft: true, versions: 2, changed_at: at },
    ],
  },
  "/masking/policies/tea-cn": {
    id: "tea-cn", shipped: false, hash: "12".repeat(32), source: 'id = "tea-cn"', active: "34".repeat(32),
    versions: [{ hash: "12".repeat(32), state: "draft", at }, { hash: "34".repeat(32), state: "active", at }],
    entities: [{ label: "PHONE", name: "phone", action: "token", reveal: ["callback"] }, { label: "SECRET", name: "secret", action: "redact", reveal: [] }],
  },
  "/masking/policies/base-cn": { id: "base-cn", shipped: true, hash: "56".repeat(32), source: 'id = "base-cn"', active: "56".repeat(32), versions: [], entities: [] },
  [`/projects/${id(1)}/channel`]: { has_identity_key: true, has_inbound_key: false, has_hook_key: false, hook_url: null, inbound_path: `/api/v1/inbound/${id(1)}/messages` },
  "/patrol/rules": { source: 'id = "own"', active: "34".repeat(32), versions: [{ hash: "12".repeat(32), state: "draft", at, source: 'id = "own"' }, { hash: "34".repeat(32), state: "active", at, source: "" }] },
  "/odd-exams": { items: [{ id: id(20), account: id(4), skill: "travel.booking", state: "passed", score: 9, max: 10, at, elapsed_ms: 40000, flags: ["too_fast", "reading", "rhythm", "clock"].map((rule) => ({ rule, questions: ["a"], measured: 300, limit: 900 })) }] },
  "/scenarios": { items: [{ name: "cup", title: { zh: "\u676f\u5b50", en: "Cup" }, procedure: "refund", in_force: true, fits: false, is_made: true, versions: 1 }] },
  "/scenarios/cup": { items: [{ hash: "56".repeat(32), state: "draft", at, source: "id = \"cup\"", form: SCENARIO }] },
  "/scenario-choices": { procedures: [{ name: "refund", title: { zh: "\u9000\u6b3e", en: "Refund" }, skill: "ecommerce.after_sale", own: true, slots: [{ name: "reason", label: { zh: "\u539f\u56e0", en: "reason" }, kind: "string", values: ["late"] }, { name: "photo", label: { zh: "\u7167\u7247", en: "photo" }, kind: "boolean", values: [] }], steps: [{ name: "ask", title: { zh: "\u95ee", en: "Ask" } }] }], personas: [{ id: "patient", name: { zh: "\u8010\u5fc3", en: "Patient" }, patience: 6 }], empty: { id: "", sop: "", title: { zh: "", en: "" }, opening: [{ zh: "", en: "" }] } },
  "/scenarios/check": { fit: false, issues: [{ file: "scenario.toml", line: 2, rule: "wrong_value", severity: "error", field: "goal.reason", text: "reason cannot be bored", hint: "one of late" }], source: "id = \"cup\"", form: SCENARIO },
  "/procedures": { items: [{ name: "refund", title_zh: "\u9000\u6b3e", title_en: "Refund", skill: "ecommerce.after_sale", steps: 2, own: true, in_force: true, versions: 1 }] },
  "/procedures/refund": { items: [{ hash: "12".repeat(32), state: "draft", own: true, at, source: "a: 2" }, { hash: "34".repeat(32), state: "active", own: false, at, source: "a: 1" }] },
  "/procedures/check": {
    fit: false,
    issues: [{ line: 1, rule: "no-end", severity: "error", text: "no way ends", hint: "let a step end" }],
    steps: [{ name: "greet", title_zh: "\u95ee\u5019", title_en: "Greet", line: 1, does: "say", required: true, target_seconds: 15, piece_weight: 1, next: ["by"] }, { name: "by", title_zh: "", title_en: "", line: 2, does: "switch", required: false, target_seconds: 0, piece_weight: 0, next: ["greet", "end"] }],
  },
  "/case-outcomes": { items: [{ by: "rule", key: "verdict/off_platform.add", cases: 4, resolved: 3, for_subject: 2, by_time: 1, for_subject_pct: 67 }, { by: "group", key: "new", cases: 4, resolved: 3, for_subject: 2, by_time: 1, for_subject_pct: 67 }] },
  "/evaluation-judges": { items: [{ judge: id(4), answered: 3, items: 6, equal: 83, lean: -5 }] },
  "/retention": {
    items: [
      { table: "conversation", class: "conversation", purpose: "p", retention: "r", days: 730, from: "closed_at", empties: [], with: null, by: null, law: "service", why: "w", ran_at: at, rows: 12, next_at: at, deleted: 0, deleted_ever: 3, held: 1 },
      { table: "message", class: "conversation", purpose: "p", retention: "r", days: null, from: null, empties: [], with: "conversation", by: null, law: null, why: null, ran_at: null, rows: null, next_at: null, deleted: null, deleted_ever: null, held: null },
      { table: "earning", class: "money", purpose: "p", retention: "r", days: 3650, from: "created_at", empties: [], with: null, by: "hand", law: "money", why: "w", ran_at: at, rows: 2, next_at: at, deleted: 0, deleted_ever: 0, held: 0 },
    ],
  },
  "/erasures": page([{ id: id(80), kind: "person", subject_id: id(4), asked_by_id: id(4), state: "waiting", blocked: [{ reason: "open_money", table: "earning", rows: 2 }], progress: {}, due_at: at, created_at: at, done_at: null }]),
  "/holds": page([{ id: id(81), kind: "customer", target_id: id(5), reason: "case 7", state: "lifting", placed_by_id: id(1), confirmed_by_id: id(2), lifted_by_id: id(1), lift_confirmed_by_id: null, created_at: at, changed_at: at }]),
  "/exports": page([{ id: id(82), kind: "person", subject_id: id(4), asked_by_id: id(4), state: "ready", done: 40, total: 40, rows: 120, bytes: 5000, parts: 1, created_at: at, ready_at: at, expires_at: at }]),
  "/patrol/engine": { down: true, since: at, reason: "drill" },
  "/exceptions": {
    items: [
      {
        id: id(70), tenant: id(0), worker_id: null, about: "over_promise.firm", cause: "override", state: "open", count: 2, rank: 40, clock: "soon", first_at: at, last_at: at, due_at: at, outcome: null, note: null, handled_by: null, handled_at: null,
        evidence: [{ conversation_id: id(2), message_id: id(51), said: { from: "worker", text: "surely tomorrow", at, hits: [] }, before: null, rules: ["over_promise.firm"], worker_id: id(4), detail: "agreed", at }],
      },
      { id: id(71), tenant: id(0), worker_id: null, about: null, cause: "self_harm", state: "open", count: 1, rank: 1000, clock: "late", first_at: at, last_at: at, due_at: at, outcome: null, note: null, handled_by: null, handled_at: null, evidence: [] },
    ],
  },
  "/evaluations": {
    items: [{ conversation_id: id(2), project_id: id(1), worker_id: id(4), form_id: "service-base", form_hash: "12".repeat(32), score: 64, result: "failed", items: [{ id: "first_reply", state: "missed", points: 0, of: 15, evidence: [0, 1] }], evidence: {}, closed_at: at }],
    next: null,
    form: { id: "service-base", hash: "12".repeat(32), pass: 70, sample: 5, items: [{ id: "first_reply", zh: "First reply", en: "First reply", points: 15, human: false }] },
  },
  "/evaluations/sample": {
    items: [{ evaluation: { conversation_id: id(2), project_id: id(1), worker_id: id(4), form_id: "service-base", form_hash: "12".repeat(32), score: 64, result: "failed", items: [], evidence: {}, closed_at: at }, mine: null, others: [], reviews: 1 }],
    next: null, agreement: { items: 4, equal: 75, kappa: 50 },
    form: { id: "service-base", hash: "12".repeat(32), pass: 70, sample: 5, items: [{ id: "warmth", zh: "Warmth", en: "Warmth", points: 10, human: true }] },
  },
  "/projects": page([project]),
  [`/projects/${id(1)}`]: project,
  [`/projects/${id(1)}/widget`]: { token: "wt", snippet: '<script src="/widget.js" data-token="wt" async></script>' },
  [`/projects/${id(1)}/service-level`]: { ...level, rating_avg: 4.6, by_hour: [{ from: at, ...level }] },
  "/skills": { items: [{ code: "tea", name_zh: "T", name_en: "Tea", minutes: 30, state: "none" }] },
  "/escrow": { free: yuan(5000), reserved: yuan(300), spent: yuan(900) },
  "/escrow/entries": page([entry]),
  "/costs": { pieces: 3, gross: yuan(900), fee: yuan(135), by_day: [{ day: "2026-03-02", pieces: 3, gross: yuan(900) }] },
  "/conversations": page([row]),
  [`/conversations/${id(2)}`]: {
    ...row, project: { id: id(1), name: "Tea", skill: "tea" }, contact: { label: "C-1" }, task_id: id(5), known_tokens: [], rating_comment: null, whispers: [],
    messages: [said(1, "customer", "hi"), said(2, "worker", "hello", { id: id(6), outcome: "pass", hits: [] }), said(3, "system", "closed_by_worker")],
  },
  "/wall": { queues: [{ project_id: id(1), name: "Tea", waiting: 2, longest_wait_s: 31, serving: 1, available: 3, service_level_pct: 88.9, answered_today: 8, avg_first_reply_s: 11 }], workers: { available: 3, busy: 1, break: 0 } },
  "/tasks": page([{ id: id(5), project_id: id(1), conversation_id: id(2), skill: "tea", sensitivity: 1, priority: 0, state: "pending", attempt: 1, worker: null, hold: "not_funded", created_at: at, answered_at: null, first_reply_at: null, ended_at: null, wrap_code: null, wrap_note: null }]),
  "/me/notifications": page([{ id: id(7), kind: "security", params: {}, created_at: at }]),
  "/me/notification-settings": { items: [{ kind: "statement", mail: true, in_product: true }, { kind: "security", mail: true, in_product: true }] },
  "/me/sessions": { items: [{ id: id(8), device: "Chrome", created_at: at, seen_at: at, expires_at: at, posture: { level: 0, expires_at: at }, current: true }] },
  "/reviews": page([{ application_id: id(10), state: "review", locale: "en", total: 64, max: 100, reasons, vetting_flags: [], decision_id: id(3), submitted_at: at, decided_at: null }]),
  "/interview-rules": { hash: "cd".repeat(32), text: "version = 1" },
  "/rescores": { items: [{ id: id(31), policy_hash: "cd".repeat(32), state: "running", total: 10, done: 4, changed: 1, advanced: 1, erased: 0, created_at: at }] },
  "/accounts": page([{ id: id(4), name: "Wu", role: "worker", state: "active", tenant: { id: id(0), name: "Platform" }, created_at: at }]),
  "/decisions": page([decision]),
  [`/decisions/${id(3)}`]: decision,
  "/audit/entries": page([{ id: id(11), seq: 2, at, tenant: id(0), actor: id(4), role: "owner", action: "project.create", object_kind: "project", object_id: id(1), detail: {}, hash: "ef".repeat(32) }]),
  "/audit/checkpoint": checkpoint,
  "/journal": page([entry]),
  "/journal/check": { balanced: true, debits_minor: 5000, credits_minor: 5000, accounts: 4, lines: 1, problem_count: 0, problems: [] },
  "/policies": { items: [{ tenant: id(0), kind: "masking", id: "base-cn", hash: "12".repeat(32), state: "active", source: "file", effective_from: at }] },
  "/attestation/fleet": { items: [{ account_id: id(4), session_id: id(8), level: 2, expires_at: at, claims: ["passkey", "bound_key", "session_key"], mark: 12, model: "YubiKey 5", noticed: { copy: 2, blurred: 1 } }] },
  "/incidents": { items: [{ id: id(14), account_id: id(4), session_id: id(8), state: "open", opened_at: at, reasons: [{ code: "guard.seen", params: { class: "phone", times: 3 } }, { code: "guard.terminated_seen", params: { class: "phone", times: 3 } }], timeline: [] }] },
  [`/incidents/${id(14)}`]: { id: id(14), account_id: id(4), session_id: id(8), state: "open", opened_at: at, reasons: [{ code: "guard.seen", params: { class: "phone", times: 3 } }, { code: "guard.terminated_seen", params: { class: "phone", times: 3 } }], timeline: [{ at, state: "terminated", reasons: [] }] },
  [`/incidents/${id(14)}/evidence`]: { items: [{ id: id(34), taken_at: at, delete_at: at }] },
  "/jobs": page([{ id: id(12), queue: "mail", key: "m", state: "dead", attempts: 9, run_at: at, created_at: at, finished_at: null, last_error: "refused" }]),
  "/outbox": { items: [] },
  "/settlements": { items: [{ period: "2026-10", workers: 2, gross: { minor: 765_000, currency: "CNY" }, held: { minor: 0, currency: "CNY" }, tax: { minor: 1320, currency: "CNY" }, net: { minor: 763_680, currency: "CNY" } }] },
  "/orders": page([{ id: id(14), project_id: id(1), state: "live", base_per_hour: 10, burst_per_hour: 60, starts_at: at, ends_at: at, budget: yuan(9000), spent: yuan(100), reserved: yuan(200), free: yuan(8700), standby_minutes: 120, standby_booked_minutes: 60, standby_from: at, standby_until: at, created_at: at }]),
  "/surges": page([{ id: id(15), project_id: id(1), gap_bp: 3000, starts_at: at, ends_at: at, state: "open", funded: yuan(5000), left: yuan(4000), free: yuan(3900) }]),
  "/invoices": page([{ id: id(16), period: "2026-02", kind: "invoice", sum: yuan(1000), fee: yuan(150), from: at, until: at, lines: [{ code: "accrue.pay", entries: 3, amount_minor: 850 }, { code: "accrue.fee", entries: 3, amount_minor: 150 }], issued_at: at }]),
  "/refunds": page([{ id: id(17), amount: yuan(500), state: "instructed", bank_ref: null, created_at: at, changed_at: at }]),
  "/costs/pieces": page([{ id: id(18), task_id: id(5), project_id: id(1), at, price: yuan(362), piece: yuan(300), steps_price: yuan(62), steps: 4, did: [{ step: "refund", title_zh: "\u9000\u6b3e", title_en: "Refund", weight: 4, amount: "0.62" }], fee: yuan(54), fee_bp: 1500, surge: yuan(0), contested: null, may_reject: true }]),
  "/cases": page([kase]),
  [`/cases/${id(19)}`]: { ...kase, evidence: { earning: id(18), contested_minor: 85, amount_minor: 85, currency: "CNY" }, evidence_hash: "ab".repeat(32), first_code: null, guarded: false, words: "no", rule: null, reason: null, award_minor: null, may_judge: true },
  "/remittances": page([{ id: id(30), levy: "income_tax", filing: "2026-10-IIT", state: "done", accounts: 2, amount: { minor: 1320, currency: "CNY" }, created_at: at, changed_at: at }]),
  "/receivables": { items: [{ worker: id(4), owed: { minor: 33_000, currency: "CNY" } }] },
  "/postpaid-invoices": page([{ id: id(33), tenant_id: id(0), amount: yuan(90_000), paid: yuan(0), credited: yuan(0), left: yuan(90_000), state: "open", due_at: at, created_at: at }]),
  "/rails": { items: [{ rail: "bank", connected: true }, { rail: "alipay", connected: true }, { rail: "wechat", connected: false }] },
  "/rail-files": page([
    { id: id(31), rail: "bank", kind: "order", name: "0192", batch: id(13), state: "unsure", tries: 2, next_at: at, problem: "no answer", heard: null, created_at: at, changed_at: at },
    { id: id(32), rail: "bank", kind: "statement", name: "statement-1.xml", batch: null, state: "taken", tries: 0, next_at: null, problem: null, heard: { lines: 2, settled: 2, rejected: 0, returned: 0, unchanged: 0, suspense: 0, duplicates: 0 }, created_at: at, changed_at: at },
  ]),
  "/payout-batches": page([{ id: id(13), period: "2026-10", state: "draft", payouts: 2, sum: { minor: 763_680, currency: "CNY" }, approvals_needed: 1, made_by: id(4), created_at: at, changed_at: at }]),
};

const enterprise = ["", "/projects", "/projects/new", `/projects/${id(1)}`, "/masking", "/masking/tea-cn", "/masking/base-cn", "/escrow", "/orders", "/invoices", "/conversations", `/conversations/${id(2)}`, "/wall", "/tasks", "/notifications", "/settings", "/patrol", "/procedures", "/procedures/refund", "/procedures/new", "/scenarios", "/scenarios/cup", "/scenarios/new", "/quality", "/nowhere"];
const admin = ["", "/reviews", "/interview-rules", "/workers", "/decisions", `/decisions/${id(3)}`, "/audit", "/journal", "/policies", "/jobs", "/settlements", "/credit", "/cases", `/cases/${id(19)}`, "/wall", "/tasks", "/incidents", `/incidents/${id(14)}`, "/fleet", "/inbox", "/quality", "/privacy", "/procedures", "/scenarios", "/settings"];

/** Every screen, by who sees it. */
export const SCREENS: [Role, string][] = [...enterprise.map((path): [Role, string] => ["owner", path]), ...admin.map((path): [Role, string] => ["admin", path])];
