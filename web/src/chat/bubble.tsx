/** One turn of a conversation, with its state on the way out and the verdict it was sent under. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Hit, Verdict } from "@/api/types";
import { time } from "@/i18n/format";
import { Badge, type Tone } from "@/kit/basics";
import { TokenText } from "@/kit/show";
import css from "./chat.module.css";

/** `queued`: on this device; `checking`: with the patrol; `sent`: passed and delivered; `held`: refused or waiting. */
export type SendState = "queued" | "checking" | "sent" | "held";
export type Speaker = "customer" | "worker" | "bot" | "system" | "me";

const TONE: Record<Verdict["outcome"], Tone> = { pass: "good", note: "accent", warn: "warn", alert: "bad", block: "bad" };

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation("common");
  return (
    <span title={verdict.id ? t("verdict_id", { id: verdict.id }) : undefined}>
      <Badge tone={TONE[verdict.outcome]}>{t(`verdict_${verdict.outcome}`)}</Badge>
    </span>
  );
}

/** The text with the spans a verdict points at underlined. Offsets count characters (code points). */
export function HitText({ text, hits, outcome }: { text: string; hits: Hit[]; outcome: Verdict["outcome"] }) {
  const letters = Array.from(text);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const hit of [...hits].sort((a, b) => a.start - b.start)) {
    if (hit.start < at || hit.end <= hit.start || hit.end > letters.length) continue;
    parts.push(letters.slice(at, hit.start).join(""));
    parts.push(
      <mark key={`${hit.rule}${hit.start}`} className={css.hit} data-outcome={outcome}>
        {letters.slice(hit.start, hit.end).join("")}
      </mark>,
    );
    at = hit.end;
  }
  parts.push(letters.slice(at).join(""));
  return <>{parts}</>;
}

export interface BubbleProps {
  from: Speaker;
  /** Whose words these are, for example "Customer 2". */
  who: string;
  text: string;
  at?: string;
  state?: SendState;
  verdict?: Verdict | null;
  isMarked?: boolean;
  /** Gives a masked value its menu. */
  chip?: (token: string) => ReactNode;
  /** What can be done about a held message. */
  children?: ReactNode;
}

export function Bubble({ from, who, text, at, state, verdict, isMarked, chip, children }: BubbleProps) {
  const { t } = useTranslation("common");
  const isMine = from === "me";
  return (
    <article className={css.turn} data-from={from} data-mine={isMine || undefined} data-state={state} data-marked={isMarked || undefined} aria-label={from === "system" ? undefined : `${who} ${at ? time(at) : ""}`}>
      {from === "system" ? null : <span className={css.who}>{who}</span>}
      {text === "" ? null : <div className={css.bubble}>{state === "held" && verdict ? <HitText text={text} hits={verdict.hits} outcome={verdict.outcome} /> : <TokenText text={text} chip={chip} />}</div>}
      <div className={css.foot}>
        {at ? <time dateTime={at}>{time(at)}</time> : null}
        {state ? <Badge tone={state === "held" ? "bad" : state === "sent" ? "good" : "plain"} icon={state === "queued" || state === "checking" ? "clock" : undefined}>{t(`send_${state}`)}</Badge> : null}
        {verdict && state !== "held" && verdict.outcome !== "pass" ? <VerdictBadge verdict={verdict} /> : null}
      </div>
      {children}
    </article>
  );
}

export { css as chatCss };
