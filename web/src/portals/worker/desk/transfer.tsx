/** Handing a conversation over: pick a queue; it stays mine until somebody accepts, and I may keep it after all. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post, remove } from "@/api/client";
import { Button, Note, Row } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { ErrorState, Skeleton, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./desk.module.css";

export default function Transfer({ task, onClose }: { task: string; onClose: () => void }) {
  const { t } = useTranslation(["desk", "common"]);
  const [queues, setQueues] = useState<string[] | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [queue, setQueue] = useState<string | undefined>();
  const [isWaiting, setWaiting] = useState(false);
  useEffect(() => {
    get<{ items: string[] }>(`/tasks/${task}/queues`).then(({ items }) => {
      setQueues(items);
      if (items.length === 1) setQueue(items[0]);
    }, setFailed);
  }, [task]);
  const hand = useSubmit(async () => {
    await post(`/tasks/${task}/transfer`, { to_queue: queue });
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
      {!isWaiting && !queues && !failed ? <Skeleton /> : null}
      {!isWaiting && queues ? (
        <Radios
          legend={t("transfer_to")}
          hint={t("transfer_hint")}
          value={queue}
          onValue={setQueue}
          options={queues.map((skill) => ({ id: skill, text: t(`common:skill_${skill}`, { defaultValue: skill }) }))}
        />
      ) : null}
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        {isWaiting ? (
          <Button size="small" isBusy={keep.isBusy} onClick={() => void keep.submit()}>
            {t("transfer_keep")}
          </Button>
        ) : (
          <Button size="small" look="main" isBusy={hand.isBusy} disabled={!queue} onClick={() => void hand.submit()}>
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
