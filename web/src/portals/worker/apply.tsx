/** Applying: consents purpose by purpose, then the vetting questions, then the interview may begin. Each step is kept on the server. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { reloadMe } from "@/api/auth";
import { post, put } from "@/api/client";
import { toProblem, type Problem } from "@/api/errors";
import { onceKey, settled } from "@/api/ids";
import { application } from "@/api/queries/worker";
import { useMe } from "@/api/session";
import type { Application, Consent, IdentityView, Question } from "@/api/types";
import { Button, ButtonLink, Card, FormCard, Note } from "@/kit/basics";
import { Check, Field, Radios } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { Steps } from "@/kit/show";
import { ErrorState, Loaded, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

export function ConsentList({ consents }: { consents: Consent[] }) {
  const { t } = useTranslation("worker");
  // What the person chose counts at once; a refusal puts it back.
  const [wanted, setWanted] = useState<Partial<Record<string, boolean>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const set = async (consent: Consent, granted: boolean) => {
    setWanted((before) => ({ ...before, [consent.purpose]: granted }));
    setProblem(null);
    try {
      await put(`/me/consents/${consent.purpose}`, { granted });
      await reloadMe();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setWanted((before) => ({ ...before, [consent.purpose]: undefined }));
    }
  };
  return (
    <>
      {consents.map((consent) => (
        <Check
          key={consent.purpose}
          isFramed
          isOn={wanted[consent.purpose] ?? consent.granted}
          onValue={(on) => void set(consent, on)}
          label={
            <>
              <strong>{t(`consent_${consent.purpose}`)}</strong> {consent.required ? t("consent_required") : t("consent_optional")}
            </>
          }
          hint={t(`consent_${consent.purpose}_text`)}
        />
      ))}
      {problem ? <ErrorState error={problem} /> : null}
    </>
  );
}

function Vetting({ questions, onDone }: { questions: Question[]; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("worker");
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await put("/applications/mine/vetting", { answers });
    await onDone();
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("vetting")}>
      <h2>{t("vetting")}</h2>
      <p>{t("vetting_text")}</p>
      {questions.map((question) => (
        <Radios key={question.id} legend={question.text} options={question.options} value={answers[question.id]} onValue={(id) => setAnswers({ ...answers, [question.id]: id })} />
      ))}
      {problem ? <ErrorState error={problem} /> : null}
      <div>
        <Button type="submit" look="main" isBusy={isBusy} disabled={questions.some((question) => !answers[question.id])}>
          {t("vetting_go")}
        </Button>
      </div>
    </FormCard>
  );
}

/** A document, checked by its own rules and kept sealed; what comes back is masked. */
function Identity({ onDone }: { onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const [kind, setKind] = useState("resident_id");
  const [number, setNumber] = useState("");
  const [name, setName] = useState("");
  const [born, setBorn] = useState("");
  const isPassport = kind === "passport";
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await put("/applications/mine/identity", { document: kind, number, name, ...(isPassport ? { born } : {}) });
    await onDone();
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("id_title")}>
      <h2>{t("id_title")}</h2>
      <p>{t("id_text")}</p>
      <Radios
        legend={t("id_document")}
        options={[
          { id: "resident_id", text: t("id_resident") },
          { id: "passport", text: t("id_passport") },
        ]}
        value={kind}
        onValue={setKind}
      />
      <Field label={t("id_name")} value={name} onValue={setName} maxLength={60} autoComplete="name" required />
      <Field label={t("id_number")} value={number} onValue={setNumber} maxLength={24} autoComplete="off" spellCheck={false} required />
      {isPassport ? <Field label={t("id_born")} type="date" value={born} onValue={setBorn} required /> : null}
      {problem ? <ErrorState error={problem} /> : null}
      <div>
        <Button type="submit" look="main" isBusy={isBusy}>
          {t("id_go")}
        </Button>
      </div>
    </FormCard>
  );
}

function Known({ identity, onOther }: { identity: IdentityView; onOther: () => void }) {
  const { t } = useTranslation("interview");
  return (
    <Note tone={identity.state === "passed" ? "good" : "accent"} title={t("id_known", { number: identity.number ?? "–", name: identity.name ?? "–" })}>
      {t(`id_${identity.state}`)}{" "}
      <Button size="small" onClick={onOther}>
        {t("id_other")}
      </Button>
    </Note>
  );
}

export default function Apply() {
  const { t } = useTranslation(["worker", "interview"]);
  const [isOther, setOther] = useState(false);
  const me = useMe();
  const client = useQueryClient();
  const mine = useQuery(application);
  const required = me.consents.filter((consent) => consent.required);
  const isConsenting = required.every((consent) => consent.granted);
  const begin = useSubmit(async () => {
    await post<Application>("/applications", {}, { key: onceKey("application", {}) });
    settled("application");
    await client.invalidateQueries({ queryKey: ["application"] });
  });
  return (
    <Page title={t("apply")} lead={t("apply_lead")}>
      <Loaded query={mine}>
        {(app) => {
          const identity = app?.identity ?? null;
          const isVetted = app !== null && (app.state !== "draft" || app.vetting.state !== "open");
          return (
            <>
              <Steps
                label={t("apply_steps")}
                now={!isConsenting ? "consent" : isVetted ? "ready" : identity ? "vetting" : "identity"}
                steps={[
                  { id: "consent", text: t("apply_consent"), isDone: isConsenting },
                  { id: "identity", text: t("interview:id_step"), isDone: isConsenting && identity !== null },
                  { id: "vetting", text: t("apply_vetting"), isDone: isConsenting && isVetted },
                  { id: "ready", text: t("apply_ready"), isDone: false },
                ]}
              />
              <Card aria-label={t("consents")}>
                <h2>{t("consents")}</h2>
                <p>{t("consents_text")}</p>
                <ConsentList consents={me.consents} />
              </Card>
              {!isConsenting ? (
                <Note tone="accent">{t("consents_missing")}</Note>
              ) : app === null ? (
                <>
                  {begin.problem ? <ErrorState error={begin.problem} /> : null}
                  <div>
                    <Button look="main" isBusy={begin.isBusy} onClick={() => void begin.submit()}>
                      {t("apply_begin")}
                    </Button>
                  </div>
                </>
              ) : !isVetted && (identity === null || isOther) ? (
                <Identity
                  onDone={async () => {
                    await client.invalidateQueries({ queryKey: ["application"] });
                    setOther(false);
                    toast(t("interview:id_saved"));
                  }}
                />
              ) : !isVetted ? (
                <>
                  {identity ? <Known identity={identity} onOther={() => setOther(true)} /> : null}
                  <Vetting
                    questions={app.vetting.questions ?? []}
                    onDone={async () => {
                      await client.invalidateQueries({ queryKey: ["application"] });
                      toast(t("vetting_saved"));
                    }}
                  />
                </>
              ) : (
                <Card>
                  <h2>{t("apply_ready_title")}</h2>
                  <p>{t("apply_ready_text")}</p>
                  <div>
                    <ButtonLink href="/interview" look="main">
                      {t("stage_interview_go")}
                    </ButtonLink>
                  </div>
                </Card>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
