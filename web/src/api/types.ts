/** Shapes of the HTTP API as the screens read them. Times are RFC 3339, money is in minor units. */
import type { Money } from "@/i18n/format";

export type { Money };
export interface Page<T> { items: T[]; next: string | null }
export type Params = Record<string, unknown>;
export interface Reason { code: string; params: Params; points?: number | null; max?: number | null }

// Identity.
export type Role = "worker" | "member" | "owner" | "admin";
export interface Posture { level: number; expires_at: string }
export type ConsentPurpose = "service_terms" | "interview_recording" | "automated_scoring" | "device_attestation" | "marketing_mail";
export interface Consent { purpose: ConsentPurpose; version: string | number; granted: boolean; required: boolean; at?: string | null }
export interface Me {
  id: string;
  name: string;
  email_masked: string;
  role: Role;
  tenant: { id: string; name: string };
  locale: string;
  posture: Posture | null;
  consents: Consent[];
}
export interface Signed { access_token: string; expires_in: number; account: Me }
export interface SignUp { email: string; password: string; name: string; locale: string; kind: "worker" | "enterprise"; enterprise_name?: string }
export interface Notice { id: string; kind: string; params: Params; created_at: string; read_at?: string | null }
export type NoticeKind = "interview_result" | "certificate" | "offer_missed" | "appeal" | "statement" | "security";
export interface NoticeSetting { kind: NoticeKind; mail: boolean; in_product: boolean }
export interface SessionView { id: string; device: string; created_at: string; seen_at: string; expires_at: string; posture: Posture; current: boolean }
export interface Passkey { id: string; label: string; created_at: string; last_used_at?: string | null }
export interface Ceremony { ceremony_id: string; options: unknown }
export interface Account { id: string; name: string; role: Role; state: string; tenant: { id: string; name: string } | string; created_at: string }

// Recruitment.
export type ApplicationState = "draft" | "interview" | "scoring" | "admitted" | "review" | "declined";
export interface Application { id: string; state: ApplicationState; vetting: { state: string; answers?: Params; questions?: Question[] }; interview?: { id?: string; state?: string } | null; decision_id?: string | null }
export interface Turn { from: "customer" | "me"; text: string }
export interface Choice { id: string; text: string }
export interface Question { id: string; text: string; options: Choice[] }
export interface Upload { id: string; next: number; state?: string; reason?: string | null; chunk_max?: number; mime?: string }
export type PartState = "open" | "done";
export type InterviewPart =
  | { kind: "typing"; state: PartState; text: string; seconds: number }
  | { kind: "read_aloud"; state: PartState; text: string; max_seconds: number; upload?: Upload | null }
  | { kind: "dialogue"; state: PartState; scenario: { title: string; brief: string }; turns: Turn[]; done: boolean }
  | { kind: "security"; state: PartState; questions: Question[] };
export interface Interview { id: string; state: string; parts: InterviewPart[]; seed: number | string }
export type TypingEvent = { at_ms: number; kind: "insert" | "delete" | "compose"; text?: string; count?: number };
export interface Report {
  state: string;
  outcome?: "advance" | "review" | "admit" | "decline" | null;
  total?: number | null;
  max?: number | null;
  reasons: Reason[];
  decision_id?: string | null;
  decided_at?: string | null;
}

// Certification.
export interface Skill { code: string; name_zh: string; name_en: string; minutes: number; state: "none" | "learning" | "certified"; certificate?: Pick<Certificate, "id" | "level" | "expires_at"> | null }
export interface Lesson { n: number; title: string; body_markdown: string; quiz: Question[]; done: boolean }
export interface Course { skill: string; title: string; lessons: Lesson[]; exam: { questions: number; pass_percent: number; minutes: number; attempts_left: number; next_at?: string | null } }
export interface Explain { question: string; correct: boolean; text: string }
export interface LessonResult { correct: number; total: number; done: boolean; explain: Explain[] }
export interface Exam { id: string; skill: string; expires_at: string; questions: Question[] }
export interface ExamResult { passed: boolean; score: number; max: number; reasons: Reason[]; certificate?: string | null; decision_id: string }
export interface Certificate { id: string; skill: string; level: number; state: "valid" | "suspended" | "expired" | "revoked"; issued_at: string; expires_at: string; evidence_hash: string }
export interface PublicCertificate { valid: boolean; state: Certificate["state"]; skill: string; level: number; holder_initial: string; evidence_hash: string; issued_at: string; expires_at: string }
export interface Answer { question: string; option: string }

// Desk.
export type PresenceState = "offline" | "available" | "reserved" | "busy" | "wrap_up" | "break" | "suspended";
export interface Presence { state: PresenceState; since: string; capacity: number; used: number }
export interface Offer { id: string; task_id: string; project_name: string; skill: string; expires_at: string; why: Reason[]; pay: Money }
export interface DeskConversation { id: string; task_id: string; project_name: string; state: string; unread: number; last_at: string; waiting_since?: string | null; lease_until?: string | null }
export interface Desk { epoch: string; seq: number; presence: Presence; offers: Offer[]; conversations: DeskConversation[]; blockers: Reason[]; wrap_codes?: string[]; decline_reasons?: string[] }
export interface Accepted { conversation_id: string; task_id: string }

// Conversation.
export interface Hit { rule: string; class?: string; start: number; end: number; why: string; suggestion?: string | null }
export type VerdictOutcome = "pass" | "note" | "warn" | "alert" | "block";
export interface Verdict { id?: string | null; outcome: VerdictOutcome; hits: Hit[] }
export interface Message { id: string; conversation_id?: string; seq: number; from: "customer" | "worker" | "bot" | "system"; text: string; at: string; verdict?: Verdict | null; state: "sent" | "held" }
export interface Conversation {
  id: string;
  project: { id: string; name: string } | string;
  state: string;
  contact: { label: string };
  messages: Message[];
  task_id?: string | null;
  known_tokens: string[];
  rating?: number | null;
}
export interface ConversationRow {
  id: string; project_id: string; project_name: string; state: string; opened_at: string; closed_at?: string | null;
  worker?: string | { id: string; name: string } | null; rating?: number | null; messages: number; cost?: Money | null;
}
export interface Sent { message: Message; verdict: Verdict }

// Market, ledger, payout.
export interface Project {
  id: string; name: string; channel: string; skill: string; masking_policy: string; price: Money; fee_bp: number; worker_pay: Money;
  sensitivity: number; state: "draft" | "live" | "paused"; origins: string[]; widget_token: string; created_at: string;
}
export interface Escrow { free: Money; reserved: Money; spent: Money }
export interface Entry { id: string; code?: string; amount: Money; debit: string; credit: string; ref_kind?: string; ref_id?: string; at: string }
export interface Costs { pieces: number; gross: Money; fee: Money; by_day: { day: string; pieces: number; gross: Money }[] }
export interface Formula { price_minor: number; fee_bp: number; quality_bp: number; text: string }
export interface EarningLine { id: string; task_id: string; project_name: string; at: string; amount: Money; formula: Formula; state: string; decision_id?: string; entries?: Entry[] }
export interface Earnings { today: Money; period: Money; pieces: number; lines: Page<EarningLine> }

// Audit.
export interface DecisionView {
  id: string; kind: string; tenant?: string; subject?: string | null; policy_id: string; policy_hash: string; engine: string;
  inputs?: unknown; outcome: unknown; reasons: Reason[]; at: string;
}
export interface Replay { result: "same" | "differs" | "erased"; [key: string]: unknown }

export interface Boot { name: string; version: string; locales: string[]; demo: boolean; assets?: string }
