/** The enterprise's own patrol rules: their text, what they would have stopped of the past, keeping and publishing. */
import { App, Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { holdReload } from "@/app/assets-checker";
import { toProblem } from "@/api/errors";
import { HitText } from "@/chat";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, Short, When } from "@/console/parts";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";
import BEGIN from "./patrol-rules.begin.toml?raw";

type Rules = components["schemas"]["PatrolRules"];
type Tried = components["schemas"]["Tried"];

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

function Editor({ rules }: { rules: Rules }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const { modal } = App.useApp();
  const start = rules.source ?? BEGIN;
  const [source, setSource] = useState(start);
  const tried = useAct<{ source: string }, Tried>({ path: "/patrol/rules/try" });
  const save = useAct<{ source: string }, { hash: string }>({ path: "/patrol/rules", method: "PUT" });
  const publish = useAct<{ hash: string }>({ path: "/patrol/rules/publish" });
  // What is typed here would be lost by a reload.
  useEffect(() => (source === start ? undefined : holdReload()), [source, start]);
  const ask = (hash: string) =>
    void modal.confirm({
      title: t("patrol.publish_ask"),
      content: t("patrol.publish_why"),
      okText: t("masking.publish"),
      cancelText: t("common:cancel"),
      onOk: () => publish.mutate({ hash }, { onSuccess: () => toast(t("masking.published_note")) }),
    });
  const refusal = tried.error ?? save.error;
  return (
    <>
      <Card title={t("patrol.text")}>
        <Labelled label={t("patrol.source")} hint={t("patrol.source_hint")}>
          {(ids) => <textarea {...ids} className={css.code} rows={18} spellCheck={false} value={source} onChange={(event) => setSource(event.target.value)} />}
        </Labelled>
        {refusal && <Refusal error={refusal} />}
        {refusal && <p className={css.vector}>{toProblem(refusal).message}</p>}
        <Row>
          <Button type="primary" loading={tried.isPending} onClick={() => tried.mutate({ source })}>
            {t("patrol.try")}
          </Button>
          <Button loading={save.isPending} onClick={() => save.mutate({ source }, { onSuccess: () => toast(t("masking.kept")) })}>
            {t("masking.keep")}
          </Button>
          <Mute>{t("patrol.try_hint")}</Mute>
        </Row>
        {tried.data ? <Found tried={tried.data} /> : null}
      </Card>
      <Card title={t("masking.versions")}>
        {rules.versions.length === 0 ? <Nothing why={t("patrol.no_versions")} /> : null}
        <ul className={css.steps}>
          {rules.versions.map((version) => (
            <li key={version.hash}>
              <Short id={version.hash} />
              <Mark tone={version.state === "active" ? "good" : version.state === "draft" ? "warn" : "calm"}>{t(`masking.state_${version.state}`)}</Mark>
              <When at={version.at} />
              <Button size="small" onClick={() => setSource(version.source)} aria-label={t("patrol.look", { hash: version.hash.slice(0, 6) })}>
                {t("patrol.show")}
              </Button>
              {version.hash === rules.active ? null : (
                <Button size="small" loading={publish.isPending} onClick={() => ask(version.hash)} aria-label={t("masking.publish_version", { hash: version.hash.slice(0, 6) })}>
                  {t("masking.publish")}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {publish.error && <Refusal error={publish.error} />}
      </Card>
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
