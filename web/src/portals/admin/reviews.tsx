/** Recruitment: only the applications on which the machine would not decide alone. */
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Labelled, Mark, Nothing, Page, Refusal, Row, Short, Stack, State, When } from "@/console/parts";
import { Reasons } from "@/console/reasons";
import { PlainTable, Rows } from "@/console/rows";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";
import { One } from "./decisions";
import { Evidence } from "./review-evidence";
import type { Review } from "./shapes";

export function Reviews() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Review>("/reviews", undefined, 15_000);
  const [shown, setShown] = useState<Review>();
  return (
    <Page title={t("reviews.title")} intro={t("reviews.intro")}>
      <Rows
        list={list}
        label={t("reviews.title")}
        id={(one) => one.application_id}
        empty={t("reviews.none")}
        columns={[
          { title: t("reviews.application"), cell: (one) => <Short id={one.application_id} /> },
          { title: t("console:state"), cell: (one) => <State of={one.state} /> },
          { title: t("reviews.score"), end: true, cell: (one) => `${number(one.total)} / ${number(one.max)}` },
          { title: t("reviews.since"), cell: (one) => <When at={one.submitted_at} /> },
          { title: t("console:act"), cell: (one) => <Button onClick={() => setShown(one)}>{t("reviews.open")}</Button> },
        ]}
      />
      <OddExams />
      <Drawer title={t("reviews.one")} open={shown !== undefined} onClose={() => setShown(undefined)} size="large" destroyOnHidden>
        {shown && <Decide review={shown} done={() => setShown(undefined)} />}
      </Drawer>
    </Page>
  );
}

/** Exams answered as nobody answers: to be looked at, nothing was decided by it. */
function OddExams() {
  const { t } = useTranslation(["admin", "console", "common"]);
  const list = useGet<components["schemas"]["OddExams"]>("/odd-exams", undefined, 30_000);
  return (
    <Card title={t("odd.title")}>
      <p>{t("odd.intro")}</p>
      <Ask of={list}>
        {(data) =>
          data.items.length === 0 ? (
            <Nothing why={t("odd.none")} />
          ) : (
            <PlainTable
              label={t("odd.title")}
              rows={data.items}
              id={(one) => one.id}
              columns={[
                { title: t("console:worker"), cell: (one) => <Short id={one.account} /> },
                { title: t("odd.skill"), cell: (one) => t(`common:skill_${one.skill}`, { defaultValue: one.skill }) },
                { title: t("odd.score"), end: true, cell: (one) => (typeof one.score === "number" ? `${number(one.score)} / ${number(one.max ?? 0)}` : "–") },
                { title: t("odd.found"), cell: (one) => one.flags.map((flag) => t(`odd.rule_${flag.rule}`, { n: number(flag.measured), limit: number(flag.limit), of: flag.questions.length })).join(" · ") },
                { title: t("console:at"), cell: (one) => <When at={one.at} /> },
              ]}
            />
          )
        }
      </Ask>
    </Card>
  );
}

function Decide({ review, done }: { review: Review; done: () => void }) {
  const { t } = useTranslation("admin");
  const [note, setNote] = useState("");
  const [fault, setFault] = useState<string>();
  const decide = useAct<{ outcome: "admit" | "decline"; note: string }>({ path: `/reviews/${review.application_id}`, once: true });
  const submit = (outcome: "admit" | "decline") => {
    const missing = outcome === "decline" && !note.trim();
    setFault(missing ? t("reviews.note_missing") : undefined);
    if (missing) return;
    decide.mutate(
      { outcome, note: note.trim() },
      {
        onSuccess: () => {
          toast(t(`reviews.${outcome}_done`));
          done();
        },
      },
    );
  };
  return (
    <Stack>
      {review.vetting_flags.length > 0 && (
        <p>
          <Mark tone="warn">{t("reviews.flags")}</Mark> {review.vetting_flags.join(", ")}
        </p>
      )}
      {review.decision_id ? <One id={review.decision_id} /> : <Reasons of={review.reasons} />}
      <Evidence id={review.application_id} />
      <h2>{t("reviews.yours")}</h2>
      <Labelled label={t("reviews.note")} hint={t("reviews.note_hint")} error={fault}>
        {(ids) => <Input.TextArea {...ids} rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />}
      </Labelled>
      {decide.error && <Refusal error={decide.error} />}
      <Row>
        <Button type="primary" onClick={() => submit("admit")} loading={decide.isPending}>
          {t("reviews.admit")}
        </Button>
        <Button danger onClick={() => submit("decline")} loading={decide.isPending}>
          {t("reviews.decline")}
        </Button>
      </Row>
    </Stack>
  );
}
