/** The cameras in the desk's bar: consent and device check, then a small view of oneself, the state, and the break. A chunk of its own. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { reloadMe } from "@/api/auth";
import { put } from "@/api/client";
import { useMe } from "@/api/session";
import type { GuardStanding } from "@/api/types";
import { Badge, Button, ButtonLink, Hidden, Note, Row, Stack, type Tone } from "@/kit/basics";
import { Check } from "@/kit/fields";
import { Dialog } from "@/kit/overlay";
import { openEye, type Eye } from "@/media/eye";
import css from "./cameras.module.css";
import { Setup } from "./setup";
import { CameraWatch, useWatch } from "./watch";

const TONE: Record<GuardStanding["state"], Tone> = { ok: "good", degraded: "warn", break: "plain", terminated: "bad" };

const CHOSEN = "tidecrew.cameras";

/** The cameras that were chosen in this tab, or whichever there is. */
function chosenBefore(): MediaTrackConstraints[] {
  const kept = sessionStorage.getItem(CHOSEN);
  return kept ? (JSON.parse(kept) as string[]).map((id) => ({ deviceId: { exact: id } })) : [{}];
}

/** What the guard said last, in words. */
function useWhy(): (standing: GuardStanding) => string {
  const { t } = useTranslation("guard");
  return ({ reasons }) => {
    const seen = reasons.filter(({ code }) => !code.startsWith("guard.terminated"));
    const said = seen.map((reason) => {
      if (reason.code === "guard.seen") return t(`seen_${String(reason.params.class)}`, { defaultValue: t("why_seen") });
      if (reason.code === "guard.missed") return t("why_missed");
      return reason.code === "guard.page_left" ? t("why_page_left") : t("why_other");
    });
    return [...new Set(said)].join(" · ");
  };
}

function SelfView({ eye, state }: { eye: Eye; state: string }) {
  const { t } = useTranslation("guard");
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = eye.stream;
  }, [eye]);
  // A live picture of oneself, without sound: there is nothing to caption.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  return <video ref={video} className={css.self} data-state={state} autoPlay muted playsInline aria-label={t("self")} />;
}

function Consent({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("guard");
  const [isOn, setOn] = useState(false);
  const agree = async (on: boolean) => {
    setOn(on);
    await put("/me/consents/camera_guard", { granted: on });
    await reloadMe();
    if (on) onDone();
  };
  return (
    <Stack>
      <p>{t("consent_text")}</p>
      <p>{t("consent_without")}</p>
      <Check label={t("consent")} isOn={isOn} onValue={(on) => void agree(on)} isFramed />
    </Stack>
  );
}

/** `onHear` is told who takes what comes over the stream, `onStanding` where the guard stands. */
export default function Cameras({ isAsked, onHear, onStanding }: { isAsked: boolean; onHear: (hear: ((kind: string, body: Record<string, unknown>) => void) | null) => void; onStanding: (standing: GuardStanding | null) => void }) {
  const { t } = useTranslation("guard");
  const why = useWhy();
  const me = useMe();
  const [isOpen, setOpen] = useState(isAsked);
  const [watch] = useState(() => new CameraWatch(onStanding));
  const { standing, eyes, flash, pose, pictures, fault, knowsPhones } = useWatch(watch);
  const hasAgreed = me.consents.some((each) => each.purpose === "camera_guard" && each.granted);
  useEffect(() => {
    onHear((kind, body) => watch.heard(kind, body));
    void watch.ask().then(async (found) => {
      // The page was loaded anew while the guard runs: the cameras go on.
      if (found?.state === "ok" || found?.state === "degraded") await watch.start(await Promise.all(chosenBefore().map(openEye)));
    }, () => undefined);
    const leave = () => watch.leave();
    window.addEventListener("pagehide", leave);
    return () => {
      onHear(null);
      window.removeEventListener("pagehide", leave);
      watch.leave();
    };
  }, [watch, onHear]);
  const start = async (chosen: Eye[]) => {
    await document.documentElement.requestFullscreen().catch(() => undefined);
    sessionStorage.setItem(CHOSEN, JSON.stringify(chosen.map((eye) => eye.device)));
    await watch.start(chosen);
    if (!watch.now().fault) setOpen(false);
  };
  const front = eyes[0];
  const isOff = !standing || standing.state === "break" || !front;
  return (
    <span className={css.mark}>
      {front && standing ? <SelfView eye={front} state={standing.state} /> : null}
      {standing ? (
        <span role="status">
          <Badge tone={TONE[standing.state]}>{t(`state_${standing.state}`)}</Badge>
          {standing.state === "degraded" ? <Hidden>{t("degraded_text", { why: why(standing) })}</Hidden> : null}
        </span>
      ) : null}
      {standing?.state === "terminated" ? (
        <Note tone="bad" role="alert" title={t("terminated")}>
          <p>{t("terminated_why", { why: why(standing) })}</p>
          <p>{t("terminated_text")}</p>
          <p>{t("sign_again")}</p>
          {pictures ? <p>{t("pictures", { count: pictures })}</p> : null}
          <Row>
            <ButtonLink size="small" href="/appeals">
              {t("to_appeals")}
            </ButtonLink>
          </Row>
        </Note>
      ) : isOff ? (
        <Button size="small" icon="shield" onClick={() => setOpen(true)}>
          {t(standing?.state === "break" ? "resume" : "open")}
        </Button>
      ) : (
        <Button size="small" onClick={() => void watch.pause()}>
          {t("break")}
        </Button>
      )}
      {standing?.state === "degraded" && front ? <span>{why(standing)}</span> : null}
      {knowsPhones === false && front ? <span role="note">{t("no_phones")}</span> : null}
      {isOpen ? (
        <Dialog title={t("cameras")} isOpen onClose={() => setOpen(false)}>
          <Stack>
            <p>{t("lead")}</p>
            {hasAgreed ? <Setup onStart={start} /> : <Consent onDone={() => undefined} />}
            {fault ? (
              <Note tone="bad" role="alert" title={t(`start_${fault}`, { defaultValue: t("start_other") })}>
                {fault === "evidence_refused" ? (
                  <ButtonLink size="small" href="/device">
                    {t("to_device")}
                  </ButtonLink>
                ) : null}
              </Note>
            ) : null}
          </Stack>
        </Dialog>
      ) : null}
      {flash ? (
        <div className={css.flash} style={{ background: flash }} role="status">
          <p>{t("flash")}</p>
        </div>
      ) : null}
      {pose ? (
        <div className={css.pose} role="alert">
          {t(`pose_${pose}`)}
        </div>
      ) : null}
    </span>
  );
}
