/** What a customer wrote, as the server draws it: a picture with an invisible mark. A click asks the server what stands there. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import { accessToken } from "@/api/session";
import { urlOf } from "@/api/client";
import css from "./desk.module.css";

/** Widths that are asked for, so that a resized window does not draw everything anew at each pixel. */
const STEP_PX = 40;
const WIDEST_PX = 560;

async function load(path: string, width: number, isDark: boolean): Promise<string> {
  const token = await accessToken();
  const scale = Math.min(3, Math.max(1, Math.round(window.devicePixelRatio)));
  const answer = await fetch(urlOf(path, { width, scale, dark: isDark }), { headers: token ? { authorization: `Bearer ${token}` } : {} });
  if (!answer.ok) throw new Error(String(answer.status));
  return URL.createObjectURL(await answer.blob());
}

export default function Drawn({ conversation, what, onToken }: { conversation: string; what: string; onToken?: (token: string) => void }) {
  const { t } = useTranslation("desk");
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [url, setUrl] = useState<string | null>(null);
  const [isLost, setLost] = useState(false);
  const path = `/conversations/${conversation}/pictures/${what}` as const;
  useEffect(() => {
    const room = box.current?.parentElement;
    if (!room) return;
    const measure = () => setWidth(Math.min(WIDEST_PX, Math.max(160, Math.floor(room.clientWidth / STEP_PX) * STEP_PX)));
    const watcher = new ResizeObserver(measure);
    watcher.observe(room);
    measure();
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    if (!width) return;
    let isHere = true;
    let made: string | null = null;
    load(path, width, document.documentElement.dataset.theme === "dark").then(
      (next) => {
        made = next;
        if (isHere) setUrl(next);
        else URL.revokeObjectURL(next);
      },
      () => setLost(true),
    );
    return () => {
      isHere = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [path, width]);
  const pick = async (event: React.MouseEvent<HTMLImageElement>) => {
    const place = event.currentTarget.getBoundingClientRect();
    const by = width / place.width;
    const { token } = await post<{ token: string | null }>(`${path}/pick`, { width, x: (event.clientX - place.left) * by, y: (event.clientY - place.top) * by });
    if (token) onToken?.(token);
  };
  return (
    <div ref={box} className={css.drawn}>
      {isLost ? <span role="alert">{t("drawn_lost")}</span> : null}
      {/* The tokens are in the right pane as buttons: nothing is reached by pointer alone. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events */}
      {url ? <img src={url} width={width} alt={t("drawn_alt")} draggable={false} onClick={(event) => void pick(event).catch(() => undefined)} /> : null}
    </div>
  );
}
