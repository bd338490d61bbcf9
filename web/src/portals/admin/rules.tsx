/** The interview policy in force, putting another in force, and the passes that score again. */
import { Button, Drawer, Input, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InterviewRules, RescoreDetail, RescoreRuns, RescoreView } from "@/api/types";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Labelled, Mark, Nothing, Page, Refusal, Short, Stack, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";

export function Rules() {
  const { t } = useTranslation("admin");
  const rules = useGet<InterviewRules>("/interview-rules");
  return (
    <Page title={t("rules.title")} intro={t("rules.intro")}>
      <Runs />
      <Ask of={rules} lines={8}>
        {(now) => <Publish key={now.hash} rules={now} />}
      </Ask>
    </Page>
  );
}

function Publish({ rules }: { rules: InterviewRules }) {
  const { t } = useTranslation("admin");
  const [text, setText] = useState(rules.text);
  const act = useAct<{ text: string }, { run?: RescoreView }>({ path: "/interview-rules", once: true });
  const publish = () => act.mutate({ text }, { onSuccess: (done) => toast(t(done.run ? "rules.published" : "rules.same")) });
  return (
    <Card title={t("rules.text")}>
      <Stack>
        <Short id={rules.hash} />
        <Labelled label={t("rules.text")} hint={t("rules.text_hint")}>
          {(ids) => <Input.TextArea {...ids} rows={18} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />}
        </Labelled>
        {act.error && <Refusal error={act.error} />}
        <div>
          <Button type="primary" onClick={publish} loading={act.isPending} disabled={text === rules.text}>
            {t("rules.publish")}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}

function Runs() {
  const { t } = useTranslation(["admin", "console"]);
  const runs = useGet<RescoreRuns>("/rescores", undefined, 3_000);
  const [shown, setShown] = useState<string>();
  return (
    <Card title={t("rules.runs")}>
      <Ask of={runs} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing why={t("rules.none")} />
          ) : (
            <PlainTable
              label={t("rules.runs")}
              rows={items}
              id={(run) => run.id}
              columns={[
                { title: t("console:at"), cell: (run) => <When at={run.created_at} /> },
                { title: t("rules.policy"), cell: (run) => <Short id={run.policy_hash} /> },
                { title: t("console:state"), cell: (run) => <Mark tone={run.state === "done" ? "good" : "calm"}>{t(`rules.state.${run.state}`)}</Mark> },
                { title: t("rules.progress"), cell: (run) => <Done run={run} /> },
                { title: t("rules.changed"), end: true, cell: (run) => number(run.changed) },
                { title: t("rules.advanced"), end: true, cell: (run) => number(run.advanced) },
                { title: t("rules.erased"), end: true, cell: (run) => number(run.erased) },
                { title: t("console:act"), cell: (run) => <Button onClick={() => setShown(run.id)}>{t("rules.results")}</Button> },
              ]}
            />
          )
        }
      </Ask>
      <Drawer title={t("rules.results")} open={shown !== undefined} onClose={() => setShown(undefined)} size="large" destroyOnHidden>
        {shown && <Results id={shown} />}
      </Drawer>
    </Card>
  );
}

function Done({ run }: { run: RescoreView }) {
  const { t } = useTranslation("admin");
  const part = run.total === 0 ? 100 : Math.min(100, Math.round((run.done * 100) / run.total));
  return <Progress percent={part} size="small" format={() => `${number(run.done)} / ${number(run.total)}`} aria-label={t("rules.progress")} />;
}

function Results({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const detail = useGet<RescoreDetail>(`/rescores/${id}`);
  const of = (total: number, outcome: string) => `${number(total)}, ${t(`rules.outcome.${outcome}`, { defaultValue: outcome })}`;
  return (
    <Ask of={detail} lines={4}>
      {({ results }) =>
        results.length === 0 ? (
          <Nothing why={t("rules.none")} />
        ) : (
          <PlainTable
            label={t("rules.results")}
            rows={results}
            id={(row) => row.interview_id}
            columns={[
              { title: t("rules.interview"), cell: (row) => <Short id={row.interview_id} /> },
              { title: t("rules.was"), cell: (row) => of(row.was_total, row.was_outcome) },
              { title: t("rules.now"), cell: (row) => of(row.now_total, row.now_outcome) },
              { title: t("rules.effect"), cell: (row) => t(row.decision_id ? "rules.decided" : "rules.info") },
            ]}
          />
        )
      }
    </Ask>
  );
}
