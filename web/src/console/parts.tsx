/** Parts every console page is made of. They carry their own words from the `console` namespace. */
import { CheckOutlined, CopyOutlined, InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Skeleton } from "antd";
import { useEffect, useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { toProblem } from "@/api/errors";
import { ago, dateTime, time } from "@/i18n/format";
import { useFieldText, useProblemText } from "@/kit/state";
import css from "./parts.module.css";

interface PageProps {
  title: string;
  /** The way back up: [words, path] from the top. */
  crumbs?: [string, string][];
  actions?: ReactNode;
  intro?: ReactNode;
  children: ReactNode;
}

export function Page({ title, crumbs, actions, intro, children }: PageProps) {
  const { t } = useTranslation("console");
  useEffect(() => {
    document.title = `${title} · ${t("common:brand")}`;
  }, [title, t]);
  return (
    <div className={css.page}>
      {crumbs && (
        <nav aria-label={t("crumbs")} className={css.crumbs}>
          {crumbs.map(([words, to]) => (
            <span key={to}>
              <Link href={to}>{words}</Link> /{" "}
            </span>
          ))}
        </nav>
      )}
      <div className={css.title}>
        <h1 tabIndex={-1}>{title}</h1>
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      {intro && <p className={css.intro}>{intro}</p>}
      {children}
    </div>
  );
}

interface CardProps {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function Card({ title, actions, children }: CardProps) {
  const id = useId();
  return (
    <section className={css.card} aria-labelledby={title ? id : undefined}>
      {title && (
        <div className={css.title}>
          <h2 id={id}>{title}</h2>
          {actions && <div className={css.actions}>{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** A refusal: what happened, what to do, the number by which we find it. */
export function Refusal({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation("console");
  const words = useProblemText();
  const fieldWords = useFieldText();
  const problem = toProblem(error);
  const fields = problem.body.errors ?? [];
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={words(error)}
      description={
        <>
          {fields.length > 0 && (
            <ul>
              {fields.map((one) => (
                <li key={one.field}>
                  <code>{one.field}</code> {fieldWords(one)}
                </li>
              ))}
            </ul>
          )}
          <p className={css.mute}>
            {problem.code}
            {problem.requestId && ` · ${t("common:request_id", { id: problem.requestId })}`}
          </p>
          {retry && <Button onClick={retry}>{t("common:retry")}</Button>}
        </>
      }
    />
  );
}

interface Asked<T> {
  data?: T;
  error: unknown;
  refetch?: () => unknown;
}

/** Shows a read: skeleton after a moment, refusal with retry, or the thing itself. */
export function Ask<T>({ of, lines = 4, children }: { of: Asked<T>; lines?: number; children: (data: T) => ReactNode }) {
  const refusal = of.error ? <Refusal error={of.error} retry={of.refetch ? () => void of.refetch?.() : undefined} /> : null;
  if (of.data === undefined) return refusal ?? <Wait lines={lines} />;
  // What was read before stays, with the word that it may be old.
  return (
    <>
      {refusal}
      {children(of.data)}
    </>
  );
}

export function Wait({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation("console");
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" className={css.wait}>
      <span className={css.hidden}>{late ? t("common:loading") : ""}</span>
      {late && <Skeleton title={false} paragraph={{ rows: lines }} />}
    </div>
  );
}

/** Why there is nothing, and the one thing to do about it. */
export function Nothing({ why, children }: { why: string; children?: ReactNode }) {
  return (
    <div className={css.nothing}>
      <InboxOutlined aria-hidden />
      <p>{why}</p>
      {children}
    </div>
  );
}

interface FigureProps {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
  /** The list behind the number. */
  to?: string;
}

export function Figures({ children }: { children: ReactNode }) {
  return <dl className={css.figures}>{children}</dl>;
}

export function Figure({ label, value, hint, to }: FigureProps) {
  return (
    <div className={css.figure}>
      <dt>{label}</dt>
      <dd>
        {to ? (
          <Link href={to} aria-label={`${label}: ${typeof value === "string" ? value : ""}`}>
            {value}
          </Link>
        ) : (
          value
        )}
        {hint && <small>{hint}</small>}
      </dd>
    </div>
  );
}

/** Pairs of name and value. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return (
    <dl className={css.facts}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Tone = "good" | "warn" | "bad" | "calm";
const SIGNS: Record<Tone, string> = { good: "✓", warn: "!", bad: "✕", calm: "·" };

/** A state: colour, sign and word together, never colour alone. */
export function Mark({ tone = "calm", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={`${css.mark} ${css[tone]}`}>
      <span aria-hidden>{SIGNS[tone]}</span> {children}
    </span>
  );
}

const TONES: Record<string, Tone> = {
  open: "good", live: "good", active: "good", admitted: "good", completed: "good", pass: "good", sent: "good", done: "good", same: "good", current: "good", serving: "good", assigned: "good",
  paused: "warn", review: "warn", warn: "warn", note: "warn", waiting: "warn", pending: "warn", reserved: "warn", held: "warn", wrapping: "warn", scoring: "warn", failed: "warn",
  suspended: "bad", declined: "bad", block: "bad", dead: "bad", differs: "bad", canceled: "bad",
};

/** A word of the server's state machines in the person's language. */
export function State({ of }: { of: string }) {
  const { t, i18n } = useTranslation("console");
  return <Mark tone={TONES[of] ?? "calm"}>{i18n.exists(`console:state.${of}`) ? t(`state.${of}`) : of}</Mark>;
}

/** `isExact` shows the second. */
export function When({ at, isExact = false }: { at?: string | null; isExact?: boolean }) {
  if (!at) return <>–</>;
  return (
    <time dateTime={at} title={ago(at)}>
      {isExact ? time(at) : dateTime(at)}
    </time>
  );
}

/** A short form of a long id; the whole one is copied and read out. */
export function Short({ id }: { id: string }) {
  return (
    <code title={id}>
      {id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-6)}` : id}
    </code>
  );
}

/** What kind of thing an id belongs to, and its short form. */
export function Thing({ kind, id }: { kind?: string | null; id: string }) {
  const { t } = useTranslation("console");
  return (
    <>
      {kind ? t(`thing.${kind}`, { defaultValue: kind }) : null} <Short id={id} />
    </>
  );
}

export function Copy({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation("console");
  const [state, setState] = useState<"" | "copied" | "failed">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("copied");
    } catch {
      setState("failed");
    }
    setTimeout(() => setState(""), 3000);
  };
  return (
    <>
      <Button size="small" icon={state === "copied" ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>
        {label}
      </Button>
      <span role="status" className={css.mute}>
        {state && ` ${t(state)}`}
      </span>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
  id?: string;
  hideLabel?: boolean;
}

/** A select of the platform itself: read out right by every screen reader, and native on a phone. */
export function Choice({ label, value, options, onChange, id, hideLabel }: ChoiceProps) {
  const own = useId();
  return (
    <span className={css.choice}>
      <label htmlFor={id ?? own} className={hideLabel ? css.hidden : undefined}>
        {label}
      </label>
      <select id={id ?? own} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </span>
  );
}

/** A label over any input. */
export function Labelled({ label, hint, error, children }: { label: string; hint?: string; error?: string; children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: boolean }) => ReactNode }) {
  const id = useId();
  const described = hint || error ? `${id}-hint` : undefined;
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {(hint || error) && (
        <p id={described} className={error ? css.error : css.mute}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export function Filters({ children }: { children: ReactNode }) {
  const { t } = useTranslation("console");
  return (
    <div role="search" aria-label={t("filters")} className={css.filters}>
      {children}
    </div>
  );
}

/** Raw values for those who check: readable JSON, scrollable by keyboard. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return (
    // A box that scrolls must be reachable by keyboard.
    <pre tabIndex={0} role="group" aria-label={label} className={css.json}>
      {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
    </pre>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}

/** One thing below the other, as in a drawer. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={css.stack}>{children}</div>;
}

export function Mute({ children }: { children: ReactNode }) {
  return <span className={css.mute}>{children}</span>;
}
