/** Below the score: what the speech engine heard, what may be contested, and when the interview may be taken again. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import type { Contested, Report, Transcript } from "@/api/types";
import { clock, dateTime, percent } from "@/i18n/format";
import { Button, ButtonLink, Card, FormCard, Muted, Note } from "@/kit/basics";
import { Area } from "@/kit/fields";
import { useNow } from "@/kit/show";
import { ErrorState, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

/** Whether sounds were scored, in words. */
export function Partial({ report }: { report: Report }) {
  const { t } = useTranslation("interview");
  if (report.partial) return <Note title={t("partial_title")}>{t(report.partial_why ? "partial_failed" : "partial_text")}</Note>;
  return report.voice?.outcome === "advance" ? <Note tone="good">{t("voice_ready")}</Note> : null;
}

export function Transcripts({ all }: { all: Transcript[] }) {
  const { t } = useTranslation("interview");
  if (all.length === 0) return null;
  return (
    <Card aria-label={t("transcript")}>
      <h2>{t("transcript")}</h2>
      <Muted>{t("transcript_hint")}</Muted>
      {all.map((one) => (
        <details key={one.part}>
          <summary>
            {t(`transcript_${one.part}`)} {typeof one.confidence_pm === "number" ? t("transcript_sure", { percent: percent(one.confidence_pm / 1000, 0) }) : null}
          </summary>
          <p>
            {one.words.length === 0
              ? one.text
              : one.words.map((word, n) => (
                  <span key={n} title={t("transcript_at", { at: clock(word.from_ms / 1000) })}>
                    {word.text}
                    {/^[\x20-\x7e]+$/.test(word.text) ? " " : ""}
                  </span>
                ))}
          </p>
        </details>
      ))}
    </Card>
  );
}

export function Standing({ contested }: { contested: Contested }) {
  const { t } = useTranslation("interview");
  const words =
    contested.state === "noticed"
      ? t("contested_noticed", { at: dateTime(contested.answer_by ?? "") })
      : contested.state === "open"
        ? t("contested_open", { at: dateTime(contested.decide_by ?? "") })
        : t(contested.outcome === "for_subject" ? "contested_for" : "contested_against");
  return (
    <Note tone={contested.state === "noticed" ? "warn" : "accent"} title={t("contested_title")}>
      {words}{" "}
      <ButtonLink href={`/appeals/${contested.case}`} size="small">
        {t("contested_see")}
      </ButtonLink>
    </Note>
  );
}

/** While a person looks: ask for a new interview. */
export function Ask() {
  const { t } = useTranslation("interview");
  const client = useQueryClient();
  const [words, setWords] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const body = { words: words.trim() };
    await post("/applications/mine/appeal", body, { key: onceKey("application.appeal", body) });
    settled("application.appeal");
    await client.invalidateQueries({ queryKey: ["report"] });
    toast(t("ask_sent"));
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("ask_title")}>
      <h2>{t("ask_title")}</h2>
      <p>{t("ask_text")}</p>
      <Area label={t("ask_words")} hint={t("ask_words_hint")} value={words} onValue={setWords} maxLength={2000} rows={3} required />
      {problem ? <ErrorState error={problem} /> : null}
      <div>
        <Button type="submit" isBusy={isBusy}>
          {t("ask_go")}
        </Button>
      </div>
    </FormCard>
  );
}

export function Again({ from }: { from: string }) {
  const { t } = useTranslation("interview");
  const client = useQueryClient();
  const [, go] = useLocation();
  const { isBusy, problem, submit } = useSubmit(async () => {
    await post("/applications/mine/retake", {}, { key: onceKey("application.retake", {}) });
    settled("application.retake");
    await client.invalidateQueries();
    toast(t("again_done"));
    go("/interview");
  });
  const isOpen = Date.parse(from) <= useNow();
  return (
    <Card aria-label={t("again_title")}>
      <h2>{t("again_title")}</h2>
      <p>{t("again_from", { at: dateTime(from) })}</p>
      {problem ? <ErrorState error={problem} /> : null}
      {isOpen ? (
        <div>
          <Button look="main" isBusy={isBusy} onClick={() => void submit()}>
            {t("again_go")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
