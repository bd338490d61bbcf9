/** Overview: only what needs a person, and whether the books and the log hold. */
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Page as Rows } from "@/api/types";
import { useGet } from "@/console/data";
import { Ask, Card, Figure, Figures, Mark, Nothing, Page, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import type { WallView } from "@/api/types";
import { clock, dateTime, number } from "@/i18n/format";
import type { Balance, Checkpoint, DeadLetter, Decision, Job, Review } from "./shapes";

const many = (rows: Rows<unknown>): string => (rows.next ? `${number(rows.items.length)}+` : number(rows.items.length));

export function Overview() {
  const { t } = useTranslation(["admin", "console"]);
  return (
    <Page title={t("overview.title")} intro={t("overview.intro")}>
      <Card title={t("overview.needs")}>
        <Needs />
      </Card>
      <Card title={t("overview.now")}>
        <Now />
      </Card>
      <Card title={t("overview.trust")}>
        <Trust />
      </Card>
      <Card title={t("overview.decisions")}>
        <Latest />
      </Card>
    </Page>
  );
}

function Needs() {
  const { t } = useTranslation("admin");
  const inbox = useGet<{ items: { clock: string }[] }>("/exceptions", { state: "open" }, 15_000);
  const reviews = useGet<Rows<Review>>("/reviews", { limit: 50 }, 15_000);
  const jobs = useGet<Rows<Job>>("/jobs", { state: "dead", limit: 50 }, 15_000);
  const letters = useGet<{ items: DeadLetter[] }>("/outbox", { state: "dead" }, 15_000);
  return (
    <Figures>
      <Figure label={t("inbox.title")} value={inbox.data ? number(inbox.data.items.length) : "–"} to="/inbox" hint={t("inbox.late_n", { n: number(inbox.data?.items.filter((group) => group.clock === "late").length ?? 0) })} />
      <Figure label={t("reviews.title")} value={reviews.data ? many(reviews.data) : "–"} to="/reviews" hint={t("reviews.hint")} />
      <Figure label={t("jobs.dead")} value={jobs.data ? many(jobs.data) : "–"} to="/jobs?state=dead" hint={t("jobs.dead_hint")} />
      <Figure label={t("jobs.letters")} value={letters.data ? number(letters.data.items.length) : "–"} to="/jobs" hint={t("jobs.letters_hint")} />
    </Figures>
  );
}

function Now() {
  const { t } = useTranslation("console");
  const wall = useGet<WallView>("/wall", undefined, 5000);
  return (
    <Ask of={wall}>
      {({ queues, workers }) => (
        <Figures>
          <Figure label={t("waiting")} value={number(queues.reduce((sum, queue) => sum + queue.waiting, 0))} to="/tasks?state=pending" />
          <Figure label={t("longest_wait")} value={clock(Math.max(0, ...queues.map((queue) => queue.longest_wait_s ?? 0)))} to="/wall" />
          <Figure label={t("serving")} value={number(queues.reduce((sum, queue) => sum + queue.serving, 0))} to="/tasks?state=assigned" />
          <Figure label={t("workers")} value={number(workers.available)} to="/workers" hint={t("workers_hint", { busy: number(workers.busy), break: number(workers.break) })} />
        </Figures>
      )}
    </Ask>
  );
}

function Trust() {
  const { t } = useTranslation("admin");
  const balance = useGet<Balance>("/journal/check", undefined, 15_000);
  const checkpoint = useGet<Checkpoint>("/audit/checkpoint", undefined, 15_000);
  return (
    <Figures>
      <Figure
        label={t("journal.books")}
        value={balance.data ? <Mark tone={balance.data.balanced ? "good" : "bad"}>{balance.data.balanced ? t("journal.balanced") : t("journal.unbalanced")}</Mark> : "–"}
        hint={<Link href="/journal">{t("journal.open")}</Link>}
      />
      <Figure label={t("audit.size")} value={checkpoint.data ? number(checkpoint.data.size) : "–"} to="/audit" hint={checkpoint.data && t("audit.sealed", { at: dateTime(checkpoint.data.at) })} />
    </Figures>
  );
}

function Latest() {
  const { t } = useTranslation(["admin", "console"]);
  const decisions = useGet<Rows<Decision>>("/decisions", { limit: 8 }, 10_000);
  return (
    <Ask of={decisions}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing why={t("decisions.none")} />
        ) : (
          <PlainTable
            label={t("overview.decisions")}
            rows={items}
            id={(one) => one.id}
            columns={[
              { title: t("console:at"), cell: (one) => <When at={one.at} /> },
              { title: t("decisions.kind"), cell: (one) => <Link href={`/decisions/${one.id}`}>{t(`kind.${one.kind}`, { defaultValue: one.kind })}</Link> },
              { title: t("decisions.policy"), cell: (one) => one.policy_id },
            ]}
          />
        )
      }
    </Ask>
  );
}
