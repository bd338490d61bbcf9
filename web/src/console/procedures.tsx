/** Procedures: what there is, and the editor with its findings, picture, rehearsal, versions and their differences. */
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { components } from "@/api/schema";
import { holdReload } from "@/app/assets-checker";
import { toProblem } from "@/api/errors";
import { useAct, useGet } from "@/console/data";
import { Findings, KeepAndPlay, lastOf, Library, NEW, PAUSE_MS, useKept } from "@/console/library";
import { Ask, Card, Choice, Labelled, Mark, Mute, Nothing, Page, Refusal, Row } from "@/console/parts";
import { shortly, Versions } from "@/console/versions";
import { locale } from "@/i18n";
import { number, percent } from "@/i18n/format";
import { changes, diff } from "./diff";
import { ProcedureGraph } from "./procedure-graph";
import css from "./procedures.module.css";

type S = components["schemas"];
type Version = S["ProcedureVersion"];

export function Procedures() {
  const { t } = useTranslation("console");
  const all = useGet<S["ProcedureHeads"]>("/procedures");
  return (
    <Library title={t("procedure.title")} intro={t("procedure.intro")} add={t("procedure.import")} none={t("procedure.none")} at="/procedures" of={all}>
      {(each) => ({
        title: locale() === "en" ? each.title_en : each.title_zh,
        more: (
          <>
            <code>{each.name}</code>
            <Mark tone={each.own ? "good" : "calm"}>{t(each.own ? "procedure.own" : "procedure.platform")}</Mark>
            <Mark tone={each.in_force ? "good" : "warn"}>{t(each.in_force ? "procedure.in_force" : "procedure.draft")}</Mark>
            <Mute>{t("procedure.steps_n", { n: each.steps })}</Mute>
          </>
        ),
      })}
    </Library>
  );
}

export function ProcedurePage({ name }: { name: string }) {
  return name === NEW ? <Import /> : <Known name={name} />;
}

function Known({ name }: { name: string }) {
  const { t } = useTranslation("console");
  const versions = useGet<S["ProcedureVersions"]>(`/procedures/${encodeURIComponent(name)}`);
  return (
    <Page title={name} crumbs={[[t("procedure.title"), "/procedures"]]}>
      <Ask of={versions} lines={10}>
        {(data) => <Editor start={data.items[0]?.source ?? ""} versions={data.items} />}
      </Ask>
    </Page>
  );
}

/** An enterprise's existing procedure comes in as a list or a graph, and is then edited like any other. */
function Import() {
  const { t } = useTranslation("console");
  const [from, setFrom] = useState<string>("guidelines");
  const [text, setText] = useState("");
  const [start, setStart] = useState<string | null>(null);
  const bring = useAct<{ from: string; source: string }, S["ProceduresBrought"]>({ path: "/procedures/import" });
  return (
    <Page title={t("procedure.import")} crumbs={[[t("procedure.title"), "/procedures"]]} intro={t("procedure.import_intro")}>
      {start === null ? (
        <Card title={t("procedure.import_text")}>
          <Choice label={t("procedure.from")} value={from} options={["guidelines", "graph"].map((value): [string, string] => [value, t(`procedure.from_${value}`)])} onChange={setFrom} />
          <Labelled label={t("procedure.import_text")} hint={t(`procedure.hint_${from}`)}>
            {(ids) => <textarea {...ids} className={css.code} rows={12} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />}
          </Labelled>
          {bring.error && <Refusal error={bring.error} />}
          {bring.error && <p>{toProblem(bring.error).message}</p>}
          <Row>
            <Button type="primary" loading={bring.isPending} disabled={!text.trim()} onClick={() => bring.mutate({ from, source: text }, { onSuccess: (got) => got.items.length === 1 && setStart(got.items[0]?.source ?? "") })}>
              {t("procedure.import_go")}
            </Button>
          </Row>
          {bring.data && bring.data.items.length > 1 ? (
            <ul className={css.list} aria-label={t("procedure.which")}>
              {bring.data.items.map((each) => (
                <li key={each.name}>
                  <Button onClick={() => setStart(each.source)}>{each.name}</Button>
                </li>
              ))}
            </ul>
          ) : null}
        </Card>
      ) : (
        <Editor start={start} versions={[]} />
      )}
    </Page>
  );
}

