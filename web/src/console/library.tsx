/** What procedures and scenarios share: the list of what there is; keeping, playing and the findings while one is written. */
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { toast } from "@/kit/state";
import type { useGet } from "./data";
import { LinkButton } from "./link-button";
import { Ask, Mark, Mute, Nothing, Page, Row } from "./parts";
import css from "./procedures.module.css";

/** Typing pauses this long before the text is looked at. */
export const PAUSE_MS = 400;
/** The last part of the address of one that is not there yet. */
export const NEW = "new";

/** The last part of an address, as it stands in a path. */
export const lastOf = (location: string) => encodeURIComponent(decodeURIComponent(location.split("/").at(-1) ?? ""));

interface LibraryProps<T> {
  title: string;
  intro: string;
  /** The words on the way to a new one, and those said while there is none. */
  add: string;
  none: string;
  /** Where they live; one is at its name below. */
  at: string;
  of: ReturnType<typeof useGet<{ items: T[] }>>;
  children: (each: T) => { title: string; more: ReactNode };
}

export function Library<T extends { name: string }>({ title, intro, add, none, at, of, children }: LibraryProps<T>) {
  return (
    <Page
      title={title}
      intro={intro}
      actions={
        <LinkButton to={`${at}/${NEW}`} primary>
          {add}
        </LinkButton>
      }
    >
      <Ask of={of} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing why={none} />
          ) : (
            <ul className={css.list} aria-label={title}>
              {items.map((each) => {
                const { title: words, more } = children(each);
                return (
                  <li key={each.name}>
                    <Link href={`${at}/${encodeURIComponent(each.name)}`}>{words}</Link>
                    {more}
                  </li>
                );
              })}
            </ul>
          )
        }
      </Ask>
    </Page>
  );
}

interface Issue {
  line: number;
  rule: string;
  severity: string;
  text: string;
  hint: string;
}

interface FindingsProps<I extends Issue> {
  label: string;
  checked?: { fit: boolean; issues: I[] };
  /** Where an issue is. */
  children: (issue: I) => ReactNode;
}

export function Findings<I extends Issue>({ label, checked, children }: FindingsProps<I>) {
  const { t } = useTranslation("console");
  if (!checked) return null;
  return (
    <section aria-live="polite" aria-label={label}>
      <p>
        <Mark tone={checked.fit ? "good" : "bad"}>{t(checked.fit ? "procedure.fit" : "procedure.unfit")}</Mark>
      </p>
      <ul className={css.list}>
        {checked.issues.map((issue) => (
          <li key={`${issue.line}${issue.rule}${issue.text}`}>
            <Mark tone={issue.severity === "error" ? "bad" : "warn"}>{t(`procedure.severity_${issue.severity}`)}</Mark>
            {children(issue)}
            <span>{issue.text}</span>
            <Mute>{issue.hint}</Mute>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What follows once a text was kept as a draft: a word, and its own address. */
export function useKept(at: string): { onSuccess: (kept: { name: string }) => void } {
  const { t } = useTranslation("console");
  const [, go] = useLocation();
  return {
    onSuccess: ({ name }) => {
      toast(t("procedure.kept"));
      go(`${at}/${encodeURIComponent(name)}`);
    },
  };
}

interface KeepAndPlayProps {
  isFit: boolean;
  isKeeping: boolean;
  onKeep: () => void;
  play: { isPending: boolean; data: unknown };
  /** Each seed is another customer. */
  onPlay: (seed: number) => void;
  /** On the button that plays, and on the one that plays another. */
  words: [string, string];
}

/** Only what has no error is kept or played. */
export function KeepAndPlay({ isFit, isKeeping, onKeep, play, onPlay, words: [once, again] }: KeepAndPlayProps) {
  const { t } = useTranslation("console");
  const [seed, setSeed] = useState(1);
  const next = () => {
    setSeed(seed + 1);
    onPlay(seed + 1);
  };
  return (
    <Row>
      <Button type="primary" loading={isKeeping} disabled={!isFit} onClick={onKeep}>
        {t("procedure.keep")}
      </Button>
      <Button loading={play.isPending} disabled={!isFit} onClick={() => onPlay(seed)}>
        {once}
      </Button>
      <Button disabled={!play.data || play.isPending} onClick={next}>
        {again}
      </Button>
    </Row>
  );
}
