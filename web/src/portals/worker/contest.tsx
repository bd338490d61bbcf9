/** Contesting quality: an item that counts as missed, or a draft that patrol stopped; each becomes a case with a clock. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "@/api/client";
import type { components } from "@/api/schema";
import type { EvaluationPage } from "@/api/types";
import { dateTime } from "@/i18n/format";
import { Badge, Button, ButtonLink, FormCard, List, Muted, Row, Stack } from "@/kit/basics";
import { Field, Select } from "@/kit/fields";
import { useReasonText } from "@/kit/show";
import { ErrorState, Loaded, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

type Contests = components["schemas"]["Contests"];
type Evaluation = EvaluationPage["items"][number];

const TONES = { open: "warn", won: "good", lost: "bad" } as const;

export default function Contest({ of, names }: { of: Evaluation; names: Map<string, string> }) {
  const { t } = useTranslation("me");
  const why = useReasonText();
  const client = useQueryClient();
  const key = ["contests", of.conversation_id];
  const query = useQuery({ queryKey: key, queryFn: () => get<Contests>(`/evaluations/${of.conversation_id}/contests`) });
  const [what, setWhat] = useState("");
  const [words, setWords] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const [kind, name] = what.split(":");
    await post(`/evaluations/${of.conversation_id}/contests`, { [kind === "item" ? "item" : "verdict_id"]: name, words: words.trim() });
    setWhat("");
    setWords("");
    await client.invalidateQueries({ queryKey: key });
    toast(t("contest_done"));
  });
  return (
    <Loaded query={query}>
      {({ held, items }) => {
        const taken = new Set(items.map((one) => `${one.kind}:${one.name}`));
        const missed = of.items.filter((item) => item.state === "missed").map((item) => ({ id: `item:${item.id}`, text: names.get(item.id) ?? item.id }));
        const stopped = held.map((draft) => ({ id: `verdict:${draft.id}`, text: t(draft.outcome === "warn" ? "contest_warned" : "contest_draft", { at: dateTime(draft.at), rule: draft.hits[0] ? why({ code: `patrol.${draft.hits[0].class}` }) : "–" }) }));
        const open = [...missed, ...stopped].filter((one) => !taken.has(one.id));
        const name = (id: string) => [...missed, ...stopped].find((one) => one.id === id)?.text;
        return (
          <Stack gap="small">
            {items.length ? (
              <List>
                {items.map((one) => (
                  <li key={one.case_id}>
                    <Row isBetween>
                      <span>{name(`${one.kind}:${one.name}`) ?? names.get(one.name) ?? one.name}</span>
                      <Badge tone={TONES[one.state]}>{t(`contest_${one.state}`)}</Badge>
                      <ButtonLink href={`/appeals/${one.case_id}`}>{t("contest_case")}</ButtonLink>
                    </Row>
                  </li>
                ))}
              </List>
            ) : null}
            {open.length ? (
              <FormCard ref={form} onSubmit={submit} aria-label={t("contest")}>
                <Select label={t("contest_what")} value={what} onValue={setWhat} options={[{ id: "", text: t("contest_pick") }, ...open]} />
                <Field label={t("contest_words")} required maxLength={2000} value={words} onValue={setWords} fault={problem?.field("words")} />
                {problem ? <ErrorState error={problem} /> : null}
                <div>
                  <Button type="submit" isBusy={isBusy} disabled={!what || !words.trim()}>
                    {t("contest_send")}
                  </Button>
                </div>
              </FormCard>
            ) : (
              <Muted>{t("contest_none")}</Muted>
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}