function Editor({ start, versions }: { start: string; versions: Version[] }) {
  const { t } = useTranslation("console");
  const kept = useKept("/procedures");
  const [source, setSource] = useState(start);
  const box = useRef<HTMLTextAreaElement>(null);
  const check = useAct<{ source: string }, S["ProcedureChecked"]>({ path: "/procedures/check" });
  const walk = useAct<{ source: string; seed: number }, S["ProcedureRehearsed"]>({ path: "/procedures/simulate" });
  const keep = useAct<{ source: string }, S["ProcedureKept"]>({ path: "/procedures", method: "PUT" });
  const look = check.mutate;
  useEffect(() => {
    const timer = setTimeout(() => look({ source }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [source, look]);
  // What is typed here would be lost by a reload.
  useEffect(() => (source === start ? undefined : holdReload()), [source, start]);
  const toLine = (line: number) => {
    const area = box.current;
    if (!area) return;
    const before = source.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(before, before + (source.split("\n")[line - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, (line - 4) * 20);
  };
  const walked = new Set(walk.data?.path.map((step) => step.step) ?? []);
  const refusal = keep.error ?? walk.error;
  return (
    <>
      <div className={css.split}>
        <Card title={t("procedure.text")}>
          <Labelled label={t("procedure.source")} hint={t("procedure.source_hint")}>
            {(ids) => <textarea {...ids} ref={box} className={css.code} rows={24} spellCheck={false} value={source} onChange={(event) => setSource(event.target.value)} />}
          </Labelled>
          {refusal && <Refusal error={refusal} />}
          <KeepAndPlay
            isFit={check.data?.fit ?? false}
            isKeeping={keep.isPending}
            onKeep={() => keep.mutate({ source }, kept)}
            play={walk}
            onPlay={(seed) => walk.mutate({ source, seed })}
            words={[t("procedure.simulate"), t("procedure.simulate_other")]}
          />
          <Findings label={t("procedure.findings")} checked={check.data}>
            {(issue) => (
              <>
                <Button size="small" onClick={() => toLine(issue.line)}>
                  {t("procedure.line", { n: issue.line })}
                </Button>
                <code>{issue.rule}</code>
              </>
            )}
          </Findings>
        </Card>
        <Card title={t("procedure.picture")}>
          {check.data?.steps.length ? <ProcedureGraph steps={check.data.steps} walked={walked} /> : <Nothing why={t("procedure.no_picture")} />}
          {walk.data ? <Way walked={walk.data} steps={check.data?.steps ?? []} /> : null}
        </Card>
      </div>
      <Card title={t("procedure.steps")}>
        <StepTable steps={check.data?.steps ?? []} onLine={toLine} />
      </Card>
      {versions.length ? <Kept versions={versions} source={source} onShow={setSource} /> : null}
    </>
  );
}

function Way({ walked, steps }: { walked: S["ProcedureRehearsed"]; steps: S["ProcedureStep"][] }) {
  const { t } = useTranslation("console");
  const titles = new Map(steps.map((step) => [step.name, locale() === "en" ? step.title_en : step.title_zh]));
  return (
    <section aria-live="polite" aria-label={t("procedure.way")}>
      <p>
        {t("procedure.way_of", { seed: walked.seed })}{" "}
        <Mark tone={walked.end ? "good" : "bad"}>{t(`procedure.end_${walked.end ?? "none"}`)}</Mark> {t("procedure.measured", { conformance: percent(walked.conformance), weight: number(walked.weight), of: number(walked.weight_of) })}
      </p>
      <ol className={css.list}>
        {walked.path.map((step, n) => (
          <li key={n}>
            <span>{titles.get(step.step) || step.step}</span>
            {step.what === "completed" ? null : <Mark tone="warn">{step.what}</Mark>}
            {step.filled.map((slot) => (
              <code key={slot.slot}>
                {slot.slot} = {slot.value}
              </code>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function StepTable({ steps, onLine }: { steps: S["ProcedureStep"][]; onLine: (line: number) => void }) {
  const { t } = useTranslation("console");
  if (steps.length === 0) return <Nothing why={t("procedure.no_picture")} />;
  return (
    <ol className={css.list} aria-label={t("procedure.steps")}>
      {steps.map((step) => (
        <li key={step.name}>
          <Button size="small" onClick={() => onLine(step.line)} aria-label={t("procedure.step_line", { step: step.name, n: step.line })}>
            {t("procedure.line", { n: step.line })}
          </Button>
          <span>{(locale() === "en" ? step.title_en : step.title_zh) || step.name}</span>
          <Mark>{t(`procedure.does_${step.does}`)}</Mark>
          {step.required ? <Mark tone="warn">{t("procedure.required")}</Mark> : null}
          <Mute>
            {step.target_seconds ? t("procedure.seconds", { n: step.target_seconds }) : ""} {t("procedure.next", { steps: step.next.map((next) => (next === "end" ? t("procedure.end") : next)).join(" · ") })}
          </Mute>
        </li>
      ))}
    </ol>
  );
}

/** The procedure's versions, and what differs between one of them and the text. */
function Kept({ versions, source, onShow }: { versions: Version[]; source: string; onShow: (source: string) => void }) {
  const { t } = useTranslation("console");
  const [shown, setShown] = useState<Version | null>(null);
  const [location] = useLocation();
  const lines = shown ? changes(diff(shown.source, source)) : [];
  return (
    <Versions
      of={versions}
      say={(word, named) => t(`procedure.${word}`, named)}
      publish={`/procedures/${lastOf(location)}/publish`}
      published={t("procedure.published")}
      mayPublish={(version) => version.own && version.state !== "active"}
      onShow={(version) => onShow(version.source)}
      marks={(version) => <Mark tone={version.own ? "good" : "calm"}>{t(version.own ? "procedure.own" : "procedure.platform")}</Mark>}
      acts={(version) => (
        <Button size="small" onClick={() => setShown(version)} aria-label={t("procedure.diff_version", { hash: shortly(version.hash) })}>
          {t("procedure.diff")}
        </Button>
      )}
    >
      {shown ? (
        <section aria-live="polite" aria-label={t("procedure.diff")}>
          <p>{t("procedure.diff_of", { hash: shortly(shown.hash) })}</p>
          {lines.length === 0 ? (
            <Nothing why={t("procedure.diff_none")} />
          ) : (
            <div className={css.diff} tabIndex={0} role="region" aria-label={t("procedure.diff")}>
              {lines.map((line, n) => (
                <div key={n} data-kind={line.kind}>
                  {line.kind === "gone" ? "− " : line.kind === "new" ? "+ " : "  "}
                  {line.text}
                </div>
              ))}
            </div>
          )}
        </section>
      ) : null}
    </Versions>
  );
}
