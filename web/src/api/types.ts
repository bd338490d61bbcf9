/** Shapes of the HTTP API under the names the screens use. All are made from the API document: see schema.d.ts. */
import type { components } from "./schema";

type S = components["schemas"];

export type Money = S["Money"];
export interface Page<T> { items: T[]; next: string | null }
export type Params = S["Reason"]["params"];
export type Reason = S["Reason"];

// Identity.
export type Role = S["Role"];
export type Posture = S["Posture"];
export type ConsentPurpose = S["Purpose"];
export type Consent = S["Standing"];
export type Me = S["Me"];
export type Locale = S["Locale"];
export type Signed = S["Signed"];
export type SignUp = S["SignUp"];
export type Notice = S["Told"];
export type NoticeKind = S["NoticeKind"];
export type NoticeSetting = S["Setting"];
export type SessionView = S["SessionView"];
export type Passkey = S["PasskeyView"];
export type Ceremony = S["CeremonyView"];
export type AttestedDevice = S["AttestedDevice"];
export type EnrolledDevice = S["EnrolledDevice"];
export type DeviceAsk = S["DeviceAsk"];
export type SessionStanding = S["SessionStanding"];
/** The document says of a challenge only that it is an object; docs/ATTESTATION.md says the rest. */
export interface GuardChallenge { seq: number; nonce: string; deadline_ms: number; kind: "heartbeat" | "frame" | "flash" | "pose"; colours?: string[]; pose?: string }
/** Whether it is still the person who types. */
export type RhythmStanding = S["RhythmView"];
export type GuardStanding = Omit<S["GuardView"], "challenge" | "state"> & { state: "ok" | "degraded" | "break" | "terminated"; challenge?: GuardChallenge };
export type CameraCode = S["CameraCode"];
export type PairedCameras = S["PairedCameras"];
export type Account = S["AccountRow"];
export type Member = S["MemberView"];
export type MemberRole = S["MemberRole"];
export type Invitation = S["InvitationView"];
export type Members = S["Members"];
export type Invited = S["InvitedView"];

// Recruitment.
export type ApplicationState = S["ApplicationState"];
/** Options of vetting questions are choices; the document says only that they are objects. */
export type Application = Omit<S["ApplicationView"], "vetting"> & { vetting: Omit<S["VettingView"], "questions"> & { questions: S["Question"][] } };
export type IdentityView = S["IdentityView"];
export type Turn = S["DialogueTurn"];
export type Choice = S["Choice"];
export type Question = S["Question"];
export type Upload = S["UploadBrief"];
export type PartState = S["PartState"];
/** A part with the fields that its kind always has. */
type Part<K extends S["PartKind"], F extends keyof S["PartView"]> = Omit<S["PartView"], "kind" | F> & { kind: K } & { [P in F]-?: NonNullable<S["PartView"][P]> };
export type InterviewPart =
  | Part<"typing", "text" | "seconds" | "round" | "rounds">
  | Part<"syllables", "prompts" | "prompt_ms">
  | Part<"words", "prompts" | "prompt_ms">
  | Part<"read_aloud", "text" | "max_seconds">
  | Part<"talk", "text" | "max_seconds">
  | Part<"dialogue", "scenario" | "turns" | "done" | "round" | "rounds">
  | Part<"business", "questions">
  | Part<"security", "questions" | "round">;
export type ReviewDetail = S["ReviewDetail"];
export type ReviewRecording = S["ReviewRecording"];
export type UploadPurpose = S["UploadPurpose"];
export type RoomSignal = S["RoomSignal"];
export type Interview = Omit<S["InterviewView"], "parts"> & { parts: InterviewPart[] };
export type TypingEvent = S["TypingEvent"];
export type InterviewRules = S["InterviewRules"];
export type RescoreView = S["RescoreView"];
export type RescoreRuns = S["RescoreRuns"];
export type RescoreDetail = S["RescoreDetail"];
export type Report = S["ReportView"];
export type Transcript = S["TranscriptView"];
export type Contested = S["ContestedView"];

