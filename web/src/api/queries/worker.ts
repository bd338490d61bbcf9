/** What the worker's screens read, by name, so that one change refreshes every screen that shows it. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../client";
import { toProblem } from "../errors";
import type { Application, CaseDetail, CaseHead, Certificate, Course, DecisionView, EarningLine, Earnings, EvaluationPage, Interview, Month, Notice, NoticeSetting, Page, Passkey, Payout, Report, SessionView, Skill, StatementHead, StatementView } from "../types";

/** A 404 or a step out of order here means "not begun", which is an answer and not an error. */
async function orNull<T>(run: Promise<T>): Promise<T | null> {
  try {
    return await run;
  } catch (error) {
    if (toProblem(error).status === 404 || toProblem(error).code === "step_out_of_order") return null;
    throw error;
  }
}

export const application = queryOptions({ queryKey: ["application"], queryFn: () => orNull(get<Application>("/applications/mine")) });
export const interview = queryOptions({ queryKey: ["interview"], queryFn: () => orNull(get<Interview>("/interviews/mine")), staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false });
export const report = queryOptions({
  queryKey: ["report"],
  queryFn: () => orNull(get<Report>("/interviews/mine/report")),
  // Where a thousand wait, each asks more and more seldom.
  refetchInterval: (query) => (query.state.data && ["scoring", "submitted"].includes(query.state.data.state) ? Math.min(15_000, 1_000 + 500 * query.state.dataUpdateCount) : false),
});
export const skills = queryOptions({ queryKey: ["skills"], queryFn: async () => (await get<{ items: Skill[] }>("/skills")).items });
export const course = (skill: string) => queryOptions({ queryKey: ["course", skill], queryFn: () => get<Course>(`/courses/${encodeURIComponent(skill)}`) });
export const certificates = queryOptions({ queryKey: ["certificates"], queryFn: async () => (await get<{ items: Certificate[] }>("/certificates/mine")).items });
export const passkeys = queryOptions({ queryKey: ["passkeys"], queryFn: async () => (await get<{ items: Passkey[] }>("/me/passkeys")).items });
export const sessions = queryOptions({ queryKey: ["sessions"], queryFn: async () => (await get<{ items: SessionView[] }>("/me/sessions")).items });
export const notices = queryOptions({ queryKey: ["notices"], queryFn: () => get<Page<Notice>>("/me/notifications", { limit: 50 }), refetchInterval: 60_000 });
export const noticeSettings = queryOptions({ queryKey: ["notice-settings"], queryFn: async () => (await get<{ items: NoticeSetting[] }>("/me/notification-settings")).items });
export const earnings = queryOptions({ queryKey: ["earnings"], queryFn: () => get<Earnings>("/earnings", { limit: 50 }), refetchInterval: 30_000 });
export const earning = (id: string) => queryOptions({ queryKey: ["earning", id], queryFn: () => get<EarningLine>(`/earnings/${id}`) });
export const statements = queryOptions({ queryKey: ["statements"], queryFn: () => get<Page<StatementHead>>("/statements", { limit: 50 }) });
export const statement = (id: string) => queryOptions({ queryKey: ["statement", id], queryFn: () => get<StatementView>(`/statements/${id}`) });
export const payouts = queryOptions({ queryKey: ["payouts"], queryFn: () => get<Page<Payout>>("/payouts", { limit: 50 }) });
export const payee = queryOptions({ queryKey: ["payee"], queryFn: () => get<{ hint: string | null }>("/payee") });
export const month = (period: string) => queryOptions({ queryKey: ["month", period], queryFn: () => get<Month>("/earnings/month", period ? { period } : undefined) });
export const appeals = queryOptions({ queryKey: ["appeals"], queryFn: () => get<Page<CaseHead>>("/cases", { limit: 50 }) });
export const appeal = (id: string) => queryOptions({ queryKey: ["appeals", id], queryFn: () => get<CaseDetail>(`/cases/${id}`) });
export const evaluations = queryOptions({ queryKey: ["evaluations"], queryFn: () => get<EvaluationPage>("/evaluations", { limit: 50 }) });
export const decisions = queryOptions({ queryKey: ["decisions"], queryFn: () => get<Page<DecisionView>>("/decisions", { limit: 50 }) });
