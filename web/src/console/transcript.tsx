/** A conversation as the enterprise and the platform may see it: masked tokens, verdicts before each answer. */
import { useTranslation } from "react-i18next";
import type { Message, Verdict } from "@/api/types";
import { time } from "@/i18n/format";
import { TokenText, useHitWords } from "@/kit/show";
import { Mark, Nothing } from "./parts";
import css from "./transcript.module.css";

const TONE = { pass: "good", note: "warn", warn: "warn", alert: "bad", block: "bad" } as const;

function VerdictLine({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation("console");
  const words = useHitWords();
  return (
    <div className={css.verdict}>
      <Mark tone={TONE[verdict.outcome]}>
        {t("verdict")} {t(`state.${verdict.outcome}`)}
      </Mark>
      {verdict.hits.map((hit) => (
        <p key={`${hit.rule}-${hit.start}`}>
          {words(hit)} <code>{hit.rule}</code>
        </p>
      ))}
    </div>
  );
}

export function Transcript({ messages }: { messages: readonly Message[] }) {
  const { t } = useTranslation("console");
  if (messages.length === 0) return <Nothing why={t("no_messages")} />;
  return (
    <ol className={css.log} aria-label={t("transcript")}>
      {messages.map((message) => (
        <li key={message.id} className={`${css.turn} ${css[message.from]}`}>
          <p className={css.who}>
            {t(`from.${message.from}`)} · <time dateTime={message.at}>{time(message.at)}</time>
            {message.state === "held" && <Mark tone="bad">{t("state.held")}</Mark>}
          </p>
          <p className={css.text}>
            {message.from === "system" ? t(`system.${message.text}`, { defaultValue: message.text }) : <TokenText text={message.text} />}
          </p>
          {message.verdict && <VerdictLine verdict={message.verdict} />}
        </li>
      ))}
    </ol>
  );
}
