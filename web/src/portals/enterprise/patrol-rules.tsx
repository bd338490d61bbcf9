/** The enterprise's own patrol rules: a form or their text, what they would have stopped of the past, keeping and publishing. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { holdReload } from "@/app/assets-checker";
import { toProblem } from "@/api/errors";
import { HitText } from "@/chat";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Choice, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, When } from "@/console/parts";
import { Versions } from "@/console/versions";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";
import { RulesFields, type FieldFault } from "./patrol-fields";
import { faults, formOf, named, written, type RulesForm } from "./patrol-form";
import BEGIN from "./patrol-rules.begin.toml?raw";

type Rules = components["schemas"]["PatrolRules"];
type Tried = components["schemas"]["Tried"];

const EMPTY: RulesForm = { id: "own", version: 1, rules: [], cases: [] };

/** The place of the rule that a refusal names. */
function placeOf(form: RulesForm, said: string): number | null {
  const at = form.rules.findIndex((rule) => rule === named(form, said));
  return at < 0 ? null : at;
}

export function PatrolRulesPage() {
  const { t } = useTranslation(["enterprise", "console"]);
  const rules = useGet<Rules>("/patrol/rules");
  return (
    <Page title={t("patrol.title")} intro={t("patrol.intro")}>
      <Ask of={rules} lines={10}>
        {(data) => <Editor rules={data} />}
      </Ask>
    </Page>
  );
}

const WAYS = ["form", "text"] as const;

/** The server's refusal of a part of the form, at that part. */
function useFaults(form: RulesForm, refusal: unknown, isLate: boolean): FieldFault[] {
  const { t } = useTranslation("enterprise");
  const missing = isLate ? [...faults(form)].map(([at, { field, code }]): FieldFault => ({ at, field, words: t(`patrol.${code}`) })) : [];
  const said = refusal ? toProblem(refusal).message : "";
  const at = said ? named(form, said) : undefined;
  return at && !missing.some((one) => one.at === at) ? [...missing, { at, field: "words", words: said }] : missing;
}

function Editor({ rules }: { rules: Rules }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const start = rules.source ?? BEGIN;
  const [first, setFirst] = useState(() => formOf(start));
  const [form, setForm] = useState<RulesForm>(first ?? EMPTY);
  const [source, setSource] = useState(start);
  const [way, setWay] = useState<(typeof WAYS)[number]>(first ? "form" : "text");
  const [open, setOpen] = useState<number | null>(null);
  const [isLate, setLate] = useState(false);
  const [isBeyond, setBeyond] = useState(!first);
  const tried = useAct<{ source: string }, Tried>({ path: "/patrol/rules/try" });
  const save = useAct<{ source: string }, { hash: string }>({ path: "/patrol/rules", method: "PUT" });
  const refusal = tried.error ?? save.error;
  const isForm = way === "form";
  const found = useFaults(form, refusal, isLate);
  // What is typed here would be lost by a reload.
  const isChanged = isForm ? form !== first : source !== start;
  useEffect(() => (isChanged ? holdReload() : undefined), [isChanged]);
  const take = (text: string, wanted: string) => {
    const next = formOf(text);
    setSource(text);
    setBeyond(!next);
    setOpen(null);
    if (next) setForm(next);
    setWay(next && wanted === "form" ? "form" : "text");
  };
  const change = (next: string) => take(isForm ? written(form) : source, next);
  const body = () => ({ source: isForm ? written(form) : source });
  const onError = (error: Error) => setOpen(placeOf(form, toProblem(error).message));
  /** Asks the server once nothing is missing that can be seen here. */
  const go = (run: () => void) => {
    const wrong = isForm ? [...faults(form).keys()][0] : undefined;
    setLate(true);
    if (wrong) return setOpen(form.rules.indexOf(wrong));
    // A refusal of the other act is about an older text.
    if (tried.error) tried.reset();
    if (save.error) save.reset();
    run();
  };
  const keep = () =>
    save.mutate(body(), {
      onError,
      onSuccess: () => {
        setFirst(form);
        toast(t("masking.kept"));
      },
    });
  return (
    <>
      <Card title={t("patrol.text")}>
        <Choice label={t("patrol.way")} value={way} options={WAYS.map((each): [string, string] => [each, t(`patrol.way_${each}`)])} onChange={change} />
        {isForm ? (
          <>
            <Mute>{t("patrol.way_hint")}</Mute>
            <RulesFields form={form} onForm={setForm} faults={found} open={open} onOpen={setOpen} />
          </>
        ) : (
          <>
            {isBeyond ? <p role="status">{t("patrol.way_none")}</p> : null}
            <Labelled label={t("patrol.source")} hint={t("patrol.source_hint")}>
              {(ids) => <textarea {...ids} className={css.code} rows={18} spellCheck={false} value={source} onChange={(event) => setSource(event.target.value)} />}
            </Labelled>
          </>
        )}
        {refusal && <Refusal error={refusal} />}
        {refusal && !(isForm && found.length) && <p className={css.vector}>{toProblem(refusal).message}</p>}
        <Row>
          <Button type="primary" loading={tried.isPending} onClick={() => go(() => tried.mutate(body(), { onError }))}>
            {t("patrol.try")}
          </Button>
          <Button loading={save.isPending} onClick={() => go(keep)}>
            {t("masking.keep")}
          </Button>
          <Mute>{t("patrol.try_hint")}</Mute>
        </Row>
        {tried.data ? <Found tried={tried.data} /> : null}
      </Card>
      <Versions
        of={rules.versions}
        say={(word, one) => t(word === "show" ? "patrol.show" : word === "show_version" ? "patrol.look" : `masking.${word}`, one)}
        none={t("patrol.no_versions")}
        publish="/patrol/rules/publish"
        published={t("masking.published_note")}
        ask={[t("patrol.publish_ask"), t("patrol.publish_why")]}
        mayPublish={(version) => version.hash !== rules.active}
        onShow={(version) => take(version.source, way)}
      />
    </>
  );
}

function Found({ tried }: { tried: Tried }) {
  const { t } = useTranslation("enterprise");
  return (
    <section aria-live="polite">
      <p>
        <strong>{t("patrol.would", { stopped: number(tried.stopped), warned: number(tried.warned), remarked: number(tried.remarked), all: number(tried.looked_at) })}</strong>
      </p>
      {tried.shown.length === 0 ? (
        <Nothing why={t("patrol.would_none")} />
      ) : (
        <ul className={css.steps} aria-label={t("patrol.shown")}>
          {tried.shown.map((one) => (
            <li key={one.message_id}>
              <Mark tone={one.hits[0]?.outcome === "block" ? "bad" : "warn"}>{t(`patrol.outcome_${one.hits[0]?.outcome ?? "note"}`)}</Mark>
              <span>
                <HitText text={one.text} hits={one.hits} outcome={one.hits[0]?.outcome ?? "note"} />
              </span>
              <When at={one.at} />
              <code>{one.hits[0]?.rule}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
