/** The code from the mail; it signs the person in. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearch } from "wouter";
import { resendCode, verifyEmail } from "@/api/auth";
import { homeOf, useGo } from "@/app/guards";
import { Button, FormCard, Row } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { ErrorState, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

const RESEND_WAIT_S = 30;

export default function VerifyEmail() {
  const { t } = useTranslation("public");
  const search = useSearch();
  const go = useGo();
  const [email, setEmail] = useState(new URLSearchParams(search).get("email") ?? "");
  const [code, setCode] = useState("");
  const [wait, setWait] = useState(RESEND_WAIT_S);
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const me = await verifyEmail(email.trim(), code.replace(/\s/g, ""), new URLSearchParams(search).get("sign_up"));
    go(homeOf(me.role));
  });
  const again = useSubmit(async () => {
    await resendCode(email.trim());
    setWait(RESEND_WAIT_S);
    toast(t("code_sent"));
  });
  return (
    <Page title={t("verify_email")} lead={t("verify_lead")} isNarrow>
      <FormCard ref={form} onSubmit={submit}>
        <Field label={t("email")} type="email" autoComplete="username" required value={email} onValue={setEmail} />
        <Field label={t("code")} inputMode="numeric" autoComplete="one-time-code" required autoFocus maxLength={12} value={code} onValue={setCode} fault={problem?.code === "code_invalid" ? t("code_wrong") : undefined} />
        {problem && problem.code !== "code_invalid" ? <ErrorState error={problem} /> : null}
        {again.problem ? <ErrorState error={again.problem} /> : null}
        <Button type="submit" look="main" isWide isBusy={isBusy} disabled={!code.trim() || !email.trim()}>
          {t("verify_go")}
        </Button>
        <Row isBetween>
          <Button look="plain" disabled={wait > 0 || !email.trim()} isBusy={again.isBusy} onClick={() => void again.submit()}>
            {wait > 0 ? t("resend_in", { n: wait }) : t("resend")}
          </Button>
          <Link href="/sign-in">{t("sign_in")}</Link>
        </Row>
      </FormCard>
    </Page>
  );
}
