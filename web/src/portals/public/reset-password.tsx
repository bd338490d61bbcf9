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

/** Where the person signs in: the page they came from. */
function SignInLink({ isConsole }: { isConsole: boolean }) {
  const { t } = useTranslation("public");
  return isConsole ? <a href="/console/sign-in">{t("sign_in")}</a> : <Link href="/sign-in">{t("sign_in")}</Link>;
}

function AskCode({ isConsole, onSent }: { isConsole: boolean; onSent: (email: string) => void }) {
  const { t } = useTranslation("public");
  const [email, setEmail] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await askReset(email.trim());
    onSent(email.trim());
  });
  const isBad = Boolean(problem?.field("email"));
  return (
    <Page title={t("reset_title")} lead={t("reset_lead")} isNarrow>
      <FormCard ref={form} onSubmit={submit}>
        <Field label={t("email")} type="email" name="email" autoComplete="username" required autoFocus value={email} onValue={setEmail} fault={isBad ? t("need_email") : undefined} />
        {problem && !isBad ? <ErrorState error={problem} /> : null}
        <Button type="submit" look="main" isWide isBusy={isBusy} disabled={!email.trim()}>
          {t("reset_ask")}
        </Button>
        <SignInLink isConsole={isConsole} />
      </FormCard>
    </Page>
  );
}

function SetPassword({ email, isConsole, onDone }: { email: string; isConsole: boolean; onDone: () => void }) {
  const { t } = useTranslation("public");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    if (password.length < PASSWORD_MIN) return false;
    await finishReset(email, code.replace(/\s/g, ""), password);
    onDone();
  });
  const again = useSubmit(async () => {
    await askReset(email);
    toast(t("code_sent"));
  });
  const isWrong = problem?.code === "code_invalid";
  const isWeak = Boolean(problem?.field("password"));
  const isShort = password !== "" && password.length < PASSWORD_MIN;
  return (
    <Page title={t("reset_title")} lead={t("reset_sent", { email })} isNarrow>
      <FormCard ref={form} onSubmit={submit}>
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
        {problem && !isWrong && !isWeak ? <ErrorState error={problem} /> : null}
        {again.problem ? <ErrorState error={again.problem} /> : null}
        <Button type="submit" look="main" isWide isBusy={isBusy} disabled={!code.trim() || !password}>
          {t("reset_go")}
        </Button>
        <Row isBetween>
          <Button look="plain" isBusy={again.isBusy} onClick={() => void again.submit()}>
            {t("resend")}
          </Button>
          <SignInLink isConsole={isConsole} />
        </Row>
      </FormCard>
    </Page>
  );
}

export default function ResetPassword() {
  const { t } = useTranslation("public");
  const isConsole = new URLSearchParams(useSearch()).get("from") === "console";
  const [email, setEmail] = useState("");
  const [isDone, setDone] = useState(false);
  if (!email) return <AskCode isConsole={isConsole} onSent={setEmail} />;
  if (!isDone) return <SetPassword email={email} isConsole={isConsole} onDone={() => setDone(true)} />;
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
