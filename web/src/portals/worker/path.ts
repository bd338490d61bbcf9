/** Where a worker stands on the way from sign-up to the desk, and what comes next. */
import { useQuery } from "@tanstack/react-query";
import { application, skills } from "@/api/queries/worker";
import { useMe } from "@/api/session";
import type { Application, Me, Skill } from "@/api/types";

export type Stage = "apply" | "interview" | "waiting" | "declined" | "learn" | "call" | "enrol" | "desk";
export const STAGES: readonly Stage[] = ["apply", "interview", "learn", "call", "enrol", "desk"];
export const HREF: Record<Stage, string> = { apply: "/apply", interview: "/interview", waiting: "/report", declined: "/report", learn: "/learn", call: "/learn", enrol: "/device", desk: "/desk" };

export const isTrusted = (me: Me, now = Date.now()): boolean => me.posture !== null && me.posture.level >= 1 && Date.parse(me.posture.expires_at) > now;

export function stageOf(me: Me, mine: Application | null, all: Skill[]): Stage {
  const isConsenting = me.consents.every((consent) => !consent.required || consent.granted);
  if (mine?.state === "declined") return "declined";
  if (!mine || mine.state === "draft") return "apply";
  if (mine.state === "interview") return isConsenting ? "interview" : "apply";
  if (mine.state !== "admitted") return "waiting";
  if (!all.some((skill) => skill.state === "certified")) return "learn";
  if (!all.some((skill) => skill.certificate?.live)) return "call";
  return isTrusted(me) ? "desk" : "enrol";
}

/** The stage, or undefined while it is being found out. */
export function useStage(): { stage: Stage | undefined; error: unknown; refetch: () => void } {
  const me = useMe();
  const mine = useQuery(application);
  const all = useQuery({ ...skills, enabled: mine.data?.state === "admitted" });
  const isKnown = mine.data !== undefined && (mine.data?.state !== "admitted" || all.data !== undefined);
  return {
    stage: isKnown ? stageOf(me, mine.data ?? null, all.data ?? []) : undefined,
    error: mine.error ?? all.error,
    refetch: () => {
      void mine.refetch();
      if (mine.data?.state === "admitted") void all.refetch();
    },
  };
}
