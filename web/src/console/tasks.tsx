/** Tasks and the offers made for each: who was asked, when, why this one, and what came of it. */
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Offered, Task } from "@/api/types";
import { clock } from "@/i18n/format";
import { useFilter } from "./address";
import { useGet, useList } from "./data";
import { Ask, Card, Choice, Facts, Filters, Json, Mark, Nothing, Page, Stack, State, When } from "./parts";
import { Reasons } from "./reasons";
import { Rows } from "./rows";
import { Who } from "./who";


const STATES = ["pending", "reserved", "assigned", "wrapping", "completed", "canceled"];

/** `withConversations`: the reader may open what was said. */
export function Tasks({ withConversations = false }: { withConversations?: boolean }) {
  const { t } = useTranslation("console");
  const [state, setState] = useFilter("state");
  const [project] = useFilter("project");
  const [shown, setShown] = useState<Task>();
  const list = useList<Task>("/tasks", { state, project }, 10_000);
  return (
    <Page title={t("tasks")} intro={t("tasks_intro")}>
      <Filters>
        <Choice label={t("state")} value={state} onChange={setState} options={[["", t("all")], ...STATES.map((one): [string, string] => [one, t(`state.${one}`)])]} />
      </Filters>
      <Rows
        list={list}
        label={t("tasks")}
        id={(task) => task.id}
        file="tasks"
        empty={t("tasks_none")}
        columns={[
          {
            title: t("asked_at"),
            cell: (task) =>
              withConversations ? (
                <Link href={`/conversations/${task.conversation_id}`}>
                  <When at={task.created_at} />
                </Link>
              ) : (
                <When at={task.created_at} />
              ),
            csv: (task) => task.created_at,
          },
          { title: t("state"), cell: (task) => <State of={task.state} />, csv: (task) => task.state },
          { title: t("skill"), cell: (task) => task.skill, csv: (task) => task.skill },
          { title: t("wait"), end: true, cell: (task) => waited(task), csv: (task) => task.answered_at ?? "" },
          { title: t("offers"), end: true, cell: (task) => task.attempt, csv: (task) => task.attempt },
          { title: t("worker"), cell: (task) => (task.worker ? <Who id={task.worker} /> : "–"), csv: (task) => task.worker },
          { title: t("hold"), cell: (task) => (task.hold ? <Mark tone="warn">{t(`hold.${task.hold}`, { defaultValue: task.hold })}</Mark> : "–"), csv: (task) => task.hold },
          { title: t("why"), cell: (task) => <Button onClick={() => setShown(task)}>{t("offers_of")}</Button> },
        ]}
      />
      <Drawer title={t("offers_of")} open={shown !== undefined} onClose={() => setShown(undefined)} size="large">
        {shown && <Offers task={shown} />}
      </Drawer>
    </Page>
  );
}

function waited(task: Task): string {
  if (!task.answered_at) return "–";
  return clock((Date.parse(task.answered_at) - Date.parse(task.created_at)) / 1000);
}

function Offers({ task }: { task: Task }) {
  const { t } = useTranslation("console");
  const offers = useGet<{ items: Offered[] }>(`/tasks/${task.id}/offers`);
  return (
    <Ask of={offers}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing why={t("offers_none")} />
        ) : (
          <Stack>
            {items.map((offer) => (
              <Card key={offer.id} title={t("offer_n", { n: offer.attempt })}>
                <Facts
                  of={[
                    [t("state"), <State key="s" of={offer.state} />],
                    [t("worker"), <Who key="w" id={offer.worker} />],
                    [t("offered_at"), <When key="o" at={offer.offered_at} />],
                    [t("ended_at"), <When key="e" at={offer.ended_at} />],
                  ]}
                />
                <h3>{t("why")}</h3>
                <Reasons of={offer.why} />
                <details>
                  <summary>{t("terms")}</summary>
                  <Json label={t("terms")} value={offer.terms} />
                </details>
              </Card>
            ))}
          </Stack>
        )
      }
    </Ask>
  );
}
