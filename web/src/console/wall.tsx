/** The wall: live numbers per project, read every second; each number opens the list behind it. */
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { WallQueue, WallView } from "@/api/types";
import { clock, number, percent } from "@/i18n/format";
import { useGet } from "./data";
import { Ask, Card, Figure, Figures, Mark, Nothing, Page } from "./parts";
import { PlainTable } from "./rows";


const LATE_S = 20;

/** `tasks`: where the list behind a number is; enterprises open conversations. */
export function Wall({ behind }: { behind: (project: string | undefined, state: string) => string }) {
  const { t } = useTranslation("console");
  const wall = useGet<WallView>("/wall", undefined, 1000);
  return (
    <Page title={t("wall")} intro={t("wall_intro")}>
      <Ask of={wall} lines={8}>
        {(data) => <Numbers data={data} behind={behind} />}
      </Ask>
    </Page>
  );
}

function Numbers({ data, behind }: { data: WallView; behind: (project: string | undefined, state: string) => string }) {
  const { t } = useTranslation("console");
  const { queues, workers } = data;
  const sum = (pick: (queue: WallQueue) => number) => queues.reduce((all, queue) => all + pick(queue), 0);
  const longest = Math.max(0, ...queues.map((queue) => queue.longest_wait_s ?? 0));
  const counted = queues.filter((queue) => typeof queue.service_level_pct === "number");
  const weight = counted.reduce((all, queue) => all + Math.max(1, queue.answered_today), 0);
  const level = counted.reduce((all, queue) => all + (queue.service_level_pct ?? 0) * Math.max(1, queue.answered_today), 0) / weight;
  return (
    <>
      <Figures>
        <Figure label={t("waiting")} value={number(sum((queue) => queue.waiting))} to={behind(undefined, "waiting")} />
        <Figure label={t("longest_wait")} value={clock(longest)} to={behind(undefined, "waiting")} hint={longest > LATE_S ? <Mark tone="warn">{t("late")}</Mark> : undefined} />
        <Figure label={t("serving")} value={number(sum((queue) => queue.serving))} to={behind(undefined, "serving")} />
        <Figure label={t("service_level")} value={weight ? percent(level / 100, 1) : "–"} hint={t("service_level_hint")} to={behind(undefined, "all")} />
        <Figure label={t("answered_today")} value={number(sum((queue) => queue.answered_today))} to={behind(undefined, "closed")} />
        <Figure label={t("workers")} value={number(workers.available)} hint={t("workers_hint", { busy: number(workers.busy), break: number(workers.break) })} />
      </Figures>
      <Card title={t("by_project")}>
        {queues.length === 0 ? (
          <Nothing why={t("no_queues")} />
        ) : (
          <PlainTable
            label={t("by_project")}
            rows={queues}
            id={(queue) => queue.project_id}
            columns={[
              { title: t("project"), cell: (queue) => queue.name },
              { title: t("waiting"), end: true, cell: (queue) => <Link href={behind(queue.project_id, "waiting")}>{number(queue.waiting)}</Link> },
              { title: t("longest_wait"), end: true, cell: (queue) => clock(queue.longest_wait_s ?? 0) },
              { title: t("serving"), end: true, cell: (queue) => <Link href={behind(queue.project_id, "serving")}>{number(queue.serving)}</Link> },
              { title: t("available"), end: true, cell: (queue) => number(queue.available) },
              { title: t("service_level"), end: true, cell: (queue) => (typeof queue.service_level_pct === "number" ? percent(queue.service_level_pct / 100, 1) : "–") },
              { title: t("answered_today"), end: true, cell: (queue) => <Link href={behind(queue.project_id, "closed")}>{number(queue.answered_today)}</Link> },
              { title: t("first_reply"), end: true, cell: (queue) => (typeof queue.avg_first_reply_s === "number" ? t("seconds", { n: number(queue.avg_first_reply_s, { maximumFractionDigits: 1 }) }) : "–") },
            ]}
          />
        )}
      </Card>
    </>
  );
}
