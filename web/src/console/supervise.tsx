/** A supervisor in a live conversation: listens in, whispers to the worker, takes over and answers, gives it to somebody else. */
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import { toProblem } from "@/api/errors";
import { useMe } from "@/api/session";
import type { Conversation, Sent } from "@/api/types";
import { toast } from "@/kit/state";
import { useHitWords } from "@/kit/show";
import { useAct } from "./data";
import { Card, Labelled, Mark, Mute, Refusal, Row, Stack, When } from "./parts";

/** Well below the lease of a task, so that one lost word is no loss. */
const KEEP_MS = 15_000;
const PATH = "/conversations";

export function Supervise({ of: talk, listening, onListen }: { of: Conversation; listening: boolean; onListen: () => void }) {
  const { t } = useTranslation("console");
  const me = useMe();
  const isMine = talk.worker === me.id && talk.state === "serving";
  const hasWorker = talk.state === "serving" && !isMine;
  const listen = useAct<undefined>({ path: `${PATH}/${talk.id}/monitor` });
  const take = useAct<undefined>({ path: `${PATH}/${talk.id}/take-over` });
  const release = useAct<undefined>({ path: `${PATH}/${talk.id}/release` });
  const close = useAct<undefined>({ path: `${PATH}/${talk.id}/close` });
  const problem = listen.error ?? take.error ?? release.error ?? close.error;
  useKept(isMine);
  return (
    <Card title={t("supervise")}>
      <Stack>
        <Mute>{t(isMine ? "supervise_mine" : "supervise_why")}</Mute>
        <Row>
          {isMine ? null : (
            <Button disabled={listening} loading={listen.isPending} onClick={() => listen.mutate(undefined, { onSuccess: onListen })}>
              {t(listening ? "listening" : "listen_in")}
            </Button>
          )}
          {isMine ? (
            <Button danger loading={close.isPending} onClick={() => close.mutate(undefined)}>
              {t("end_conversation")}
            </Button>
          ) : (
            <Button type="primary" loading={take.isPending} onClick={() => take.mutate(undefined, { onSuccess: () => toast(t("taken_over")) })}>
              {t("take_over")}
            </Button>
          )}
          {isMine || hasWorker ? (
            <Button loading={release.isPending} onClick={() => release.mutate(undefined, { onSuccess: () => toast(t("released")) })}>
              {t(isMine ? "give_back" : "give_to_other")}
            </Button>
          ) : null}
        </Row>
        {problem ? <Refusal error={problem} /> : null}
        {isMine ? <Answer id={talk.id} /> : null}
        {hasWorker ? <Whisper id={talk.id} /> : null}
      </Stack>
    </Card>
  );
}

/** Keeps what was taken over while this page is open. */
function useKept(isMine: boolean) {
  useEffect(() => {
    if (!isMine) return;
    // A refusal means that it is over; the page reads the conversation anew anyway.
    const keep = () => void post("/supervision/keep").catch(() => undefined);
    keep();
    const timer = setInterval(keep, KEEP_MS);
    return () => clearInterval(timer);
  }, [isMine]);
}

function Whisper({ id }: { id: string }) {
  const { t } = useTranslation("console");
  const [text, setText] = useState("");
  const say = useAct<{ text: string }>({ path: `${PATH}/${id}/whispers`, once: true });
  const send = () =>
    say.mutate(
      { text: text.trim() },
      {
        onSuccess: () => {
          setText("");
          toast(t("whispered"));
        },
      },
    );
  return (
    <Labelled label={t("whisper")} hint={t("whisper_hint")}>
      {(ids) => (
        <Stack>
          <Input.TextArea {...ids} value={text} rows={2} maxLength={500} onChange={(event) => setText(event.target.value)} />
          {say.error ? <Refusal error={say.error} /> : null}
          <div>
            <Button disabled={!text.trim()} loading={say.isPending} onClick={send}>
              {t("whisper_go")}
            </Button>
          </div>
        </Stack>
      )}
    </Labelled>
  );
}

/** A supervisor's answer is judged like everybody's; a warning asks for a reason. */
function Answer({ id }: { id: string }) {
  const { t } = useTranslation("console");
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const words = useHitWords();
  const say = useAct<{ text: string; override_reason?: string }, Sent>({ path: `${PATH}/${id}/messages`, once: true });
  const isWarned = say.error ? (toProblem(say.error).body.errors ?? []).some((each) => each.field === "override_reason") : false;
  const send = () =>
    say.mutate(
      { text: text.trim(), override_reason: reason.trim() || undefined },
      {
        onSuccess: (sent) => {
          setText("");
          setReason("");
          const [hit] = sent.verdict.hits;
          toast(hit ? words(hit) : t("answered"));
        },
      },
    );
  return (
    <Labelled label={t("answer")} hint={t("answer_hint")}>
      {(ids) => (
        <Stack>
          <Input.TextArea {...ids} value={text} rows={3} maxLength={2000} onChange={(event) => setText(event.target.value)} />
          {say.error ? <Refusal error={say.error} /> : null}
          {isWarned ? (
            <Labelled label={t("answer_reason")}>
              {(its) => <Input {...its} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />}
            </Labelled>
          ) : null}
          <div>
            <Button type="primary" disabled={!text.trim()} loading={say.isPending} onClick={send}>
              {t("answer_go")}
            </Button>
          </div>
        </Stack>
      )}
    </Labelled>
  );
}

export function Whispers({ of: whispers }: { of: Conversation["whispers"] }) {
  const { t } = useTranslation("console");
  if (whispers.length === 0) return null;
  return (
    <Card title={t("whispers")}>
      <ol>
        {whispers.map((each) => (
          <li key={each.id}>
            <Mark>{t("whisper")}</Mark> {each.text} <When at={each.at} />
          </li>
        ))}
      </ol>
    </Card>
  );
}
