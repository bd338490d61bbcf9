/** What may be done with a masked value: what each token allows, and looking at one for a purpose, for a short while. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call, get, post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { Button, Row } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./desk.module.css";

export interface TokenLine {
  /** 〔手机·1〕, which the server writes. */
  token: string;
  label: string;
  /** Purposes for which the value may be seen; none means never. */
  reveal: string[];
  can_call: boolean;
  can_send: boolean;
}

const path = <W extends "reveal" | "call" | "send">(conversation: string, token: string, what: W) => `/conversations/${conversation}/tokens/${encodeURIComponent(token)}/${what}` as const;

/** The tokens of a conversation with what each allows; read again when there is more to read. */
export function useTokenLines(conversation: string, count: number): Map<string, TokenLine> {
  const [lines, setLines] = useState<Map<string, TokenLine>>(new Map());
  useEffect(() => {
    if (count === 0) return;
    const abort = new AbortController();
    get<{ items: TokenLine[] }>(`/conversations/${conversation}/tokens`, undefined, abort.signal).then(
      ({ items }) => setLines(new Map(items.map((line) => [line.token, line]))),
      // Without them the menu offers what needs no word of the server.
      () => undefined,
    );
    return () => abort.abort();
  }, [conversation, count]);
  return lines;
}

/** Has a hidden value called, or sent to the enterprise's system. `recorded`: there is no system to do it by itself. */
export async function actOn(conversation: string, token: string, what: "call" | "send"): Promise<"recorded" | "queued"> {
  const to = path(conversation, token, what);
  const done = await call<{ state: "recorded" | "queued" }>("POST", to, { body: {}, key: onceKey(to, null) });
  settled(to);
  return done.state;
}

/** Shows one value for a purpose. It is covered again after the seconds the server says, and when this closes. */
export function Reveal({ id, line, onClose }: { id: string; line: TokenLine; onClose: () => void }) {
  const { t } = useTranslation(["desk", "common"]);
  const [purpose, setPurpose] = useState<string | undefined>(line.reveal.length === 1 ? line.reveal[0] : undefined);
  const [shown, setShown] = useState<{ value: string; left: number } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = box.current;
    here?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    here?.addEventListener("keydown", onKey);
    return () => here?.removeEventListener("keydown", onKey);
  }, [onClose]);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(shown.left > 1 ? { ...shown, left: shown.left - 1 } : null), 1000);
    return () => clearTimeout(timer);
  }, [shown]);
  const { isBusy, problem, submit } = useSubmit(async () => {
    const seen = await post<{ value: string; remask_after_s: number }>(path(id, line.token, "reveal"), { purpose });
    setShown({ value: seen.value, left: seen.remask_after_s });
  });
  return (
    <div ref={box} tabIndex={-1} className={css.compare} role="group" aria-label={t("reveal_title", { token: line.token })}>
      <strong>{t("reveal_title", { token: line.token })}</strong>
      <Radios legend={t("reveal_purpose")} value={purpose} onValue={setPurpose} options={line.reveal.map((each) => ({ id: each, text: t(`purpose_${each}`, { defaultValue: each }) }))} />
      <p>{t("reveal_audited")}</p>
      {shown ? (
        <p role="status">
          <output className={css.revealed}>{shown.value}</output> <span aria-hidden="true">{t("reveal_left", { seconds: shown.left })}</span>
        </p>
      ) : null}
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        <Button size="small" look="main" isBusy={isBusy} disabled={!purpose || shown !== null} onClick={() => void submit()}>
          {t("reveal_go")}
        </Button>
        <Button size="small" look="plain" onClick={onClose}>
          {t("common:close")}
        </Button>
      </Row>
    </div>
  );
}