// Certification.
export type Skill = S["SkillView"];
export type Lesson = S["LessonView"];
export type Course = S["CourseView"];
export type Explain = S["Explained"];
export type LessonResult = S["QuizResult"];
export type Exam = S["ExamView"];
export type ExamResult = S["ExamResult"];
export type Certificate = S["CertificateView"];
export type PublicCertificate = S["PublicCertificate"];
export type Answer = S["Answer"];

// Desk.
export type PresenceState = S["PresenceState"];
export type Presence = S["PresenceView"];
export type Offer = S["OfferView"];
export type DeskConversation = S["DeskLine"];
export type Desk = S["Desk"];
export type Accepted = S["Accepted"];
export type Task = S["TaskView"];
export type Offered = S["OfferHistory"];
export type WallQueue = S["Queue"];
export type WallView = S["Wall"];

// Conversation.
export type Hit = S["Hit"];
export type VerdictOutcome = S["Outcome"];
/** While somebody types a verdict has no id yet. */
/** What a draft would get, and the receipt that says the desk showed it. */
/** How a draft came to be, in numbers. */
export type Provenance = S["Provenance"];
export type Checked = S["CheckedView"];
export type Verdict = S["Verdict"] & { id?: string | null };
export type Message = Omit<S["MessageView"], "conversation_id" | "verdict"> & { conversation_id?: string; verdict?: Verdict | null };
export type Conversation = Omit<S["ConversationView"], "messages"> & { messages: Message[] };
export type ConversationRow = S["ConversationLine"];
export type Sent = S["SentView"];
export type ServiceLevel = S["ServiceLevelView"];
export type HourLevel = S["HourLevel"];
export type MaskingPreview = S["Preview"];

// Market, ledger, payout.
export type Project = S["ProjectView"];
export type Escrow = S["EscrowView"];
export type Entry = S["Entry"];
export type Costs = S["CostsView"];
export type Formula = S["Formula"];
export type EarningLine = S["LineView"] & { entries?: Entry[]; steps?: S["StepLine"][] };
export type Earnings = S["EarningsView"];
export type Month = S["MonthView"];
export type AdjustmentLine = S["AdjustmentLine"];
export type Spread = S["Spread"];
export type PublicEarnings = S["PublicView"];
export type CaseHead = S["CaseView"];
export type CaseDetail = S["CaseDetail"];
export type Order = S["OrderView"];
export type Surge = S["SurgeView"];
export type Invoice = S["InvoiceView"];
export type Refund = S["RefundView"];
export type CreditLine = S["CreditLineView"];
export type Postpaid = S["PostpaidView"];
export type PaidPiece = S["PieceView"];
export interface StatementHead { id: string; period: string; gross: Money; held: Money; tax: Money; net: Money; at: string }
export interface StatementLine { earning: string; day: string; amount_minor: number; formula: Formula }
export interface TaxStep { months: number; cumulative_income: number; base: number; rate_bp: number; quick: number; cumulative_tax: number; withheld_before: number; tax: number }
export interface StatementView extends StatementHead { lines: StatementLine[]; adjustments: AdjustmentLine[]; recovered: Money; tax_working: { rule: string; policy_hash: string; step: TaxStep | null }; document: unknown }
export interface Payout { id: string; statement_id: string; attempt: number; amount: Money; state: string; reason?: string | null; changed_at: string }

// Audit and operations.
export type EvaluationPage = S["EvaluationPage"];
export type DecisionView = S["DecisionView"];
export type Replay = S["Replay"];
export type AuditEntry = S["EntryView"];
export type Checkpoint = S["CheckpointView"];
export type Proof = S["ProofView"];
export type Policy = S["PolicyView"];
export type Job = S["JobView"];
export type DeadLetter = S["DeadLetter"];
export type Review = S["ReviewView"];

/** What the document answers at /boot, which is no part of the API document. */
export interface Boot { name: string; version: string; locales: string[]; demo: boolean; assets?: string }
