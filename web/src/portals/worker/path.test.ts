import { describe, expect, it } from "vitest";
import type { Application, Me, Skill } from "@/api/types";
import { stageOf } from "./path";

const later = new Date(Date.now() + 3_600_000).toISOString();
const me = (level: number, granted = true): Me => ({
  id: "1", name: "n", email_masked: "e", role: "worker", tenant: { id: "t", name: "t" }, locale: "en",
  posture: { level, expires_at: later }, consents: [{ purpose: "service_terms", version: "1", granted, required: true }],
});
const app = (state: Application["state"]): Application => ({ id: "a", state, created_at: later, vetting: { state: "passed", questions: [], answers: {} } });
const skill = (state: Skill["state"], live = true): Skill => ({
  code: "s", name_zh: "s", name_en: "s", minutes: 1, state,
  ...(state === "certified" ? { certificate: { id: "c", level: 1, expires_at: later, live } } : {}),
});

describe("stage", () => {
  it("follows the path", () => {
    expect(stageOf(me(0), null, [])).toBe("apply");
    expect(stageOf(me(0), app("draft"), [])).toBe("apply");
    expect(stageOf(me(0, false), app("interview"), [])).toBe("apply");
    expect(stageOf(me(0), app("interview"), [])).toBe("interview");
    expect(stageOf(me(0), app("scoring"), [])).toBe("waiting");
    expect(stageOf(me(0), app("review"), [])).toBe("waiting");
    expect(stageOf(me(0), app("declined"), [])).toBe("declined");
    expect(stageOf(me(1), app("admitted"), [skill("learning")])).toBe("learn");
    expect(stageOf(me(1), app("admitted"), [skill("certified", false)])).toBe("call");
    expect(stageOf(me(0), app("admitted"), [skill("certified")])).toBe("enrol");
    expect(stageOf(me(1), app("admitted"), [skill("certified")])).toBe("desk");
  });

  it("does not count trust that ran out", () => {
    const stale = { ...me(1), posture: { level: 1, expires_at: new Date(Date.now() - 1).toISOString() } };
    expect(stageOf(stale, app("admitted"), [skill("certified")])).toBe("enrol");
  });
});
