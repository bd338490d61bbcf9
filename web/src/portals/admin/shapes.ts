/** Shapes of the administrators' part of the API. */
import type { components } from "@/api/schema";
import type { DecisionView } from "@/api/types";

export type { AuditEntry, Checkpoint, DeadLetter, Job, Policy, Proof, Review } from "@/api/types";
export type Balance = components["schemas"]["Check"];
export type Decision = DecisionView;
