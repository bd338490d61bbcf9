/** Evaluations of all, and the sample that two people score without seeing each other's points, with how far they agree. */
import { Button, InputNumber } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import type { Conversation } from "@/api/types";
import { useAct, useGet } from "@/console/data";
import { Evaluations } from "@/console/evaluations";
import { Ask, Card, Figure, Figures, Labelled, Mark, Mute, Nothing, Refusal, Row, Short } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { Transcript } from "@/console/transcript";
import { Who } from "@/console/who";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./inbox.module.css";

type Sampled = components["schemas"]["SamplePage"];
type Judge = components["schemas"]["Judge"];
type Sample = Sampled["items"][number];
/** As many as score a conversation. */
const REVIEWERS = 2;

export function Quality() {
  const { t } = useTranslation("admin");
  const sample = useGet<Sampled>("/evaluations/sample", { limit: 50 }, 15_000);
  return (
    <Evaluations>
      <Card title={t("sample.title")}>
        <Mute>{t("sample.intro")}</Mute>
        <Ask of={sample} lines={4}>
          {(page) => (
            <>
              <Figures>
                <Figure label={t("sample.equal")} value={page.agreement.items ? t("sample.percent", { n: number(page.agreement.equal) }) : "–"} hint={t("sample.items", { n: number(page.agreement.items) })} />
                <Figure label={t("sample.kappa")} value={typeof page.agreement.kappa === "number" ? number(page.agreement.kappa / 100) : "–"} hint={t("sample.kappa_hint")} />
              </Figures>
              {page.items.length === 0 ? <Nothing why={t("sample.none")} /> : null}
              <ul className={css.list} aria-label={t("sample.title")}>
                {page.items.map((one) => (
                  <Line key={one.evaluation.conversation_id} sample={one} form={page.form} />
                ))}
              </ul>
            </>
          )}
        </Ask>
      </Card>
      <Judges />
    </Evaluations>
  );
}

/** How judges did by conversations whose answer is known, mixed into their sample. */
function Judges() {
  const { t } = useTranslation("admin");
  const judges = useGet<{ items: Judge[] }>("/evaluation-judges", undefined, 30_000);
  return (
    <Card title={t("judges.title")}>
      <Mute>{t("judges.intro")}</Mute>
      <Ask of={judges} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing why={t("judges.none")} />
          ) : (
            <PlainTable
              label={t("judges.title")}
              rows={items}
              id={(one) => one.judge}
              columns={[
                { title: t("judges.judge"), cell: (one) => <Who id={one.judge} /> },
                { title: t("judges.answered"), end: true, cell: (one) => number(one.answered) },
                { title: t("judges.equal"), end: true, cell: (one) => t("sample.percent", { n: number(one.equal) }) },
                { title: t("judges.lean"), end: true, cell: (one) => <Mark tone={Math.abs(one.lean) > 15 ? "warn" : "calm"}>{t("judges.lean_n", { n: number(one.lean) })}</Mark> },
              ]}
            />
          )
        }
      </Ask>
    </Card>
  );
}

function Line({ sample, form }: { sample: Sample; form: Sampled["form"] }) {
  const { t } = useTranslation("admin");
  const [isOpen, setOpen] = useState(false);
  const id = sample.evaluation.conversation_id;
  const isFull = sample.reviews >= REVIEWERS;
  const gold = useAct<null>({ path: `/evaluations/${id}/gold` });
  const alike = sample.mine && !sample.known && sample.others.some((other) => JSON.stringify(other) === JSON.stringify(sample.mine));
  return (
    <li className={css.group}>
      <Row>
        <Short id={id} />
        <Mark tone={isFull ? "good" : "warn"}>{t("sample.reviews", { n: number(sample.reviews) })}</Mark>
        {sample.mine ? <Mute>{t("sample.mine", { points: Object.values(sample.mine).join(" / ") })}</Mute> : null}
        {sample.others.map((other) => (
          <Mute key={JSON.stringify(other)}>{t("sample.others", { points: Object.values(other).join(" / ") })}</Mute>
        ))}
        {sample.known ? <Mute>{t("judges.known", { points: Object.values(sample.known).join(" / ") })}</Mute> : null}
        {alike ? (
          <Button size="small" loading={gold.isPending} onClick={() => gold.mutate(null, { onSuccess: () => toast(t("judges.made_known")) })}>
            {t("judges.make_known")}
          </Button>
        ) : null}
        {gold.error ? <Refusal error={gold.error} /> : null}
        {sample.mine || isFull ? null : (
          <Button size="small" aria-expanded={isOpen} aria-label={t("sample.score_of", { id: id.slice(-6) })} onClick={() => setOpen(!isOpen)}>
            {t("sample.score")}
          </Button>
        )}
      </Row>
      {isOpen && !sample.mine ? <Scoring id={id} form={form} /> : null}
    </li>
  );
}

function Scoring({ id, form }: { id: string; form: Sampled["form"] }) {
  const { t, i18n } = useTranslation("admin");
  const talk = useGet<Conversation>(`/conversations/${id}`);
  const human = form.items.filter((item) => item.human);
  const [points, setPoints] = useState<Record<string, number>>({});
  const review = useAct<{ points: Record<string, number> }>({ path: `/evaluations/${id}/reviews` });
  const isWhole = human.every((item) => item.id in points);
  return (
    <>
      <Ask of={talk} lines={4}>
        {(data) => <Transcript messages={data.messages} />}
      </Ask>
      <Row>
        {human.map((item) => (
          <Labelled key={item.id} label={t("sample.of", { item: i18n.language === "en" ? item.en : item.zh, n: number(item.points) })}>
            {(ids) => <InputNumber {...ids} min={0} max={item.points} precision={0} value={points[item.id] ?? null} onChange={(value) => setPoints(value === null ? Object.fromEntries(Object.entries(points).filter(([key]) => key !== item.id)) : { ...points, [item.id]: value })} />}
          </Labelled>
        ))}
        <Button type="primary" disabled={!isWhole} loading={review.isPending} onClick={() => review.mutate({ points }, { onSuccess: () => toast(t("sample.scored")) })}>
          {t("sample.give")}
        </Button>
      </Row>
      {review.error ? <Refusal error={review.error} /> : null}
    </>
  );
}
