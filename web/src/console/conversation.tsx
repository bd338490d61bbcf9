/** One conversation as the enterprise and the platform may see it: masked text, verdict of each answer, cost and rating; live while it goes on. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useMe } from "@/api/session";
import type { Conversation } from "@/api/types";
import { money, number } from "@/i18n/format";
import { useGet } from "./data";
import { LinkButton } from "./link-button";
import { Ask, Card, Facts, Mark, Page, State, When } from "./parts";
import { Supervise, Whispers } from "./supervise";
import { Transcript } from "./transcript";

/** Stars up to which a conversation counts as failed. */
const LOW = 2;

/** Workers are told apart, and not named. */
export function workerName(worker?: string | null): string {
  return worker ? worker.slice(-6) : "–";
}

export function Stars({ of }: { of?: number | null }) {
  const { t } = useTranslation("enterprise");
  if (!of) return <>–</>;
  return <span>{t("level.stars", { n: number(of) })}</span>;
}

export function ConversationPage({ id }: { id: string }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const { role } = useMe();
  const [listening, setListening] = useState(false);
  const talk = useGet<Conversation>(`/conversations/${id}`, undefined, listening ? 1_000 : 5_000);
  const within = (is: boolean | null | undefined) => (is === true ? <Mark tone="good">{t("talks.within")}</Mark> : is === false ? <Mark tone="warn">{t("talks.late")}</Mark> : null);
  const wait = (s: number | null | undefined) => (typeof s === "number" ? t("console:seconds", { n: number(s) }) : "–");
  return (
    <Page title={t("talks.one")} crumbs={[role === "admin" ? [t("console:tasks"), "/tasks"] : [t("talks.title"), "/conversations"]]}>
      <Ask of={talk} lines={10}>
        {(data) => (
          <>
            <Card title={t("talks.facts")}>
              <Facts
                of={[
                  [t("console:project"), role === "admin" ? data.project.name : <Link key="p" href={`/projects/${data.project.id}`}>{data.project.name}</Link>],
                  [t("console:state"), <State key="s" of={data.state} />],
                  [t("talks.contact"), data.contact.label],
                  [t("console:worker"), workerName(data.worker)],
                  [t("talks.opened"), <When key="o" at={data.opened_at} />],
                  [t("talks.closed"), <When key="c" at={data.closed_at} />],
                  [t("talks.cost"), data.cost ? role === "admin" ? money(data.cost) : <Link key="m" href="/escrow">{money(data.cost)}</Link> : t("talks.no_cost")],
                  [t("talks.wait"), <span key="w">{wait(data.service?.wait_s)} {within(data.service?.within_20s)}</span>],
                  [t("talks.first_reply"), wait(data.service?.first_reply_s)],
                  [t("talks.rating"), <Stars key="r" of={data.rating} />],
                  [t("talks.comment"), data.rating_comment ?? "–"],
                ]}
              />
            </Card>
            <Card title={t("talks.transcript")} actions={data.state === "closed" && data.rating && data.rating <= LOW ? <LinkButton to={`/scenarios/new?from=${id}`}>{t("console:scenario.make")}</LinkButton> : null}>
              <p>{t("talks.masked")}</p>
              <Transcript messages={data.messages} />
            </Card>
            {data.state === "waiting" || data.state === "serving" ? <Supervise of={data} listening={listening} onListen={() => setListening(true)} /> : null}
            <Whispers of={data.whispers} />
          </>
        )}
      </Ask>
    </Page>
  );
}
