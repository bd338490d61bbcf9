/** The rules in force: every version by the hash of its bytes, readable as it stands. */
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useGet, useText } from "@/console/data";
import { Ask, Copy, Json, Mark, Nothing, Page, Row, Short, Stack, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import type { Policy } from "./shapes";

export function Policies({ hash }: { hash?: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const [, go] = useLocation();
  const policies = useGet<{ items: Policy[] }>("/policies");
  const text = useText(hash ? `/policies/${hash}` : null);
  return (
    <Page title={t("policies.title")} intro={t("policies.intro")}>
      <Ask of={policies} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing why={t("policies.none")} />
          ) : (
            <PlainTable
              label={t("policies.title")}
              rows={items}
              id={(one) => `${one.kind}/${one.id}/${one.hash}`}
              columns={[
                { title: t("policies.kind"), cell: (one) => t(`policy_kind.${one.kind}`, { defaultValue: one.kind }) },
                { title: t("policies.id"), cell: (one) => <Link href={`/policies/${one.hash}`}>{one.id}</Link> },
                { title: t("console:state"), cell: (one) => <Mark tone={one.state === "active" ? "good" : "calm"}>{t(`policy_state.${one.state}`, { defaultValue: one.state })}</Mark> },
                { title: t("policies.from"), cell: (one) => <When at={one.effective_from} /> },
                { title: t("decisions.hash"), cell: (one) => <Short id={one.hash} /> },
              ]}
            />
          )
        }
      </Ask>
      <Drawer title={t("policies.one")} open={hash !== undefined} onClose={() => go("/policies")} size="large">
        {hash && (
          <Stack>
            <Row>
              <Short id={hash} />
              <Copy value={hash} label={t("policies.copy")} />
            </Row>
            <Ask of={text} lines={12}>
              {(body) => <Json label={t("policies.text")} value={body} />}
            </Ask>
          </Stack>
        )}
      </Drawer>
    </Page>
  );
}
