/** The audit trail: who did what to which thing, each line sealed in a tree whose root is signed. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFilter } from "@/console/address";
import { readText, useGet, useList } from "@/console/data";
import { DayFilter, dayStart } from "@/console/day-filter";
import { Ask, Card, Copy, Facts, Filters, Json, Page, Refusal, Row, Short, Stack, Thing, When } from "@/console/parts";
import { isIncluded } from "@/console/proof";
import { Rows } from "@/console/rows";
import { TextFilter } from "@/console/text-filter";
import { Who } from "@/console/who";
import { number } from "@/i18n/format";
import { saveText } from "@/kit/save";
import type { AuditEntry, Checkpoint, Proof } from "./shapes";

export function Audit() {
  const { t } = useTranslation(["admin", "console"]);
  const [actor, setActor] = useFilter("actor");
  const [action, setAction] = useFilter("action");
  const [object, setObject] = useFilter("object");
  const [from, setFrom] = useFilter("from");
  const [until, setUntil] = useFilter("until");
  const list = useList<AuditEntry>("/audit/entries", { actor, action, object, from: dayStart(from), until: dayStart(until, 1) }, 15_000);
  const [proven, setProven] = useState<AuditEntry>();
  const known = [...new Set(list.rows?.map((entry) => entry.action))].sort();
  const words = (code: string) => t(`act.${code}`, { defaultValue: code });
  return (
    <Page title={t("audit.title")} intro={t("audit.intro")}>
      <Newest />
      <Filters>
        <TextFilter label={t("audit.action")} value={action} onChange={setAction} known={known} words={words} />
        <TextFilter label={t("audit.actor")} value={actor} onChange={setActor} />
        <TextFilter label={t("audit.object")} value={object} onChange={setObject} />
        <DayFilter label={t("audit.from")} value={from} onChange={setFrom} />
        <DayFilter label={t("audit.until")} value={until} onChange={setUntil} />
      </Filters>
      <Rows
        list={list}
        label={t("audit.title")}
        id={(entry) => entry.id}
        file="audit"
        empty={actor || action || object || from || until ? t("audit.none_here") : t("audit.none")}
        expand={(entry) => <Json label={t("audit.detail")} value={entry.detail ?? t("decisions.erased")} />}
        columns={[
          { title: t("audit.seq"), end: true, cell: (entry) => (typeof entry.seq === "number" ? number(entry.seq) : t("audit.unsealed")), csv: (entry) => entry.seq },
          { title: t("console:at"), cell: (entry) => <When at={entry.at} />, csv: (entry) => entry.at },
          { title: t("audit.action"), cell: (entry) => <span title={entry.action}>{words(entry.action)}</span>, csv: (entry) => entry.action },
          {
            title: t("audit.actor"),
            cell: (entry) =>
              entry.actor ? (
                <>
                  {entry.role && `${t(`console:role.${entry.role}`, { defaultValue: entry.role })} `}
                  <Who id={entry.actor} />
                </>
              ) : (
                t("audit.system")
              ),
            csv: (entry) => entry.actor,
          },
          {
            title: t("audit.object"),
            cell: (entry) => <Thing kind={entry.object_kind} id={entry.object_id} />,
            csv: (entry) => `${entry.object_kind} ${entry.object_id}`,
          },
          {
            title: t("audit.hash"),
            csv: (entry) => entry.hash,
            cell: (entry) => (
              <Button onClick={() => setProven(entry)} disabled={entry.seq === null} aria-label={`${t("audit.prove")}: ${words(entry.action)} ${entry.seq ?? ""}`}>
                {t("audit.prove")}
              </Button>
            ),
          },
        ]}
      />
      <Modal open={proven !== undefined} onCancel={() => setProven(undefined)} footer={null} width={760} title={t("audit.proof")} destroyOnHidden>
        {proven && <Shown id={proven.id} />}
      </Modal>
    </Page>
  );
}

function Newest() {
  const { t } = useTranslation("admin");
  const checkpoint = useGet<Checkpoint>("/audit/checkpoint", undefined, 10_000);
  const take = useMutation({ mutationFn: async () => saveText("tidecrew-log.jsonl", "application/jsonl", await readText("/audit/export")) });
  return (
    <Card
      title={t("audit.checkpoint")}
      actions={
        checkpoint.data && (
          <Row>
            <Copy value={JSON.stringify(checkpoint.data)} label={t("audit.copy")} />
            <Button onClick={() => take.mutate()} loading={take.isPending}>
              {t("audit.take")}
            </Button>
          </Row>
        )
      }
    >
      {take.error ? <Refusal error={take.error} /> : null}
      <Ask of={checkpoint} lines={2}>
        {(data) => (
          <Facts
            of={[
              [t("audit.size"), number(data.size)],
              [t("audit.root"), <Short key="r" id={data.root} />],
              [t("audit.signed_at"), <When key="a" at={data.at} />],
              [t("audit.signature"), <Short key="s" id={data.signature} />],
              [t("audit.key"), <Short key="k" id={data.key} />],
            ]}
          />
        )}
      </Ask>
    </Card>
  );
}

function Shown({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const proof = useGet<Proof>(`/audit/entries/${id}/proof`);
  const [holds, setHolds] = useState<boolean>();
  useEffect(() => {
    if (!proof.data) return;
    const { seq, leaf, path, checkpoint } = proof.data;
    void isIncluded({ index: seq, size: checkpoint.size, leaf, path, root: checkpoint.root }).then(setHolds, () => setHolds(false));
  }, [proof.data]);
  return (
    <Ask of={proof}>
      {(data) => (
        <Stack>
          <div role="status">{holds !== undefined && <Alert role="note" showIcon type={holds ? "success" : "error"} title={holds ? t("audit.holds") : t("audit.fails")} description={t("audit.checked_here")} />}</div>
          <Facts
            of={[
              [t("audit.seq"), number(data.seq)],
              [t("audit.size"), number(data.checkpoint.size)],
              [t("audit.signed_at"), <When key="a" at={data.checkpoint.at} />],
            ]}
          />
          <h2>{t("audit.leaf")}</h2>
          <Json label={t("audit.leaf")} value={data.leaf} />
          <h2>{t("audit.path")}</h2>
          <Json label={t("audit.path")} value={data.path.join("\n") || t("audit.alone")} />
          <h2>{t("audit.root")}</h2>
          <Json label={t("audit.root")} value={data.checkpoint.root} />
        </Stack>
      )}
    </Ask>
  );
}
