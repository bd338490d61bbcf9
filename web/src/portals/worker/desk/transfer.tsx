/** Handing a conversation over: pick a queue or a colleague; it stays mine until somebody accepts, and I may keep it after all. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post, remove } from "@/api/client";
import type { components } from "@/api/schema";
import { Button, Note, Row } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { ErrorState, Skeleton, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./desk.module.css";

type Schemas = components["schemas"];

export default function Transfer({ task, onClose }: { task: string; onClose: () => void }) {
  const { t } = useTranslation(["desk", "common"]);
  const [targets, setTargets] = useState<{ id: string; text: string; body: object }[] | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [to, setTo] = useState<string | undefined>();
  const [isWaiting, setWaiting] = useState(false);
  useEffect(() => {
    const asked = Promise.all([get<Schemas["Queues"]>(`/tasks/${task}/queues`), get<Schemas["Colleagues"]>(`/tasks/${task}/colleagues`)]);
    asked.then(([queues, colleagues]) => {
      const minutes = (since: string) => Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 60_000));
      setTargets([
        ...queues.items.map((skill) => ({ id: skill, text: t(`common:skill_${skill}`, { defaultValue: skill }), body: { to_queue: skill } })),
        ...colleagues.items.map(({ worker, number, idle_since }) => ({
          id: worker,
          text: t("transfer_colleague", { number, idle: t("common:minutes", { n: minutes(idle_since) }) }),
          body: { to_worker: worker },
        })),
      ]);
      if (queues.items.length === 1) setTo(queues.items[0]);
    }, setFailed);
  }, [task, t]);
  const hand = useSubmit(async () => {
    await post(`/tasks/${task}/transfer`, targets?.find(({ id }) => id === to)?.body);
    setWaiting(true);
    toast(t("transfer_asked"));
  });
  const keep = useSubmit(async () => {
    await remove(`/tasks/${task}/transfer`);
    onClose();
  });
  const problem = hand.problem ?? keep.problem ?? failed;
  return (
    <div className={css.compare} role="group" aria-label={t("transfer")}>
      <strong>{t("transfer")}</strong>
      {isWaiting ? <Note tone="plain" role="status" title={t("transfer_waiting")} /> : null}
      {!isWaiting && !targets && !failed ? <Skeleton /> : null}
      {!isWaiting && targets ? <Radios legend={t("transfer_to")} hint={t("transfer_hint")} value={to} onValue={setTo} options={targets} /> : null}
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        {isWaiting ? (
          <Button size="small" isBusy={keep.isBusy} onClick={() => void keep.submit()}>
            {t("transfer_keep")}
          </Button>
        ) : (
          <Button size="small" look="main" isBusy={hand.isBusy} disabled={!to} onClick={() => void hand.submit()}>
            {t("transfer_go")}
          </Button>
        )}
        <Button size="small" look="plain" onClick={onClose}>
          {t("common:close")}
        </Button>
      </Row>
    </div>
  );
}
