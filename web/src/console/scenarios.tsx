/** Scenarios for the simulator: what there is, and the editor with its form, text, findings, preview and versions. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import type { components } from "@/api/schema";
import { holdReload } from "@/app/assets-checker";
import { useAct, useGet } from "@/console/data";
import { Findings, KeepAndPlay, lastOf, Library, NEW, PAUSE_MS, useKept } from "@/console/library";
import { Ask, Card, Choice, Labelled, Mark, Page, Refusal } from "@/console/parts";
import { Versions } from "@/console/versions";
import { locale } from "@/i18n";
import { percent } from "@/i18n/format";
import css from "./procedures.module.css";
import { fromLesson, ScenarioFields, type Form, type Lesson } from "./scenario-fields";

type S = components["schemas"];
type Checked = S["ScenarioChecked"];
type Version = S["ScenarioVersion"];

const named = (text: { zh: string; en: string }) => (locale() === "en" ? text.en : text.zh);

export function Scenarios() {
  const { t } = useTranslation("console");
  const all = useGet<S["ScenarioHeads"]>("/scenarios");
  return (
    <Library title={t("scenario.title")} intro={t("scenario.intro")} add={t("scenario.write")} none={t("scenario.none")} at="/scenarios" of={all}>
      {(each) => ({
        title: named(each.title),
        more: (
          <>
            <code>{each.procedure}</code>
            <Mark tone={each.in_force ? "good" : "warn"}>{t(each.in_force ? "procedure.in_force" : "procedure.draft")}</Mark>
            {each.fits ? null : <Mark tone="bad">{t("scenario.misfit")}</Mark>}
            {each.is_made ? <Mark>{t("scenario.made")}</Mark> : null}
          </>
        ),
      })}
    </Library>
  );
}

export function ScenarioPage({ name }: { name: string }) {
  const { t } = useTranslation("console");
  const from = new URLSearchParams(useSearch()).get("from");
  const choices = useGet<S["ScenarioChoices"]>("/scenario-choices");
  return (
    <Page title={name === NEW ? t("scenario.write") : name} crumbs={[[t("scenario.title"), "/scenarios"]]} intro={name === NEW ? t("scenario.write_intro") : undefined}>
      <Ask of={choices} lines={10}>
        {(known) => (name === NEW ? from ? <Made from={from} choices={known} /> : <Editor start={known.empty} versions={[]} choices={known} /> : <Known name={name} choices={known} />)}
      </Ask>
    </Page>
  );
}

function Known({ name, choices }: { name: string; choices: S["ScenarioChoices"] }) {
  const versions = useGet<S["ScenarioVersions"]>(`/scenarios/${encodeURIComponent(name)}`);
  return (
    <Ask of={versions} lines={10}>
      {(data) => <Editor start={data.items[0]?.form ?? choices.empty} versions={data.items} choices={choices} />}
    </Ask>
  );
}

/** A conversation that went wrong fills the form: its masked words, what was known, and where it went wrong. */
function Made({ from, choices }: { from: string; choices: S["ScenarioChoices"] }) {
  const { t } = useTranslation("console");
  const lesson = useGet<Lesson>(`/conversations/${from}/lesson`);
  return (
    <Ask of={lesson} lines={10}>
      {(data) => (
        <>
          <Card title={t("scenario.lesson")}>
            <p>{t("scenario.lesson_text")}</p>
            <ul className={css.list} aria-label={t("scenario.lesson")}>
              {data.wrong.map((each) => (
                <li key={each.step}>
                  <Mark tone="warn">{each.rules.join(", ")}</Mark>
                  <span>{named({ zh: each.title_zh, en: each.title_en })}</span>
                </li>
              ))}
              {data.wrong.length === 0 ? <li>{t("scenario.lesson_none")}</li> : null}
            </ul>
          </Card>
          <Editor start={fromLesson(data, choices, t("scenario.from_title", { id: from.slice(-6) }))} versions={[]} choices={choices} />
        </>
      )}
    </Ask>
  );
}

