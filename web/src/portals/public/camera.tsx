/** Opened on a telephone by the code that a desk shows: its camera watches, and only tells that it does. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { toProblem } from "@/api/errors";
import { Button, Card, Note } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { openEye, type Eye } from "@/media/eye";

const REPORT_MS = 3_000;
type Stand = "ready" | "watch" | "used" | "over" | "denied" | "virtual" | "lost";

const report = (token: string, eye: Eye, frame_sha256: string) =>
  call<{ guard?: string }>("POST", "/camera/report", { open: true, body: { token, report: { label: eye.label, frame_no: eye.frameNo, frame_sha256, fps: eye.fps, state: eye.state } } });

export default function CameraScreen({ code }: { code: string }) {
  const { t } = useTranslation("guard");
  const [stand, setStand] = useState<Stand>("ready");
  const [eye, setEye] = useState<Eye | null>(null);
  const token = useRef("");
  const video = useRef<HTMLVideoElement>(null);
  const start = async () => {
    let opened: Eye;
    try {
      opened = await openEye({ facingMode: { ideal: "environment" } });
    } catch {
      return setStand("denied");
    }
    try {
      token.current = (await call<{ token: string }>("POST", "/camera/join", { open: true, body: { code } })).token;
      setEye(opened);
      setStand("watch");
      await navigator.wakeLock?.request("screen").catch(() => undefined);
    } catch {
      opened.stop();
      setStand("used");
    }
  };
  useEffect(() => {
    if (!eye) return;
    if (video.current) video.current.srcObject = eye.stream;
    const looking = setInterval(() => eye.look(), 250);
    const end = (why: Stand) => {
      clearInterval(telling);
      clearInterval(looking);
      eye.stop();
      setEye(null);
      setStand(why);
    };
    const tell = async () => {
      try {
        const heard = await report(token.current, eye, await eye.hash());
        if (heard.guard) setStand("watch");
        else end("over");
      } catch (error) {
        const { code: why } = toProblem(error);
        if (why === "code_invalid") end("over");
        else if (why === "evidence_refused") end("virtual");
        else setStand("lost");
      }
    };
    const telling = setInterval(() => void tell(), REPORT_MS);
    void tell();
    return () => {
      clearInterval(telling);
      clearInterval(looking);
      eye.stop();
    };
  }, [eye]);
  return (
    <Page title={t("camera_title")} lead={t("camera_lead")} isNarrow>
      <Card>
        {eye ? (
          // A live picture without sound: there is nothing to caption.
          // eslint-disable-next-line jsx-a11y/media-has-caption
          <video ref={video} autoPlay muted playsInline width={240} aria-label={t("self")} />
        ) : null}
        {stand === "ready" ? (
          <Button look="main" onClick={() => void start()}>
            {t("camera_start")}
          </Button>
        ) : (
          <Note tone={stand === "watch" ? "good" : stand === "over" ? "plain" : "bad"} role="status" title={t(stand === "denied" ? "denied" : `camera_${stand}`)} />
        )}
      </Card>
    </Page>
  );
}
