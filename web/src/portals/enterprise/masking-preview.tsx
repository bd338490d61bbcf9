/** What a worker would see of the enterprise's own sample: judged by the server's policy, never stored. */
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import { toProblem } from "@/api/errors";
import type { MaskingPreview as Preview } from "@/api/types";
import { Mute, Refusal } from "@/console/parts";
import { number, percent } from "@/i18n/format";
import { TokenText } from "@/kit/show";
import css from "./enterprise.module.css";


/** `source` is a policy's own text, tried before it is kept; else `policy` names one in force. */
export function MaskingPreview({ policy, source }: { policy?: string; source?: string }) {
  const { t } = useTranslation("enterprise");
  const id = useId();
  const [sample, setSample] = useState(t("preview.sample"));
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      post<Preview>("/masking/preview", { text: sample, policy, source }, { signal: abort.signal }).then(
        (answer) => {
          setPreview(answer);
          setError(undefined);
        },
        (problem: unknown) => {
          if (!abort.signal.aborted) setError(problem);
        },
      );
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [sample, policy, source]);
  return (
    <div>
      <h3>{t("preview.title")}</h3>
      <Mute>{t("preview.intro")}</Mute>
      <div className={css.preview}>
        <div>
          <label htmlFor={id}>{t("preview.yours")}</label>
          <textarea id={id} className={css.area} maxLength={2000} value={sample} onChange={(event) => setSample(event.target.value)} />
        </div>
        <div>
          <span id={`${id}-out`}>{t("preview.theirs")}</span>
          <div role="status" aria-labelledby={`${id}-out`} className={css.masked}>
            {preview?.blocked && t("preview.blocked")}
            {preview && <TokenText text={preview.text} />}
          </div>
          {preview && (
            <Mute>
              {t("preview.found", { n: number(preview.spans.length) })}
              {preview.spans.length > 0 && ` (${preview.spans.map((span) => `${span.label} ${percent(span.score)} ${span.rule}`).join(", ")})`}
              {preview.solicit.length > 0 && ` ${t("preview.solicit")}`}
            </Mute>
          )}
        </div>
      </div>
      {error !== undefined && <Refusal error={error} />}
      {error !== undefined && source !== undefined && <p className={css.vector}>{toProblem(error).message}</p>}
    </div>
  );
}
