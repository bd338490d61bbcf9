/** What I contest, or what is contested about my pay: the frozen evidence, until when to act, and how it ended. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState, type ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { appeal, appeals } from "@/api/queries/worker";
import type { CaseDetail, CaseHead } from "@/api/types";
import { dateTime, money, number } from "@/i18n/format";
import { Badge, Button, ButtonLink, Card, Facts, Muted, Note, Row, type Tone } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { Table } from "@/kit/show";
import { Empty, ErrorState, Loaded, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

/** Where a case stands, in one word. */
function useStanding(): (head: CaseHead) => { text: string; tone: Tone } {
  const { t } = useTranslation("worker");
  return (head) => {
    if (head.state !== "resolved") return { text: t(`case_state_${head.state}`), tone: "warn" };
    const isFor = head.outcome === "for_subject";
    return { text: t(isFor ? "case_for_me" : "case_against_me"), tone: isFor ? "good" : "plain" };
  };
}

function Overview() {
  const { t } = useTranslation("worker");
  const query = useQuery(appeals);
  const standing = useStanding();
  return (
    <Page title={t("appeals")} lead={t("appeals_lead")}>
      <Loaded query={query}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title={t("appeals_none")}>{t("appeals_none_text")}</Empty>
          ) : (
            <Table
              caption={t("appeals")}
              rows={page.items}
              keyOf={(row) => row.id}
              columns={[
                { id: "at", head: t("when"), cell: (row) => <Link href={`/appeals/${row.id}`}>{dateTime(row.opened_at)}</Link> },
                { id: "what", head: t("case_what"), cell: (row) => t(`case_${row.kind}`, { defaultValue: row.kind }) },
                { id: "until", head: t("case_until"), cell: (row) => (row.state === "resolved" ? "–" : dateTime(row.answer_by ?? row.decide_by ?? row.opened_at)) },
                { id: "state", head: t("state"), cell: (row) => <Badge tone={standing(row).tone}>{standing(row).text}</Badge> },
              ]}
            />
          )
        }
      </Loaded>
      <div>
        <ButtonLink href="/earnings" icon="back">
          {t("earnings")}
        </ButtonLink>
      </div>
    </Page>
  );
}

function Appeal({ id }: { id: string }) {
  const { t } = useTranslation("worker");
  const client = useQueryClient();
  const [words, setWords] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const body = { words: words.trim() };
    await post(`/cases/${id}/appeal`, body, { key: onceKey(`appeal ${id}`, body) });
    settled(`appeal ${id}`);
    await client.invalidateQueries({ queryKey: ["appeals"] });
    toast(t("appeal_sent"));
  });
  return (
    <form ref={form} onSubmit={submit}>
      <Field label={t("appeal_words")} hint={t("appeal_words_hint")} value={words} onValue={setWords} maxLength={2000} required />
      {problem ? <ErrorState error={problem} /> : null}
      <Button type="submit" look="main" isBusy={isBusy}>
        {t("appeal_go")}
      </Button>
    </form>
  );
}

function Evidence({ view }: { view: CaseDetail }) {
  const { t } = useTranslation("worker");
  return (
    <Card>
      <h2>{t("evidence")}</h2>
      <Muted>{t("evidence_lead")}</Muted>
      <Facts items={[...evidenceOf(view, t), { name: t("evidence_hash"), value: <code>{view.evidence_hash.slice(0, 16)}</code> }]} />
    </Card>
  );
}

/** What a case was opened with, by its kind; all that is not told apart is about a paid piece. */
function evidenceOf(view: CaseDetail, t: TFunction<"worker">): ComponentProps<typeof Facts>["items"] {
  const facts = view.evidence as Record<string, string | number | null>;
  const listed = (key: string) => number((view.evidence as Record<string, unknown[] | undefined>)[key]?.length ?? 0);
  const of = (key: string) => money({ minor: Number(facts[key] ?? 0), currency: String(facts.currency ?? "CNY") });
  switch (view.kind) {
    case "guard":
      return [
        { name: t("evidence_opened"), value: dateTime(String(facts.opened_at ?? "")) },
        { name: t("evidence_steps"), value: listed("timeline") },
      ];
    case "evaluation":
    case "verdict":
      return [
        { name: t("evidence_score"), value: number(Number(facts.score ?? 0)) },
        { name: t("evidence_form"), value: <code>{String(facts.form_hash ?? "").slice(0, 12)}</code> },
      ];
    case "application":
    case "interview":
      return [{ name: t("evidence_recordings"), value: listed("recordings") }];
    default:
      return [
        { name: t("evidence_piece"), value: facts.earning ? <Link href={`/earnings/${facts.earning}`}>{String(facts.day ?? "")}</Link> : "–" },
        { name: t("evidence_amount"), value: of("amount_minor") },
        { name: t("evidence_contested"), value: of("contested_minor") },
        { name: t("evidence_work"), value: t("evidence_work_of", { steps: number(Number(facts.steps ?? 0)), seconds: number(Number(facts.seconds ?? 0)) }) },
      ];
  }
}

function One({ id }: { id: string }) {
  const { t } = useTranslation("worker");
  const query = useQuery(appeal(id));
  const standing = useStanding();
  return (
    <Page title={t("appeal")}>
      <Loaded query={query}>
        {(view) => (
          <>
            <Card>
              <Row isBetween>
                <h2>{t(`case_${view.kind}`, { defaultValue: view.kind })}</h2>
                <Badge tone={standing(view).tone}>{standing(view).text}</Badge>
              </Row>
              {view.first_code ? <p>{t("case_reason", { reason: t(`hold_${view.first_code}`, { defaultValue: view.first_code }) })}</p> : null}
              {view.state === "noticed" && view.answer_by ? <Note tone="warn" title={t("case_answer_by", { at: dateTime(view.answer_by) })}>{t("case_answer_text")}</Note> : null}
              {view.state === "open" && view.decide_by ? <Note title={t("case_decide_by", { at: dateTime(view.decide_by) })}>{t("case_decide_text")}</Note> : null}
              {view.state === "resolved" ? (
                <Note tone={standing(view).tone} title={t(`case_by_${view.resolved_by ?? "judge"}`)}>
                  {view.reason}
                  {view.rule ? <Muted>{t("case_rule", { rule: view.rule })}</Muted> : null}
                </Note>
              ) : null}
              {view.words ? <p>{t("case_my_words", { words: view.words })}</p> : null}
              {view.state === "noticed" ? <Appeal id={id} /> : null}
            </Card>
            <Evidence view={view} />
            <div>
              <ButtonLink href="/appeals" icon="back">
                {t("appeals")}
              </ButtonLink>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

export default function AppealsScreen({ id }: { id?: string }) {
  return id ? <One id={id} /> : <Overview />;
}
