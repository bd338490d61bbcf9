/** What a screen shows while it waits, when there is nothing, and when something went wrong. Also the one live region. */
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/errors";
import { Button, Note, type Tone } from "./basics";
import { Icon, type IconName } from "./icons";
import css from "./kit.module.css";

/** Grey lines shaped like the content; they appear only after 200 ms. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation("common");
  return (
    <div className={css.skeleton} role="status" aria-label={t("loading")}>
      {Array.from({ length: lines }, (_, n) => (
        <span key={n} />
      ))}
    </div>
  );
}

export function Empty({ title, children, icon = "list", action }: { title: ReactNode; children?: ReactNode; icon?: IconName; action?: ReactNode }) {
  return (
    <div className={css.empty}>
      <Icon name={icon} size={32} />
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** The words for a refusal: by its stable code if we have them, otherwise as the server put it. */
export function useProblemText(): (error: unknown) => string {
  // Without suspense: a refusal must not make the form it belongs to disappear.
  const { t, i18n } = useTranslation("errors", { useSuspense: false });
  return (error) => {
    const problem = toProblem(error);
    return i18n.exists(`errors:${problem.code}`) ? t(problem.code, { seconds: problem.body.retry_after_s ?? 60, detail: problem.body.detail ?? "" }) : (problem.body.detail ?? problem.body.title ?? t("unknown", { code: problem.code }));
  };
}

/** The words for what is wrong with one field, in the reader's language; the server's own where it has no common code. */
export function useFieldText(): (fault: { code: string; detail: string }) => string {
  const { t, i18n } = useTranslation("errors", { useSuspense: false });
  return ({ code, detail }) => (i18n.language !== "en" && i18n.exists(`errors:field.${code}`) ? t(`field.${code}`) : detail);
}

/** A refusal or failure: what happened, what to do next, and the number to quote. */
export function ErrorState({ error, onRetry, children }: { error: unknown; onRetry?: () => void; children?: ReactNode }) {
  const { t } = useTranslation("common");
  const words = useProblemText();
  const fieldWords = useFieldText();
  const problem = toProblem(error);
  return (
    <Note tone="bad" role="alert" title={words(error)}>
      {problem.body.errors?.length ? (
        <ul>
          {problem.body.errors.map((each) => (
            <li key={`${each.field}${each.code}`}>
              <code>{each.field}</code> {fieldWords(each)}
            </li>
          ))}
        </ul>
      ) : null}
      {children}
      {problem.requestId ? <span className={css.hint}>{t("request_id", { id: problem.requestId })}</span> : null}
      {onRetry ? (
        <div>
          <Button size="small" onClick={onRetry}>
            {t("retry")}
          </Button>
        </div>
      ) : null}
    </Note>
  );
}

/** One query's life in a screen: skeleton, error with retry, or the content. */
export function Loaded<T>({ query, lines, children }: { query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }; lines?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Skeleton lines={lines} />;
  return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}

// Announcements and toasts share one store, so that any module can speak.

interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

let toasts: Toast[] = [];
let spoken = { polite: "", assertive: "" };
let count = 0;
const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Says a sentence to screen readers. `now` interrupts. */
export function announce(text: string, urgency: "polite" | "now" = "polite"): void {
  // A zero-width space makes the same sentence twice in a row a change.
  const fresh = count++ % 2 ? `${text}\u200B` : text;
  spoken = urgency === "now" ? { ...spoken, assertive: fresh } : { ...spoken, polite: fresh };
  tell();
}

export function toast(text: string, tone: Tone = "good"): void {
  const id = ++count;
  toasts = [...toasts.slice(-2), { id, tone, text }];
  tell();
  setTimeout(() => {
    toasts = toasts.filter((each) => each.id !== id);
    tell();
  }, 6000);
}

/** Mounted once per document. */
export function LiveRegion() {
  const now = useSyncExternalStore(subscribe, () => spoken);
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <>
      <div className={css.hidden} role="status" aria-live="polite">
        {now.polite}
      </div>
      <div className={css.hidden} role="alert" aria-live="assertive">
        {now.assertive}
      </div>
      <div className={css.toasts} role="status" aria-live="polite">
        {shown.map((each) => (
          <Note key={each.id} tone={each.tone}>
            {each.text}
          </Note>
        ))}
      </div>
    </>
  );
}

/** Puts the page's name into the window title. */
export function useTitle(title: string): void {
  const { t } = useTranslation("common");
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
    if (!first.current) announce(title);
    first.current = false;
  }, [title, t]);
}
