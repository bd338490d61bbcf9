/** The interview room: device check, then the parts in order, then handing in; it can be paused between answers. Parts done stay done; a reload comes back here. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { interview } from "@/api/queries/worker";
import type { Interview, InterviewPart } from "@/api/types";
import { holdReload } from "@/app/assets-checker";
import { Signals } from "@/media/signals";
import { Button, ButtonLink, Card, Muted, Row } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Steps } from "@/kit/show";
import { Empty, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import { DeviceCheck } from "./device-check";
import { DialoguePart } from "./dialogue";
import { PromptPart } from "./prompts";
import { QuestionPart } from "./questions";
import { SpeechPart } from "./read-aloud";
import { TypingPart } from "./typing";

/** About how long each part takes, in minutes; shown, never enforced. */
const MINUTES = { typing: 1.5, syllables: 2, words: 1, read_aloud: 1, talk: 1.5, dialogue: 2, business: 3, security: 2 } as const;

function Part({ part, onDone }: { part: InterviewPart; onDone: () => Promise<unknown> }) {
  switch (part.kind) {
    case "typing":
      return <TypingPart part={part} onDone={onDone} />;
    case "syllables":
    case "words":
      return <PromptPart part={part} onDone={onDone} />;
    case "read_aloud":
    case "talk":
      return <SpeechPart part={part} onDone={onDone} />;
    case "dialogue":
      return <DialoguePart part={part} onDone={onDone} />;
    case "business":
    case "security":
      return <QuestionPart part={part} onDone={onDone} />;
  }
}

/** Parts with several rounds begin anew for each. */
const roundOf = (part: InterviewPart): string => `${part.kind}${"round" in part ? part.round : ""}`;

function minutesLeft(parts: InterviewPart[]): number {
  const left = parts.filter((part) => part.state === "open").map((part) => MINUTES[part.kind] * ("rounds" in part ? (part.rounds ?? 1) - (part.round ?? 1) + 1 : 1));
  return Math.ceil(left.reduce((sum, minutes) => sum + minutes, 0));
}

function Submit({ onDone }: { onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const { isBusy, problem, submit } = useSubmit(async () => {
    await post("/interviews/mine/submit", {}, { key: onceKey("interview.submit", {}) });
    settled("interview.submit");
    await onDone();
  });
  return (
    <Card aria-label={t("submit_title")}>
      <h2>{t("submit_title")}</h2>
      <p>{t("submit_text")}</p>
      {problem ? <ErrorState error={problem} /> : null}
      <div>
        <Button look="main" isBusy={isBusy} onClick={() => void submit()}>
          {t("submit")}
        </Button>
      </div>
    </Card>
  );
}

function Parts({ room }: { room: Interview }) {
  const { t } = useTranslation("interview");
  const client = useQueryClient();
  const [, go] = useLocation();
  const [isChecked, setChecked] = useState(() => sessionStorage.getItem("tidecrew.device-checked") === "1");
  const [signals] = useState(() => new Signals());
  const [isPaused, setPaused] = useState(false);
  useEffect(() => holdReload(), []);
  useEffect(() => signals.start(), [signals]);
  const parts = room.parts;
  const open = parts.find((part) => part.state === "open");
  const now = !isChecked && open ? "check" : (open?.kind ?? "submit");
  useEffect(() => signals.at(open?.kind), [signals, open?.kind]);
  const reload = () => client.refetchQueries({ queryKey: ["interview"] });
  const pause = () => {
    signals.begin("pause");
    setPaused(true);
  };
  const goOn = () => {
    signals.end("pause");
    setPaused(false);
  };
  return (
    <>
      <Steps
        label={t("progress")}
        now={now}
        steps={[
          { id: "check", text: t("step_check"), isDone: isChecked || !open },
          ...parts.map((part) => ({ id: part.kind, text: t(`step_${part.kind}`), isDone: part.state === "done" })),
          { id: "submit", text: t("step_submit"), isDone: room.state !== "open" },
        ]}
      />
      {open && now !== "check" ? (
        <Row isBetween>
          <Muted>{t("minutes_left", { n: minutesLeft(parts) })}</Muted>
          {isPaused ? null : (
            <Button size="small" onClick={pause}>
              {t("pause")}
            </Button>
          )}
        </Row>
      ) : null}
      {isPaused ? (
        <Card aria-label={t("paused")}>
          <h2>{t("paused")}</h2>
          <p>{t("paused_text")}</p>
          <div>
            <Button look="main" onClick={goOn}>
              {t("pause_over")}
            </Button>
          </div>
        </Card>
      ) : now === "check" ? (
        <DeviceCheck
          onDone={() => {
            sessionStorage.setItem("tidecrew.device-checked", "1");
            setChecked(true);
          }}
        />
      ) : open ? (
        <Part key={roundOf(open)} part={open} onDone={reload} />
      ) : (
        <Submit
          onDone={async () => {
            await Promise.all([client.invalidateQueries({ queryKey: ["application"] }), client.invalidateQueries({ queryKey: ["report"] })]);
            go("/report");
          }}
        />
      )}
    </>
  );
}

export default function Room() {
  const { t } = useTranslation("interview");
  const query = useQuery(interview);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Loaded query={query}>
        {(room) =>
          room === null ? (
            <Empty title={t("none")} action={<ButtonLink href="/apply" look="main">{t("none_go")}</ButtonLink>} />
          ) : room.state !== "open" ? (
            <Empty title={t("handed_in")} icon="check" action={<ButtonLink href="/report" look="main">{t("handed_in_go")}</ButtonLink>} />
          ) : (
            <Parts room={room} />
          )
        }
      </Loaded>
    </Page>
  );
}
