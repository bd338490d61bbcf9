/** Shapes of the administrators' part of the API. */
import type { components } from "@/api/schema";
import type { DecisionView, Money } from "@/api/types";

export type { AuditEntry, Checkpoint, DeadLetter, Job, Policy, Proof, Review } from "@/api/types";
export type Balance = components["schemas"]["Check"];
export type Decision = DecisionView;
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
export type BatchPayout = components["schemas"]["BatchPayoutView"];
export type PayoutHistory = components["schemas"]["PayoutHistoryView"];
export type RailsView = components["schemas"]["RailsView"];
export type RailFile = components["schemas"]["RailFileView"];
export type WhatIf = components["schemas"]["WhatIf"];
export type Settled = components["schemas"]["SettledView"];
export type Remittance = components["schemas"]["RemittanceView"];
export type RemittanceDetail = components["schemas"]["RemittanceDetail"];
export type Receivable = components["schemas"]["ReceivableView"];
export interface Heard {
  lines: number;
  settled: number;
  rejected: number;
  returned: number;
  unchanged: number;
  suspense: number;
  duplicates: number;
}
