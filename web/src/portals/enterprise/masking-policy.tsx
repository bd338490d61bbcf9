/** One masking policy: its text, what a worker would see under it, keeping it as a draft, and putting a version in force. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { holdReload } from "@/app/assets-checker";
import { toProblem } from "@/api/errors";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Labelled, Mute, Page, Refusal, Row } from "@/console/parts";
import { Versions, type Version } from "@/console/versions";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";
import { MaskingPreview } from "./masking-preview";
import { usePolicyName } from "./masking-policies";

interface Policy {
  id: string;
  shipped: boolean;
  hash: string;
  source: string;
  active?: string | null;
  versions: Version[];
  entities: { label: string; name: string; action: string; reveal: string[] }[];
}

/** What a new policy begins with: it changes nothing yet and shows where changes go. */
const begin = (id: string, base: string) => `id = "${id}"
version = 1
extends = "${base}"

[entity.ORDER_NO]
action = "token"
`;

export function MaskingPolicyPage({ id }: { id: string }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const name = usePolicyName();
  const policy = useGet<Policy>(`/masking/policies/${id}`);
  const isNew = policy.error !== null && toProblem(policy.error).code === "not_found";
  const base = new URLSearchParams(location.search).get("base") ?? "base-cn";
  return (
    <Page title={name(id)} crumbs={[[t("masking.title"), "/masking"]]} intro={t("masking.one_intro")}>
      {isNew ? (
        <Editor id={id} start={begin(id, base)} versions={[]} />
      ) : (
        <Ask of={policy} lines={10}>
          {(data) => (
            <>
              {data.shipped ? <Shipped policy={data} /> : <Editor id={id} start={data.source} active={data.active} versions={data.versions} />}
              <Entities of={data.entities} />
            </>
          )}
        </Ask>
      )}
    </Page>
  );
}

function Shipped({ policy }: { policy: Policy }) {
  const { t } = useTranslation("enterprise");
  return (
    <Card title={t("masking.text")}>
      <p>{t("masking.shipped_why")}</p>
      <pre tabIndex={0} role="group" aria-label={t("masking.text")} className={css.masked}>
        {policy.source}
      </pre>
      <MaskingPreview policy={policy.id} />
    </Card>
  );
}

function Editor({ id, start, active, versions }: { id: string; start: string; active?: string | null; versions: Version[] }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const [source, setSource] = useState(start);
  const save = useAct<{ source: string }, { hash: string }>({ path: `/masking/policies/${id}`, method: "PUT" });
  // What is typed here would be lost by a reload.
  useEffect(() => (source === start ? undefined : holdReload()), [source, start]);
  const keep = () => save.mutate({ source }, { onSuccess: () => toast(t("masking.kept")) });
  return (
    <>
      <Card title={t("masking.text")}>
        <Labelled label={t("masking.source")} hint={t("masking.source_hint")}>
          {(ids) => <textarea {...ids} className={css.code} rows={14} spellCheck={false} value={source} onChange={(event) => setSource(event.target.value)} />}
        </Labelled>
        {save.error && <Refusal error={save.error} />}
        {save.error && <p className={css.vector}>{toProblem(save.error).message}</p>}
        <Row>
          <Button type="primary" onClick={keep} loading={save.isPending}>
            {t("masking.keep")}
          </Button>
          <Mute>{t("masking.keep_hint")}</Mute>
        </Row>
        <MaskingPreview source={source} />
      </Card>
      <Versions
        of={versions}
        say={(word, named) => t(`masking.${word}`, named)}
        none={t("masking.no_versions")}
        publish={`/masking/policies/${id}/publish`}
        published={t("masking.published_note")}
        ask={[t("masking.publish_ask"), t("masking.publish_why")]}
        mayPublish={(version) => version.hash !== active}
      />
    </>
  );
}

function Entities({ of }: { of: Policy["entities"] }) {
  const { t } = useTranslation("enterprise");
  if (of.length === 0) return null;
  return (
    <Card title={t("masking.entities")}>
      {/* A box that scrolls must be reachable by keyboard. */}
      <div className={css.scroll} tabIndex={0} role="group" aria-label={t("masking.entities")}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("masking.kind")}</th>
              <th scope="col">{t("masking.action")}</th>
              <th scope="col">{t("masking.reveal")}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((entity) => (
              <tr key={entity.label}>
                <th scope="row">
                  {entity.name} <code>{entity.label}</code>
                </th>
                <td>{t(`masking.action_${entity.action}`)}</td>
                <td>{entity.reveal.length ? entity.reveal.join(", ") : t("masking.never")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
