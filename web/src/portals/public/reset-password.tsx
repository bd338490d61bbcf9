/** A forgotten password: ask for a code, then set a new password with it. Shared by workers and enterprises. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearch } from "wouter";
import { PASSWORD_MIN, askReset, finishReset } from "@/api/auth";
import { Button, FormCard, Note, Row } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { ErrorState, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

type Step = "ask" | "set" | "done";

/** Where the person signs in: the page they came from. */
function SignInLink({ isConsole }: { isConsole: boolean }) {
  const { t } = useTranslation("public");
  return isConsole ? <a href="/console/sign-in">{t("sign_in")}</a> : <Link href="/sign-in">{t("sign_in")}</Link>;
}

export default function ResetPassword() {
  const { t } = useTranslation("public");
  const isConsole = new URLSearchParams(useSearch()).get("from") === "console";
  const [step, setStep] = useState<Step>("ask");
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const ask = useSubmit(async () => {
    await askReset(email.trim());
    if (step === "set") toast(t("code_sent"));
    setStep("set");
  });
  const finish = useSubmit(async () => {
    if (password.length < PASSWORD_MIN) return false;
    await finishReset(email.trim(), code.replace(/\s/g, ""), password);
    setStep("done");
  });
  if (step === "done") {
    return (
      <Page title={t("reset_title")} isNarrow>
        <Note tone="good" role="status" title={t("reset_done")}>
          {t("reset_done_text")}
        </Note>
        <p>
          <SignInLink isConsole={isConsole} />
        </p>
      </Page>
    );
  }
  if (step === "ask") {
    return (
      <Page title={t("reset_title")} lead={t("reset_lead")} isNarrow>
        <FormCard ref={ask.form} onSubmit={ask.submit}>
          <Field label={t("email")} type="email" name="email" autoComplete="username" required autoFocus value={email} onValue={setEmail} fault={ask.problem?.field("email") ? t("need_email") : undefined} />
          {ask.problem && !ask.problem.field("email") ? <ErrorState error={ask.problem} /> : null}
          <Button type="submit" look="main" isWide isBusy={ask.isBusy} disabled={!email.trim()}>
            {t("reset_ask")}
          </Button>
          <SignInLink isConsole={isConsole} />
        </FormCard>
      </Page>
    );
  }
  const isWrong = finish.problem?.code === "code_invalid";
  const isWeak = finish.problem?.field("password");
  const isShort = password !== "" && password.length < PASSWORD_MIN;
  return (
    <Page title={t("reset_title")} lead={t("reset_sent", { email: email.trim() })} isNarrow>
      <FormCard ref={finish.form} onSubmit={finish.submit}>
        <Field label={t("code")} inputMode="numeric" autoComplete="one-time-code" required autoFocus maxLength={12} value={code} onValue={setCode} fault={isWrong ? t("code_wrong") : undefined} />
        <Field
          label={t("password_new")}
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onValue={setPassword}
          hint={t("password_hint", { n: PASSWORD_MIN })}
          fault={isShort ? t("need_password", { n: PASSWORD_MIN }) : isWeak ? t("password_weak") : undefined}
        />
        {finish.problem && !isWrong && !isWeak ? <ErrorState error={finish.problem} /> : null}
        {ask.problem ? <ErrorState error={ask.problem} /> : null}
        <Button type="submit" look="main" isWide isBusy={finish.isBusy} disabled={!code.trim() || !password}>
          {t("reset_go")}
        </Button>
        <Row isBetween>
          <Button look="plain" isBusy={ask.isBusy} onClick={() => void ask.submit()}>
            {t("resend")}
          </Button>
          <SignInLink isConsole={isConsole} />
        </Row>
      </FormCard>
    </Page>
  );
}
