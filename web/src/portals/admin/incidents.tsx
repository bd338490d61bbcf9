/** Cases of the cameras' guard: what happened, step by step, and what becomes of it. A penalty takes two people. */
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { components } from "@/api/schema";
import { readBlob, useAct, useGet } from "@/console/data";
import { Ask, Card, Facts, Mark, Nothing, Page, Refusal, Row, Short, Stack, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";

type Incidents = components["schemas"]["Incidents"];
type Incident = components["schemas"]["IncidentView"];
type Evidence = components["schemas"]["EvidenceView"];
const TONE: Record<string, "calm" | "good" | "bad"> = { open: "bad", proposed: "bad", confirmed: "calm", dismissed: "good" };

export function IncidentsScreen({ id }: { id?: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const [, go] = useLocation();
  const list = useGet<Incidents>("/incidents", undefined, 10_000);
  return (
    <Page title={t("incident.title")} intro={t("incident.intro")}>
      <Card title={t("incident.list")}>
        <Ask of={list} lines={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing why={t("incident.none")} />
            ) : (
              <PlainTable
                label={t("incident.list")}
                rows={items}
                id={(one) => one.id}
                columns={[
                  { title: t("incident.opened"), cell: (one) => <When at={one.opened_at} /> },
                  { title: t("fleet.person"), cell: (one) => <Short id={one.account_id} /> },
                  { title: t("console:state"), cell: (one) => <Mark tone={TONE[one.state] ?? "calm"}>{t(`incident.state.${one.state}`)}</Mark> },
                  { title: t("incident.why"), cell: (one) => <Whys reasons={one.reasons} /> },
                  {
                    title: t("incident.look"),
                    cell: (one) => (
                      <Button size="small" onClick={() => go(`/incidents/${one.id}`)}>
                        {t("incident.look")}
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Ask>
      </Card>
      <Drawer title={t("incident.one")} open={id !== undefined} onClose={() => go("/incidents")} size="large">
        {id ? <One id={id} /> : null}
      </Drawer>
    </Page>
  );
}

function Whys({ reasons }: { reasons: Incident["reasons"] }) {
  const { t, i18n } = useTranslation("admin");
  const say = ({ code, params }: Incident["reasons"][number]) => {
    const name = code.replace(/^guard\./, "");
    const seen = `class.${String((params as { class?: unknown } | undefined)?.class)}`;
    if (i18n.exists(`admin:guard.${name}_class`) && i18n.exists(`admin:guard.${seen}`)) return t(`guard.${name}_class`, { what: t(`guard.${seen}`) });
    return i18n.exists(`admin:guard.${name}`) ? t(`guard.${name}`) : code;
  };
  return <>{reasons.map(say).join(t("fleet.comma"))}</>;
}

/** A blurred picture, fetched when it is asked for: every look is written to the audit trail. */
function Picture({ incident, one }: { incident: string; one: Evidence }) {
  const { t } = useTranslation("admin");
  const [url, setUrl] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  const show = () => {
    readBlob(`/incidents/${incident}/evidence/${one.id}`).then((blob) => setUrl(URL.createObjectURL(blob)), setError);
  };
  return (
    <li>
      <Stack>
        <Row>
          <When at={one.taken_at} />
          <span>
            {t("incident.delete_at")} <When at={one.delete_at} />
          </span>
        </Row>
        {url ? <img src={url} width={320} height={240} alt={t("incident.picture_alt")} /> : <Button onClick={show}>{t("incident.picture_show")}</Button>}
        {error ? <Refusal error={error} /> : null}
      </Stack>
    </li>
  );
}

function Pictures({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const list = useGet<{ items: Evidence[] }>(`/incidents/${id}/evidence`);
  return (
    <Card title={t("incident.pictures")}>
      <Ask of={list}>
        {({ items }) =>
          items.length ? (
            <ul>
              {items.map((one) => (
                <Picture key={one.id} incident={id} one={one} />
              ))}
            </ul>
          ) : (
            <Nothing why={t("incident.pictures_none")} />
          )
        }
      </Ask>
    </Card>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const one = useGet<Incident>(`/incidents/${id}`);
  const decide = useAct<{ dismiss: boolean }>({ path: `/incidents/${id}/decide` });
  return (
    <Ask of={one}>
      {(incident) => (
        <Stack>
          <Facts
            of={[
              [t("fleet.person"), <Short key="who" id={incident.account_id} />],
              [t("incident.opened"), <When key="when" at={incident.opened_at} />],
              [t("console:state"), t(`incident.state.${incident.state}`)],
              [t("incident.why"), <Whys key="why" reasons={incident.reasons} />],
            ]}
          />
          <PlainTable
            label={t("incident.timeline")}
            rows={incident.timeline}
            id={(step) => `${step.at}${step.state}`}
            columns={[
              { title: t("incident.at"), cell: (step) => <When at={step.at} isExact /> },
              { title: t("console:state"), cell: (step) => t(`incident.guard.${step.state}`) },
              { title: t("incident.why"), cell: (step) => <Whys reasons={step.reasons} /> },
            ]}
          />
          <Pictures id={id} />
          {decide.error ? <Refusal error={decide.error} /> : null}
          {incident.state === "open" || incident.state === "proposed" ? (
            <Row>
              <Button loading={decide.isPending} onClick={() => decide.mutate({ dismiss: true })}>
                {t("incident.dismiss")}
              </Button>
              <Button danger loading={decide.isPending} onClick={() => decide.mutate({ dismiss: false })}>
                {t(incident.state === "open" ? "incident.propose" : "incident.confirm")}
              </Button>
            </Row>
          ) : null}
        </Stack>
      )}
    </Ask>
  );
}
