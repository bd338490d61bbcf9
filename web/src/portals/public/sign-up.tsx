/** A new account: for a person who wants to serve, or for an enterprise. The answer does not tell whether the e-mail is known. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { PASSWORD_MIN, signUp } from "@/api/auth";
import { useGo } from "@/app/guards";
import { locale } from "@/i18n";
import { Button, FormCard } from "@/kit/basics";
import { Field, Radios } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

export default function SignUp() {
  const { t } = useTranslation("public");
  const go = useGo();
  const [kind, setKind] = useState<"worker" | "enterprise">("worker");
  const [name, setName] = useState("");
  const [enterprise, setEnterprise] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  const faults = {
    name: name.trim() ? undefined : t("need_name"),
    enterprise_name: kind === "worker" || enterprise.trim() ? undefined : t("need_enterprise"),
    email: /^\S+@\S+\.\S+$/.test(email.trim()) ? undefined : t("need_email"),
    password: Array.from(password).length >= PASSWORD_MIN ? undefined : t("need_password", { n: PASSWORD_MIN }),
  };
  const isGood = Object.values(faults).every((fault) => !fault);
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    setTried(true);
    if (!isGood) return false;
    const answer = await signUp({ email: email.trim(), password, name: name.trim(), locale: locale(), kind, ...(kind === "enterprise" ? { enterprise_name: enterprise.trim() } : {}) });
    go(`/verify-email?${new URLSearchParams({ email: email.trim(), ...(answer?.sign_up ? { sign_up: answer.sign_up } : {}) }).toString()}`);
  });
  const fault = (field: keyof typeof faults) => (isTried && faults[field]) || problem?.body.errors?.find((each) => each.field === field)?.detail;
  return (
    <Page title={t("sign_up")} isNarrow>
      <FormCard ref={form} onSubmit={submit}>
        <Radios
          legend={t("sign_up_as")}
          value={kind}
          onValue={(id) => setKind(id === "enterprise" ? "enterprise" : "worker")}
          options={[
            { id: "worker", text: t("kind_worker") },
            { id: "enterprise", text: t("kind_enterprise") },
          ]}
        />
        {kind === "enterprise" ? <Field label={t("enterprise_name")} autoComplete="organization" required maxLength={120} value={enterprise} onValue={setEnterprise} fault={fault("enterprise_name")} /> : null}
        <Field label={t("name")} autoComplete="name" required maxLength={80} value={name} onValue={setName} hint={kind === "worker" ? t("name_hint") : undefined} fault={fault("name")} />
        <Field label={t("email")} type="email" autoComplete="username" required maxLength={254} value={email} onValue={setEmail} hint={t("email_hint")} fault={fault("email")} />
        <Field label={t("password")} type="password" autoComplete="new-password" required maxLength={128} value={password} onValue={setPassword} hint={t("password_hint", { n: PASSWORD_MIN })} fault={fault("password")} />
        {problem ? <ErrorState error={problem} /> : null}
        {isTried && !isGood && !problem ? <p role="alert">{t("check_fields")}</p> : null}
        <Button type="submit" look="main" isWide isBusy={isBusy}>
          {t("sign_up_go")}
        </Button>
        <p>
          {t("have_account")} <Link href="/sign-in">{t("sign_in")}</Link>
        </p>
      </FormCard>
    </Page>
  );
}
