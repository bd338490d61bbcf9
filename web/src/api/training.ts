/** The simulator's shapes and what its screen reads. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";

export interface Scenario {
  id: string;
  title: string;
  procedure: string;
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
  lines: { from: "customer" | "worker" | "system"; text: string; at_s: number }[];
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

export const scenarios = queryOptions({ queryKey: ["scenarios"], queryFn: async () => (await get<{ items: Scenario[] }>("/simulations/scenarios")).items });
export const mastery = (skill: string) => queryOptions({ queryKey: ["mastery", skill], queryFn: () => get<Mastery>(`/courses/${encodeURIComponent(skill)}/mastery`) });
