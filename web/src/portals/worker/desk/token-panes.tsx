/** Looking at a masked value for a purpose, for a short while; comparing how one ends without seeing it. */
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { signed } from "@/api/attested";
import { post } from "@/api/client";
import { Button, Note, Row } from "@/kit/basics";
import { Field, Radios } from "@/kit/fields";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./desk.module.css";
import type { DeskStore } from "./store";
import { path, type TokenLine } from "./token-acts";

/** The act, and the way out. */
function Foot({ isBusy, isOff, onGo, onClose, children }: { isBusy: boolean; isOff: boolean; onGo: () => void; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <Row>
      <Button size="small" look="main" isBusy={isBusy} disabled={isOff} onClick={onGo}>
        {children}
      </Button>
      <Button size="small" look="plain" onClick={onClose}>
        {t("close")}
      </Button>
    </Row>
  );
}

/** Shows one value for a purpose. It is covered again after the seconds the server says, and when this closes. */
export function Reveal({ id, line, onClose }: { id: string; line: TokenLine; onClose: () => void }) {
  const { t } = useTranslation("desk");
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
    const [to, why] = [path(id, line.token, "reveal"), { purpose }];
    const seen = await post<{ value: string; remask_after_s: number }>(to, why, { headers: await signed("POST", to, why) });
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
      <Foot isBusy={isBusy} isOff={!purpose || shown !== null} onGo={() => void submit()} onClose={onClose}>
        {t("reveal_go")}
      </Foot>
    </div>
  );
}

/** Whether a value ends as the customer says; the value itself is not shown. */
export function Compare({ store, id, token, onClose }: { store: DeskStore; id: string; token: string; onClose: () => void }) {
  const { t } = useTranslation("desk");
  const [said, setSaid] = useState("");
  const [result, setResult] = useState<boolean | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);
  const { isBusy, problem, submit } = useSubmit(async () => setResult(await store.compare(id, token, said.trim())));
  return (
    <div className={css.compare} role="group" aria-label={t("compare_title", { token })}>
      <strong>{t("compare_title", { token })}</strong>
      <Field
        ref={field}
        label={t("compare_field")}
        value={said}
        maxLength={4}
        autoComplete="off"
        onValue={(value) => {
          setSaid(value);
          setResult(null);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") return onClose();
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (said.trim().length >= 2) void submit();
        }}
      />
      {result === null ? null : <Note tone={result ? "good" : "warn"} role="alert" title={t(result ? "compare_same" : "compare_differs")} />}
      {problem ? <ErrorState error={problem} /> : null}
      <Foot isBusy={isBusy} isOff={said.trim().length < 2} onGo={() => void submit()} onClose={onClose}>
        {t("compare_go")}
      </Foot>
    </div>
  );
}
