/** Scenarios for the simulator: what there is, and the editor with its form, text, findings, preview and versions. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import type { components } from "@/api/schema";
import { holdReload } from "@/app/assets-checker";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Choice, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, Short, When } from "@/console/parts";
import { LinkButton } from "@/console/link-button";
import { locale } from "@/i18n";
import { percent } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./procedures.module.css";
import { fromLesson, ScenarioFields, type Form, type Lesson } from "./scenario-fields";

type S = components["schemas"];
type Checked = S["ScenarioChecked"];
type Version = S["ScenarioVersion"];

/** Typing pauses this long before it is looked at. */
const PAUSE_MS = 400;
const NEW = "new";

const named = (text: { zh: string; en: string }) => (locale() === "en" ? text.en : text.zh);

export function Scenarios() {
  const { t } = useTranslation("console");
  const all = useGet<S["ScenarioHeads"]>("/scenarios");
  return (
    <Page
      title={t("scenario.title")}
      intro={t("scenario.intro")}
      actions={
        <LinkButton to={`/scenarios/${NEW}`} primary>
          {t("scenario.write")}
        </LinkButton>
      }
    >
      <Ask of={all} lines={6}>
        {(data) =>
          data.items.length === 0 ? (
            <Nothing why={t("scenario.none")} />
          ) : (
            <ul className={css.list} aria-label={t("scenario.title")}>
              {data.items.map((each) => (
                <li key={each.name}>
                  <Link href={`/scenarios/${encodeURIComponent(each.name)}`}>{named(each.title)}</Link>
                  <code>{each.procedure}</code>
                  <Mark tone={each.in_force ? "good" : "warn"}>{t(each.in_force ? "procedure.in_force" : "procedure.draft")}</Mark>
                  {each.fits ? null : <Mark tone="bad">{t("scenario.misfit")}</Mark>}
                  {each.is_made ? <Mark>{t("scenario.made")}</Mark> : null}
                </li>
              ))}
            </ul>
          )
        }
      </Ask>
    </Page>
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
  const [, go] = useLocation();
  const [way, setWay] = useState<"form" | "text">("form");
  const [form, setForm] = useState(start);
  const [source, setSource] = useState("");
  const [seed, setSeed] = useState(1);
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
  const rehearse = (next: number) => {
    setSeed(next);
    play.mutate({ ...written, seed: next, language: locale() === "en" ? "en" : "zh" });
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
          <Findings checked={check.data} />
          {refusal && <Refusal error={refusal} />}
          <Row>
            <Button
              type="primary"
              loading={keep.isPending}
              disabled={!check.data?.fit}
              onClick={() =>
                keep.mutate(written, {
                  onSuccess: (kept) => {
                    toast(t("procedure.kept"));
                    go(`/scenarios/${encodeURIComponent(kept.name)}`);
                  },
                })
              }
            >
              {t("procedure.keep")}
            </Button>
            <Button loading={play.isPending} disabled={!check.data?.fit} onClick={() => rehearse(seed)}>
              {t("scenario.preview")}
            </Button>
            <Button disabled={!play.data || play.isPending} onClick={() => rehearse(seed + 1)}>
              {t("scenario.preview_next")}
            </Button>
          </Row>
          {play.data ? <Played play={play.data} /> : null}
        </Card>
      </div>
      {versions.length ? <Versions versions={versions} onShow={show} /> : null}
    </>
  );
}

function Findings({ checked }: { checked: Checked | undefined }) {
  const { t } = useTranslation("console");
  if (!checked) return null;
  return (
    <section aria-live="polite" aria-label={t("scenario.findings")}>
      <p>
        <Mark tone={checked.fit ? "good" : "bad"}>{t(checked.fit ? "procedure.fit" : "procedure.unfit")}</Mark>
      </p>
      <ul className={css.list}>
        {checked.issues.map((issue) => (
          <li key={`${issue.line}${issue.rule}${issue.text}`}>
            <Mark tone={issue.severity === "error" ? "bad" : "warn"}>{t(`procedure.severity_${issue.severity}`)}</Mark>
            <code>
              {issue.file}:{issue.line} {issue.rule}
            </code>
            <span>{issue.text}</span>
            <Mute>{issue.hint}</Mute>
          </li>
        ))}
      </ul>
    </section>
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

function Versions({ versions, onShow }: { versions: Version[]; onShow: (version: Version) => void }) {
  const { t } = useTranslation("console");
  const [location] = useLocation();
  const name = decodeURIComponent(location.split("/").at(-1) ?? "");
  const publish = useAct<{ hash: string }>({ path: `/scenarios/${encodeURIComponent(name)}/publish` });
  return (
    <Card title={t("procedure.versions")}>
      {publish.error && <Refusal error={publish.error} />}
      <ul className={css.list} aria-label={t("procedure.versions")}>
        {versions.map((version) => (
          <li key={version.hash}>
            <Short id={version.hash} />
            <Mark tone={version.state === "active" ? "good" : version.state === "draft" ? "warn" : "calm"}>{t(`procedure.state_${version.state}`)}</Mark>
            <When at={version.at} />
            <Button size="small" onClick={() => onShow(version)} aria-label={t("procedure.show_version", { hash: version.hash.slice(0, 6) })}>
              {t("procedure.show")}
            </Button>
            {version.state === "active" ? null : (
              <Button size="small" type="primary" loading={publish.isPending} onClick={() => publish.mutate({ hash: version.hash }, { onSuccess: () => toast(t("scenario.published")) })} aria-label={t("procedure.publish_version", { hash: version.hash.slice(0, 6) })}>
                {t("procedure.publish")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
