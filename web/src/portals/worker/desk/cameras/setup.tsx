/** Before the guard begins: which cameras, does each work, and a telephone as the second one. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "@/api/client";
import type { CameraCode, PairedCameras } from "@/api/types";
import { Button, Note, Row, Stack } from "@/kit/basics";
import { Select } from "@/kit/fields";
import { openEye, type Eye, type EyeState } from "@/media/eye";
import css from "./cameras.module.css";

const PHONE = "phone";
const LOOK_MS = 500;
const ASK_MS = 2_000;

/** The rows of a QR code on a canvas, with the quiet border that readers need. */
export function drawCode(canvas: HTMLCanvasElement, rows: readonly string[]): void {
  const border = 4;
  const size = rows.length + border * 2;
  [canvas.width, canvas.height] = [size, size];
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size, size);
  context.fillStyle = "#000";
  rows.forEach((row, y) => [...row].forEach((dot, x) => dot === "#" && context.fillRect(x + border, y + border, 1, 1)));
}

function Preview({ eye, label }: { eye: Eye; label: string }) {
  const { t } = useTranslation("guard");
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<EyeState>("live");
  useEffect(() => {
    if (video.current) video.current.srcObject = eye.stream;
    const timer = setInterval(() => {
      eye.look();
      setState(eye.state);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [eye]);
  return (
    <figure>
      {/* A live picture without sound: there is nothing to caption. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} autoPlay muted playsInline aria-label={label} />
      <figcaption role="status">{t(state === "live" ? "check_ok" : `check_${state}`)}</figcaption>
    </figure>
  );
}

function Phone({ onPhones }: { onPhones: (now: PairedCameras) => void }) {
  const { t } = useTranslation("guard");
  const canvas = useRef<HTMLCanvasElement>(null);
  const [code, setCode] = useState<CameraCode | null>(null);
  const [phones, setPhones] = useState<PairedCameras | null>(null);
  useEffect(() => {
    let isHere = true;
    const ask = async () => {
      const now = await get<PairedCameras>("/desk/guard/cameras");
      if (!isHere) return;
      setPhones(now);
      onPhones(now);
    };
    void get<PairedCameras>("/desk/guard/cameras").then(async (now) => {
      // One that serves already goes on.
      if (isHere && !now.items.some((phone) => phone.is_joined)) setCode(await post<CameraCode>("/desk/guard/cameras"));
    }, () => undefined);
    const timer = setInterval(() => void ask().catch(() => undefined), ASK_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [onPhones]);
  useEffect(() => {
    if (canvas.current && code) drawCode(canvas.current, code.qr);
  }, [code]);
  const phone = phones?.items[0];
  const word = !phone?.is_joined ? "phone_waiting" : phone.state === "gone" ? "phone_gone" : "phone_joined";
  return (
    <Stack>
      {phone?.is_joined || !code ? null : (
        <>
          <p>{t("phone_text")}</p>
          <canvas ref={canvas} className={css.qr} role="img" aria-label={code.url} />
          <p>
            {t("phone_link")}: <code>{code.url}</code>
          </p>
        </>
      )}
      <p role="status">{t(word)}</p>
    </Stack>
  );
}

export function Setup({ onStart }: { onStart: (eyes: Eye[]) => Promise<void> }) {
  const { t } = useTranslation("guard");
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [chosen, setChosen] = useState<string[]>([]);
  const [eyes, setEyes] = useState<Eye[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [phones, setPhones] = useState<PairedCameras>({ items: [], needed: 2 });
  const [isBusy, setBusy] = useState(false);
  const given = useRef(false);
  const held = useRef<Eye[]>([]);
  useEffect(() => {
    given.current = false;
    return () => {
      if (!given.current) for (const eye of held.current) eye.stop();
    };
  }, []);
  const open = async (ids: string[]) => {
    for (const eye of held.current) eye.stop();
    setChosen(ids);
    const cameras = ids.filter((id) => id !== PHONE && id !== "");
    held.current = await Promise.all(cameras.map((id) => openEye({ deviceId: { exact: id } })));
    setEyes(held.current);
  };
  const begin = async () => {
    setFault(null);
    try {
      // The first question to the person; names and numbers of cameras are told after it only.
      const first = await openEye({});
      const all = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
      first.stop();
      setDevices(all);
      setPhones(await get<PairedCameras>("/desk/guard/cameras"));
      await open([all[0]?.deviceId ?? "", all[1]?.deviceId ?? PHONE]);
    } catch (error) {
      setFault(error instanceof DOMException && error.name === "NotFoundError" ? "none" : "denied");
    }
  };
  const joined = chosen.includes(PHONE) ? phones.items.filter((phone) => phone.is_joined && phone.state !== "gone").length : 0;
  const have = eyes.length + joined;
  const options = devices.map((device, n) => ({ id: device.deviceId, text: device.label || `${n + 1}` }));
  return (
    <Stack>
      {devices.length ? (
        <>
          <Select label={t("first")} value={chosen[0]} options={options} onValue={(id) => void open([id, chosen[1] ?? PHONE])} />
          <Select label={t("second")} value={chosen[1]} options={[...options.filter((each) => each.id !== chosen[0]), { id: PHONE, text: t("phone") }]} onValue={(id) => void open([chosen[0] ?? "", id])} />
          <div className={css.eyes}>
            {eyes.map((eye, n) => (
              <Preview key={eye.id} eye={eye} label={t(n === 0 ? "first" : "second")} />
            ))}
          </div>
          {chosen.includes(PHONE) ? <Phone onPhones={setPhones} /> : null}
          {have < phones.needed ? <p role="status">{t("need_more", { n: phones.needed, have })}</p> : null}
        </>
      ) : null}
      {fault ? <Note tone="bad" role="alert" title={t(fault)} /> : null}
      {isBusy ? <p role="status">{t("loading")}</p> : null}
      <Row>
        {devices.length ? (
          <Button
            look="main"
            isBusy={isBusy}
            disabled={have < phones.needed}
            onClick={() => {
              setBusy(true);
              given.current = true;
              void onStart(eyes).finally(() => setBusy(false));
            }}
          >
            {t("start")}
          </Button>
        ) : (
          <Button look="main" icon="shield" onClick={() => void begin()}>
            {t("open_cameras")}
          </Button>
        )}
      </Row>
    </Stack>
  );
}
