/** The list of turns: stays at the end while the reader is at the end, otherwise offers the way down. */
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/kit/basics";
import css from "./chat.module.css";

const NEAR_END_PX = 80;

export function Log({ label, count, children }: { label: string; count: number; children: ReactNode }) {
  const { t } = useTranslation("common");
  const box = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  const [isBehind, setBehind] = useState(false);
  const toEnd = () => {
    const log = box.current;
    if (log) log.scrollTop = log.scrollHeight;
    setBehind(false);
  };
  useLayoutEffect(() => {
    if (wasAtEnd.current) toEnd();
    else setBehind(true);
  }, [count]);
  useEffect(() => {
    const log = box.current;
    if (!log) return;
    const follow = () => {
      if (wasAtEnd.current) log.scrollTop = log.scrollHeight;
    };
    // The box changes with the window, what is in it when a turn gets its verdict.
    const size = new ResizeObserver(follow);
    const turns = new MutationObserver(follow);
    size.observe(log);
    turns.observe(log, { childList: true, subtree: true });
    return () => {
      size.disconnect();
      turns.disconnect();
    };
  }, []);
  return (
    <div
      ref={box}
      className={css.log}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      onScroll={(event) => {
        const log = event.currentTarget;
        wasAtEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
        if (wasAtEnd.current) setBehind(false);
      }}
    >
      {children}
      {isBehind ? (
        <div className={css.newer}>
          <Button size="small" icon="down" onClick={toEnd}>
            {t("newer")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
