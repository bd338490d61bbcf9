/** Shapes of the administrators' part of the API. */
import type { DecisionView, Money, Reason } from "@/api/types";

export interface AuditEntry {
  id: string;
  seq: number | null;
  at: string;
  tenant?: string;
  actor: string | null;
  role?: string | null;
  action: string;
  object_kind: string;
  object_id: string;
  detail: unknown;
  hash: string;
}
export interface Checkpoint {
  size: number;
  root: string;
  at: string;
  signature: string;
  key: string;
  text?: string;
}
export interface Proof {
  entry_id: string;
  seq: number;
  leaf: string;
  path: string[];
  checkpoint: Checkpoint;
}
export interface Policy {
  kind: string;
  id: string;
  hash: string;
  state: string;
  source?: string;
  effective_from: string;
}
export interface Job {
  id: string;
  queue: string;
  key: string;
  state: string;
  attempts: number;
  run_at: string;
  created_at: string;
  finished_at: string | null;
  last_error: string | null;
}
export interface DeadLetter {
  id: string;
  topic: string;
  attempts: number;
  last_error: string | null;
  at: string;
}
export interface Balance {
  balanced: boolean;
  debits_minor: number;
  credits_minor: number;
  accounts: number;
  lines: number;
  problems: string[];
}
export interface Review {
  application_id: string;
  state: string;
  locale: string;
  total: number;
  max: number;
  reasons: Reason[];
  vetting_flags: string[];
  decision_id: string | null;
  submitted_at: string | null;
}
export type Decision = DecisionView & { erased?: boolean; hash?: string };
export interface SettledPeriod {
  period: string;
  workers: number;
  gross: Money;
  held: Money;
  tax: Money;
  net: Money;
}
export interface Batch {
  id: string;
  period: string;
  state: "draft" | "approved" | "submitted" | "canceled";
  payouts: number;
  sum: Money;
  approvals_needed: number;
  made_by: string;
  created_at: string;
}
export interface BatchDetail extends Batch {
  approvals: number;
  states: { state: string; payouts: number }[];
}
export interface Heard {
  lines: number;
  settled: number;
  rejected: number;
  returned: number;
  unchanged: number;
  suspense: number;
  duplicates: number;
}
