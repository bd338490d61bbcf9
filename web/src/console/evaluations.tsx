/** How conversations were evaluated, item by item: the same list for administrators and enterprises, each their own part. */
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useFilter } from "@/console/address";
import { useGet } from "@/console/data";
import { LinkButton } from "@/console/link-button";
import { Ask, Card, Choice, Filters, Mark, Nothing, Page, Short, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { Who } from "@/console/who";
import { number } from "@/i18n/format";

type Answer = components["schemas"]["EvaluationPage"];
type Evaluation = Answer["items"][number];

const TONE = { met: "good", missed: "bad", not_applicable: "calm", human: "warn" } as const;

/** `children` come below the list. */
export function Evaluations({ children }: { children?: ReactNode }) {
  const { t } = useTranslation("console");
  const [result, setResult] = useFilter("result");
  const list = useGet<Answer>("/evaluations", { limit: 200, ...(result ? { result } : {}) }, 15_000);
  return (
    <Page title={t("evaluation.title")} intro={t("evaluation.intro")}>
      <Card title={t("evaluation.list")}>
        <Filters>
          <Choice
            label={t("evaluation.result")}
            value={result}
            onChange={setResult}
            options={[
              ["", t("all")],
              ["failed", t("evaluation.failed")],
              ["passed", t("evaluation.passed")],
            ]}
          />
        </Filters>
        <Ask of={list} lines={6}>
          {(page) => (page.items.length === 0 ? <Nothing why={t("evaluation.none")} /> : <Lines page={page} />)}
        </Ask>
      </Card>
      {children}
    </Page>
  );
}

function Lines({ page }: { page: Answer }) {
  const { t, i18n } = useTranslation("console");
  const [shown, setShown] = useState<string | null>(null);
  const names = new Map(page.form.items.map((item) => [item.id, i18n.language === "en" ? item.en : item.zh]));
  const one = page.items.find((row) => row.conversation_id === shown);
  return (
    <>
      <PlainTable
        label={t("evaluation.list")}
        rows={page.items}
        id={(row: Evaluation) => row.conversation_id}
        columns={[
          { title: t("evaluation.conversation"), cell: (row: Evaluation) => <Short id={row.conversation_id} /> },
          { title: t("evaluation.worker"), cell: (row: Evaluation) => (row.worker_id ? <Who id={row.worker_id} /> : "–") },
          { title: t("evaluation.score"), end: true, cell: (row: Evaluation) => number(row.score) },
          { title: t("evaluation.result"), cell: (row: Evaluation) => <Mark tone={row.result === "passed" ? "good" : "bad"}>{t(`evaluation.${row.result}`)}</Mark> },
          { title: t("evaluation.missed"), cell: (row: Evaluation) => row.items.filter((item) => item.state === "missed").map((item) => names.get(item.id) ?? item.id).join(i18n.language === "en" ? ", " : "、") || "–" },
          { title: t("at"), cell: (row: Evaluation) => <When at={row.closed_at} /> },
          {
            title: t("evaluation.items"),
            cell: (row: Evaluation) => (
              <Button size="small" aria-expanded={shown === row.conversation_id} aria-label={t("evaluation.look", { id: row.conversation_id.slice(-6) })} onClick={() => setShown(shown === row.conversation_id ? null : row.conversation_id)}>
                {t("evaluation.show")}
              </Button>
            ),
          },
        ]}
      />
      {one?.result === "failed" ? <LinkButton to={`/scenarios/new?from=${one.conversation_id}`}>{t("scenario.make")}</LinkButton> : null}
      {one ? (
        <PlainTable
          label={t("evaluation.items")}
          rows={one.items}
          id={(item) => item.id}
          columns={[
            { title: t("evaluation.item"), cell: (item) => names.get(item.id) ?? item.id },
            { title: t("evaluation.state"), cell: (item) => <Mark tone={TONE[item.state]}>{t(`evaluation.state_${item.state}`)}</Mark> },
            { title: t("evaluation.points"), end: true, cell: (item) => `${number(item.points)} / ${number(item.of)}` },
          ]}
        />
      ) : null}
    </>
  );
}
