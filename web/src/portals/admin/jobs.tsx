/** Work behind the screens: jobs, and events nobody could take. */
import { useTranslation } from "react-i18next";
import { useFilter } from "@/console/address";
import { useGet, useList } from "@/console/data";
import { Ask, Card, Choice, Filters, Nothing, Page, Short, State, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { number } from "@/i18n/format";
import type { DeadLetter, Job } from "./shapes";

const STATES = ["ready", "running", "done", "dead"];

export function Jobs() {
  const { t } = useTranslation(["admin", "console"]);
  const [state, setState] = useFilter("state");
  const list = useList<Job>("/jobs", { state }, 5_000);
  return (
    <Page title={t("jobs.title")} intro={t("jobs.intro")}>
      <Letters />
      <Card title={t("jobs.list")}>
        <Filters>
          <Choice label={t("console:state")} value={state} onChange={setState} options={[["", t("console:all")], ...STATES.map((one): [string, string] => [one, t(`console:state.${one}`)])]} />
        </Filters>
        <Rows
          list={list}
          label={t("jobs.list")}
          id={(job) => job.id}
          file="jobs"
          empty={state ? t("jobs.none_here") : t("jobs.none")}
          columns={[
            { title: t("jobs.queue"), cell: (job) => job.queue, csv: (job) => job.queue },
            { title: t("jobs.key"), cell: (job) => <Short id={job.key} />, csv: (job) => job.key },
            { title: t("console:state"), cell: (job) => <State of={job.state} />, csv: (job) => job.state },
            { title: t("jobs.attempts"), end: true, cell: (job) => number(job.attempts), csv: (job) => job.attempts },
            { title: t("jobs.run_at"), cell: (job) => <When at={job.run_at} />, csv: (job) => job.run_at },
            { title: t("jobs.finished"), cell: (job) => <When at={job.finished_at} />, csv: (job) => job.finished_at },
            { title: t("jobs.error"), cell: (job) => job.last_error ?? "–", csv: (job) => job.last_error },
          ]}
        />
      </Card>
    </Page>
  );
}

function Letters() {
  const { t } = useTranslation(["admin", "console"]);
  const letters = useGet<{ items: DeadLetter[] }>("/outbox", { state: "dead" }, 10_000);
  return (
    <Card title={t("jobs.letters")}>
      <Ask of={letters} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing why={t("jobs.letters_none")} />
          ) : (
            <PlainTable
              label={t("jobs.letters")}
              rows={items}
              id={(letter) => letter.id}
              columns={[
                { title: t("console:at"), cell: (letter) => <When at={letter.at} /> },
                { title: t("jobs.topic"), cell: (letter) => letter.topic },
                { title: t("jobs.attempts"), end: true, cell: (letter) => number(letter.attempts) },
                { title: t("jobs.error"), cell: (letter) => letter.last_error ?? "–" },
              ]}
            />
          )
        }
      </Ask>
    </Card>
  );
}
