/** The interview room: device check, then the four parts in order, then handing in. Parts done stay done; a reload comes back here. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { interview } from "@/api/queries/worker";
import type { Interview, InterviewPart } from "@/api/types";
import { holdReload } from "@/app/assets-checker";
import { Button, ButtonLink, Card } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Steps } from "@/kit/show";
import { Empty, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import { DeviceCheck } from "./device-check";
import { DialoguePart } from "./dialogue";
import { ReadAloudPart } from "./read-aloud";
import { SecurityPart } from "./security";
import { TypingPart } from "./typing";

const ORDER = ["typing", "read_aloud", "dialogue", "security"] as const;

function Part({ part, onDone }: { part: InterviewPart; onDone: () => Promise<unknown> }) {
  switch (part.kind) {
    case "typing":
      return <TypingPart part={part} onDone={onDone} />;
    case "read_aloud":
      return <ReadAloudPart part={part} onDone={onDone} />;
    case "dialogue":
      return <DialoguePart part={part} onDone={onDone} />;
    case "security":
      return <SecurityPart part={part} onDone={onDone} />;
  }
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
  useEffect(() => holdReload(), []);
  const parts = ORDER.flatMap((kind) => room.parts.filter((part) => part.kind === kind));
  const open = parts.find((part) => part.state === "open");
  const now = !isChecked && open ? "check" : (open?.kind ?? "submit");
  const reload = () => client.refetchQueries({ queryKey: ["interview"] });
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
      {now === "check" ? (
        <DeviceCheck
          onDone={() => {
            sessionStorage.setItem("tidecrew.device-checked", "1");
            setChecked(true);
          }}
        />
      ) : open ? (
        <Part key={open.kind} part={open} onDone={reload} />
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
