/** The masking policies a project may choose: the platform's, and the enterprise's own with their drafts. */
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useGet } from "@/console/data";
import { Ask, Card, Choice, Labelled, Mark, Page, Row, When } from "@/console/parts";
import css from "./enterprise.module.css";

export interface PolicyLine {
  id: string;
  shipped: boolean;
  published: boolean;
  draft: boolean;
  versions: number;
  changed_at?: string | null;
}

export const usePolicies = () => useGet<{ items: PolicyLine[] }>("/masking/policies");

/** The name of a policy: words for the platform's, the id for the enterprise's own. */
export function usePolicyName(): (id: string) => string {
  const { t, i18n } = useTranslation("enterprise");
  return (id) => (i18n.exists(`enterprise:policy.${id}`) ? t(`policy.${id}`) : id);
}

/** What a project may choose. The standard is there before the list is. */
export function usePolicyOptions(): [string, string][] {
  const list = usePolicies();
  const name = usePolicyName();
  const ids = list.data?.items.filter((policy) => policy.published).map((policy) => policy.id) ?? ["base-cn"];
  return ids.map((id) => [id, name(id)]);
}

export function MaskingPolicies() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = usePolicies();
  const name = usePolicyName();
  return (
    <Page title={t("masking.title")} intro={t("masking.intro")}>
      <Ask of={list}>
        {({ items }) => (
          <>
            <Card title={t("masking.own")}>
              <ul className={css.steps}>
                {items.map((policy) => (
                  <li key={policy.id}>
                    <Link href={`/masking/${policy.id}`}>{name(policy.id)}</Link>
                    {policy.shipped ? <Mark>{t("masking.shipped")}</Mark> : null}
                    {policy.published && !policy.shipped ? <Mark tone="good">{t("masking.published")}</Mark> : null}
                    {policy.draft ? <Mark tone="warn">{t("masking.draft")}</Mark> : null}
                    {policy.changed_at ? <When at={policy.changed_at} /> : null}
                  </li>
                ))}
              </ul>
            </Card>
            <NewPolicy shipped={items.filter((policy) => policy.shipped).map((policy) => policy.id)} />
          </>
        )}
      </Ask>
    </Page>
  );
}

function NewPolicy({ shipped }: { shipped: string[] }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const [, go] = useLocation();
  const name = usePolicyName();
  const [id, setId] = useState("");
  const [base, setBase] = useState(shipped[0] ?? "base-cn");
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!/^[a-z0-9-]{2,40}$/.test(id) || shipped.includes(id)) return setFault(t("masking.id_fault"));
    go(`/masking/${id}?base=${encodeURIComponent(base)}`);
  };
  return (
    <Card title={t("masking.new")}>
      <form onSubmit={submit} className={css.wizard} noValidate>
        <Labelled label={t("masking.id")} hint={t("masking.id_hint")} error={fault}>
          {(ids) => <Input {...ids} value={id} maxLength={40} autoComplete="off" onChange={(event) => setId(event.target.value.trim())} />}
        </Labelled>
        <Choice label={t("masking.base")} value={base} onChange={setBase} options={shipped.map((one) => [one, name(one)])} />
        <Row>
          <Button type="primary" htmlType="submit">
            {t("masking.begin")}
          </Button>
        </Row>
      </form>
    </Card>
  );
}
