/** The simulator's shapes and what its screen reads. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { Reason } from "./types";

export interface Scenario {
  id: string;
  title: string;
  procedure: string;
  /** Whose dialogue it is; absent for the platform's own. */
  enterprise?: string;
  skill: string;
  trained: boolean;
}

export interface Advice {
  kind: "next_step" | "conformance" | "patrol" | "customer";
  rule: string;
  text: string;
}

export interface Judged {
  passed: boolean;
  conformance: number;
  blocked: number;
  weak: string[];
  good: string[];
}

export interface Simulation {
  id: string;
  skill: string;
  scenario: string;
  title: string;
  mode: "practice" | "exam";
  state: "open" | "passed" | "failed";
  mood: "calm" | "uneasy" | "angry";
  lines: { from: "customer" | "worker" | "system"; text: string; at_s: number; reworded?: boolean }[];
  advice: Advice[];
  steps: { step: string; title: string; function: string; state: "done" | "current" | "skipped" | "ahead" | "open"; required: boolean }[];
  slots: { slot: string; label: string; value?: string }[];
  next: string[];
  missing: string[];
  judged?: Judged;
}

export interface Mastery {
  skill: string;
  cells: { cell: string; percent: number; mastered: boolean; seen: number }[];
  next_cell?: string;
  next_scenario?: string;
  next_lesson?: number;
  exams_in_a_row: number;
  exam_passed: boolean;
}

export type TestCallPart = "candidate" | "customer" | "scorer";

/** A test call as its part of it sees it. */
export interface TestCall {
  id: string;
  skill: string;
  state: "wanted" | "calling" | "scoring" | "passed" | "failed";
  part: TestCallPart;
  lines: { from: TestCallPart; text: string; at: string; stopped?: string[] }[];
  brief?: { title: string; opening: string; facts: { label: string; value: string }[] };
  rubric: { id: string; name_zh: string; name_en: string; must: boolean }[];
  reasons: Reason[];
}

export const testCalls = queryOptions({ queryKey: ["test-calls"], queryFn: async () => (await get<{ items: TestCall[] }>("/test-calls/mine")).items });
export const duties = queryOptions({ queryKey: ["test-call-duties"], queryFn: async () => (await get<{ items: TestCall[] }>("/test-calls/duties")).items });
export const scenarios = queryOptions({ queryKey: ["scenarios"], queryFn: async () => (await get<{ items: Scenario[] }>("/simulations/scenarios")).items });
export const mastery = (skill: string) => queryOptions({ queryKey: ["mastery", skill], queryFn: () => get<Mastery>(`/courses/${encodeURIComponent(skill)}/mastery`) });
