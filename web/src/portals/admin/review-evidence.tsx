/** What a reviewer hears and reads: recordings with how well they could be heard, conversations, typed texts, what the page noticed. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReviewDetail, ReviewRecording } from "@/api/types";
import { readBlob, useGet } from "@/console/data";
import { Facts, Mark, Refusal, Row, Short, Stack } from "@/console/parts";
import { clock, number, percent } from "@/i18n/format";
import { useReasonText } from "@/kit/show";

/** A recording, fetched when it is asked for: every listening is written to the audit trail. */
function Recording({ application, one }: { application: string; one: ReviewRecording }) {
  const { t } = useTranslation("admin");
  const [url, setUrl] = useState<string>();
  const listen = useListen(`/reviews/${application}/recordings/${one.id}`, setUrl);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  const heard = (one.heard ?? {}) as Record<string, number>;
  return (
    <li>
      <Stack>
        <Row>
          <strong>{t(`part.${one.part}`)}</strong>
          <span>{clock(one.duration_ms / 1000)}</span>
          <Mark tone={(heard.snr_db ?? 0) >= 15 ? "good" : "warn"}>{t("reviews.heard", { snr: number(heard.snr_db ?? 0), db: number(heard.voice_db ?? 0) })}</Mark>
        </Row>
        <p>{one.asked}</p>
        {one.transcript ? (
          <p>
            <strong>{t("reviews.transcript")}</strong> {one.transcript.text}{" "}
            {typeof one.transcript.confidence_pm === "number" ? (
              <Mark tone={one.transcript.confidence_pm >= 500 ? "good" : "warn"}>{t("reviews.sure", { percent: percent(one.transcript.confidence_pm / 1000, 0) })}</Mark>
            ) : null}
          </p>
        ) : null}
        {url ? (
          // The candidate's voice beside the text that was to be read; free talk has no words but itself.
          // eslint-disable-next-line jsx-a11y/media-has-caption
          <audio controls src={url} aria-label={t(`part.${one.part}`)} />
        ) : (
          <div>
            <Button onClick={listen.run} loading={listen.isBusy}>
              {t("reviews.listen")}
            </Button>
          </div>
        )}
        {listen.error ? <Refusal error={listen.error} /> : null}
      </Stack>
    </li>
  );
}

function useListen(path: string, onUrl: (url: string) => void) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = () => {
    setBusy(true);
    setError(undefined);
    readBlob(path)
      .then((blob) => onUrl(URL.createObjectURL(blob)), setError)
      .finally(() => setBusy(false));
  };
  return { run, isBusy, error };
}

/** What came of the document: codes, and other applications with the same one. Neither name nor number. */
function Identity({ of }: { of: NonNullable<ReviewDetail["identity"]> }) {
  const { t } = useTranslation("admin");
  const words = useReasonText();
  return (
    <>
      <h2>{t("reviews.identity")}</h2>
      <Row>
        <Mark tone={of.state === "passed" ? "good" : "warn"}>{t(`reviews.identity_${of.state}`)}</Mark>
        {of.codes.map((code) => (
          <span key={code}>{words({ code })}</span>
        ))}
      </Row>
      {of.verifier_codes.length > 0 ? <p>{t("reviews.verifier", { codes: of.verifier_codes.join(", ") })}</p> : null}
      {of.same_document.length > 0 ? (
        <Row>
          <span>{t("reviews.same_document")}</span>
          {of.same_document.map((id) => (
            <Short key={id} id={id} />
          ))}
        </Row>
      ) : null}
    </>
  );
}

export function Evidence({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const detail = useGet<ReviewDetail>(`/reviews/${id}`);
  if (detail.error) return <Refusal error={detail.error} />;
  const found = detail.data;
  if (!found) return null;
  return (
    <Stack>
      {found.identity ? <Identity of={found.identity} /> : null}
      {found.recordings.length > 0 ? <h2>{t("reviews.recordings")}</h2> : null}
      <ul>
        {found.recordings.map((one) => (
          <Recording key={one.id} application={id} one={one} />
        ))}
      </ul>
      {found.dialogues.length > 0 ? <h2>{t("reviews.dialogues")}</h2> : null}
      {found.dialogues.map((dialogue, n) => (
        <details key={n}>
          <summary>{dialogue.title}</summary>
          <ol>
            {dialogue.turns.map((turn, at) => (
              <li key={at}>
                <strong>{t(`reviews.${turn.from}`)}</strong> {turn.text}
              </li>
            ))}
          </ol>
        </details>
      ))}
      {found.typed.map((typed, n) => (
        <details key={n}>
          <summary>{t("reviews.typed", { n: n + 1 })}</summary>
          <Facts
            of={[
              [t("reviews.target"), typed.target],
              [t("reviews.text"), typed.text],
            ]}
          />
        </details>
      ))}
      {found.signals.length > 0 ? (
        <>
          <h2>{t("reviews.noticed")}</h2>
          <p>{t("reviews.noticed_hint")}</p>
          <ul>
            {found.signals.map((signal) => (
              <li key={signal.kind}>{t(`signal.${signal.kind}`, { n: signal.count, s: number(Math.round(signal.ms / 1000)) })}</li>
            ))}
          </ul>
        </>
      ) : null}
    </Stack>
  );
}
