/** Whose devices are trusted now, and what another policy would make of them. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Labelled, Mark, Mute, Nothing, Page, Refusal, Stack, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { Who } from "@/console/who";

type Fleet = components["schemas"]["Fleet"];
type Preview = components["schemas"]["PolicyPreview"];

export function FleetScreen() {
  const { t } = useTranslation(["admin", "console"]);
  const fleet = useGet<Fleet>("/attestation/fleet", undefined, 10_000);
  return (
    <Page title={t("fleet.title")} intro={t("fleet.intro")}>
      <Card title={t("fleet.sessions")}>
        <Ask of={fleet} lines={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing why={t("fleet.none")} />
            ) : (
              <PlainTable
                label={t("fleet.sessions")}
                rows={items}
                id={(one) => one.session_id}
                columns={[
                  { title: t("fleet.person"), cell: (one) => <Who id={one.account_id} /> },
                  { title: t("fleet.level"), cell: (one) => <Mark tone={one.level >= 2 ? "good" : "calm"}>{t("fleet.level_n", { level: one.level })}</Mark> },
                  { title: t("fleet.claims"), cell: (one) => one.claims.map((claim) => t(`fleet.claim.${claim}`)).join(t("fleet.comma")) },
                  { title: t("fleet.model"), cell: (one) => one.model ?? "–" },
                  { title: t("fleet.noticed"), cell: (one) => Object.entries(one.noticed).map(([kind, n]) => t(`fleet.noticed.${kind}`, { n })).join(t("fleet.comma")) || "–" },
                  { title: t("fleet.mark"), cell: (one) => <code>{one.mark}</code> },
                  { title: t("fleet.until"), cell: (one) => <When at={one.expires_at} /> },
                ]}
              />
            )
          }
        </Ask>
      </Card>
      <PolicyTrial />
    </Page>
  );
}

function PolicyTrial() {
  const { t } = useTranslation(["admin", "console"]);
  const [policy, setPolicy] = useState("");
  const trial = useAct<{ policy: string }, Preview>({ path: "/attestation/preview" });
  const found = trial.data;
  return (
    <Card title={t("fleet.trial")}>
      <Stack>
        <Labelled label={t("fleet.policy")} hint={t("fleet.policy_hint")}>
          {(ids) => <Input.TextArea {...ids} rows={8} value={policy} onChange={(event) => setPolicy(event.target.value)} spellCheck={false} />}
        </Labelled>
        <div>
          <Button type="primary" loading={trial.isPending} disabled={!policy.trim()} onClick={() => trial.mutate({ policy })}>
            {t("fleet.try")}
          </Button>
        </div>
        {trial.error ? <Refusal error={trial.error} /> : null}
        {found ? (
          <div role="status">
            <Mute>{t("fleet.looked_at", { n: found.looked_at, changed: found.changes.length })}</Mute>
            {found.changes.length ? (
              <PlainTable
                label={t("fleet.trial")}
                rows={found.changes}
                id={(one) => one.session_id}
                columns={[
                  { title: t("fleet.person"), cell: (one) => <Who id={one.account_id} /> },
                  { title: t("fleet.from"), cell: (one) => t("fleet.level_n", { level: one.from }) },
                  { title: t("fleet.to"), cell: (one) => <Mark tone={one.to < one.from ? "bad" : "good"}>{t("fleet.level_n", { level: one.to })}</Mark> },
                ]}
              />
            ) : null}
          </div>
        ) : null}
      </Stack>
    </Card>
  );
}
