/** Microphone, recorder and network, before anything counts. Without a microphone the person may go on and is told what follows. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "@/api/client";
import { toProblem } from "@/api/errors";
import { recordingKind } from "@/media/recorder";
import { VOICE_LEVEL, watchLevel } from "@/media/meter";
import { Button, Card, Note, Row } from "@/kit/basics";
import { Meter } from "@/kit/show";

export function DeviceCheck({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("interview");
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [level, setLevel] = useState(0);
  const [isHeard, setHeard] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [delay, setDelay] = useState<number | null>(null);
  const kind = recordingKind();

  useEffect(() => {
    const startedAt = performance.now();
    // Any answer shows that the server is there.
    const came = () => setDelay(Math.round(performance.now() - startedAt));
    get("/boot").then(came, (error: unknown) => (toProblem(error).status === 0 ? setDelay(-1) : came()));
  }, []);

  useEffect(() => {
    if (!stream) return;
    const stop = watchLevel(stream, (now) => {
      setLevel(now);
      if (now >= VOICE_LEVEL) setHeard(true);
    });
    return () => {
      stop();
      for (const track of stream.getTracks()) track.stop();
    };
  }, [stream]);

  const ask = async () => {
    setFault(null);
    try {
      setStream(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      setFault(name === "NotAllowedError" ? "mic_denied" : name === "NotFoundError" ? "mic_missing" : "mic_failed");
    }
  };

  return (
    <Card aria-label={t("step_check")}>
      <h2>{t("step_check")}</h2>
      <p>{t("check_text")}</p>
      {kind ? null : <Note tone="bad" title={t("no_recorder")} />}
      {stream ? (
        <>
          <Meter label={t("mic_level")} value={Math.round(level * 100)} max={100} text={t(isHeard ? "mic_heard" : "mic_speak")} tone={isHeard ? "good" : "accent"} />
          {isHeard ? <Note tone="good" role="status" title={t("mic_good")} /> : null}
        </>
      ) : (
        <div>
          <Button icon="mic" onClick={() => void ask()}>
            {t("mic_ask")}
          </Button>
        </div>
      )}
      {fault ? (
        <Note tone="bad" role="alert" title={t(fault)}>
          {t("mic_help")}
        </Note>
      ) : null}
      <p>{delay === null ? t("net_checking") : delay < 0 ? t("net_bad") : t("net_delay", { n: delay })}</p>
      <Row>
        <Button look="main" disabled={!stream} onClick={onDone}>
          {t("check_go")}
        </Button>
        {stream && !isHeard ? <span>{t("check_unheard")}</span> : null}
      </Row>
    </Card>
  );
}