function Editor({ start, versions, choices }: { start: Form; versions: Version[]; choices: S["ScenarioChoices"] }) {
  const { t } = useTranslation("console");
  const [location] = useLocation();
  const kept = useKept("/scenarios");
  const [way, setWay] = useState<"form" | "text">("form");
  const [form, setForm] = useState(start);
  const [source, setSource] = useState("");
  const check = useAct<object, Checked>({ path: "/scenarios/check" });
  const play = useAct<object, S["ScenarioPreview"]>({ path: "/scenarios/preview" });
  const keep = useAct<object, S["ScenarioKept"]>({ path: "/scenarios", method: "PUT" });
  const written = way === "form" ? { form } : { source };
  const sent = JSON.stringify(written);
  const look = check.mutate;
  useEffect(() => {
    const timer = setTimeout(() => look(JSON.parse(sent) as object), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [sent, look]);
  useEffect(() => (form === start && way === "form" ? undefined : holdReload()), [form, start, way]);
  const change = (next: string) => {
    // The other way begins from what was last understood.
    if (next === "text") setSource(check.data?.source ?? "");
    else if (check.data?.form) setForm(check.data.form);
    setWay(next === "text" ? "text" : "form");
  };
  const show = (version: Version) => {
    setSource(version.source);
    if (version.form) setForm(version.form);
    if (!version.form) setWay("text");
  };
  const refusal = keep.error ?? play.error;
  return (
    <>
      <div className={css.split}>
        <Card title={t("scenario.customer")}>
          <Choice label={t("scenario.way")} value={way} options={["form", "text"].map((value): [string, string] => [value, t(`scenario.way_${value}`)])} onChange={change} />
          {way === "form" ? (
            <ScenarioFields form={form} onForm={setForm} choices={choices} />
          ) : (
            <Labelled label={t("scenario.source")} hint={t("scenario.source_hint")}>
              {(ids) => <textarea {...ids} className={css.code} rows={20} spellCheck={false} value={source} onChange={(event) => setSource(event.target.value)} />}
            </Labelled>
          )}
        </Card>
        <Card title={t("scenario.checks")}>
          <Findings label={t("scenario.findings")} checked={check.data}>
            {(issue) => (
              <code>
                {issue.file}:{issue.line} {issue.rule}
              </code>
            )}
          </Findings>
          {refusal && <Refusal error={refusal} />}
          <KeepAndPlay
            isFit={check.data?.fit ?? false}
            isKeeping={keep.isPending}
            onKeep={() => keep.mutate(written, kept)}
            play={play}
            onPlay={(seed) => play.mutate({ ...written, seed, language: locale() === "en" ? "en" : "zh" })}
            words={[t("scenario.preview"), t("scenario.preview_next")]}
          />
          {play.data ? <Played play={play.data} /> : null}
        </Card>
      </div>
      {versions.length ? (
        <Versions of={versions} say={(word, named) => t(`procedure.${word}`, named)} publish={`/scenarios/${lastOf(location)}/publish`} published={t("scenario.published")} onShow={show} />
      ) : null}
    </>
  );
}

function Played({ play }: { play: S["ScenarioPreview"] }) {
  const { t } = useTranslation("console");
  return (
    <section aria-live="polite" aria-label={t("scenario.preview")}>
      <p>
        {t("scenario.played", { seed: play.seed, conformance: percent(play.judged.conformance) })} <Mark tone={play.judged.passed ? "good" : "bad"}>{t(play.judged.passed ? "scenario.passed" : "scenario.failed")}</Mark>
      </p>
      <ol className={css.list}>
        {play.lines.map((line, n) => (
          <li key={n}>
            <Mark tone={line.from === "customer" ? "warn" : "calm"}>{t(`from.${line.from}`)}</Mark>
            <span>{line.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
