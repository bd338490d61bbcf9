/** All conversations of the enterprise, masked. */
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { ConversationRow, Page as Rows_, Project } from "@/api/types";
import { useFilter } from "@/console/address";
import { Stars, workerName } from "@/console/conversation";
import { useGet, useList } from "@/console/data";
import { Choice, Filters, Nothing, Page, State, When } from "@/console/parts";
import { Rows } from "@/console/rows";
import { money, number } from "@/i18n/format";

const STATES = ["open", "closed"];

export function Conversations() {
  const { t } = useTranslation(["enterprise", "console"]);
  const [state, setState] = useFilter("state");
  const [project, setProject] = useFilter("project");
  const projects = useGet<Rows_<Project>>("/projects", { limit: 200 });
  const list = useList<ConversationRow>("/conversations", { state, project }, 10_000);
  return (
    <Page title={t("talks.title")} intro={t("talks.intro")}>
      <Filters>
        <Choice label={t("console:state")} value={state} onChange={setState} options={[["", t("console:all")], ...STATES.map((one): [string, string] => [one, t(`console:state.${one}`)])]} />
        <Choice label={t("console:project")} value={project} onChange={setProject} options={[["", t("console:all")], ...(projects.data?.items.map((one): [string, string] => [one.id, one.name]) ?? [])]} />
      </Filters>
      <Rows
        list={list}
        label={t("talks.title")}
        id={(row) => row.id}
        file="conversations"
        empty={<Nothing why={state || project ? t("talks.none_here") : t("talks.none")} />}
        columns={[
          {
            title: t("talks.opened"),
            cell: (row) => (
              <Link href={`/conversations/${row.id}`}>
                <When at={row.opened_at} />
              </Link>
            ),
            csv: (row) => row.opened_at,
          },
          { title: t("console:project"), cell: (row) => row.project_name, csv: (row) => row.project_name },
          { title: t("console:state"), cell: (row) => <State of={row.state} />, csv: (row) => row.state },
          { title: t("console:worker"), cell: (row) => workerName(row.worker), csv: (row) => workerName(row.worker) },
          { title: t("talks.messages"), end: true, cell: (row) => number(row.messages), csv: (row) => row.messages },
          { title: t("talks.rating"), end: true, cell: (row) => <Stars of={row.rating} />, csv: (row) => row.rating },
          { title: t("talks.cost"), end: true, cell: (row) => money(row.cost), csv: (row) => (row.cost ? row.cost.minor / 100 : null) },
          { title: t("talks.closed"), cell: (row) => <When at={row.closed_at} />, csv: (row) => row.closed_at },
        ]}
      />
    </Page>
  );
}
