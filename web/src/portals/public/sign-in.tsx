/** Signing in, with e-mail and password. An unverified account is led to the code. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearch } from "wouter";
import { signIn } from "@/api/auth";
import { useSession } from "@/api/session";
import { homeOf, safeNext, useGo } from "@/app/guards";
import { Button, FormCard } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

export default function SignIn() {
  const { t } = useTranslation("public");
  const session = useSession();
  const search = useSearch();
  const go = useGo();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    try {
      await signIn(email.trim(), password);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "email_not_verified") return go(`/verify-email?email=${encodeURIComponent(email.trim())}`);
      throw error;
    }
  });
  const role = session.account?.role;
  useEffect(() => {
    if (role) go(safeNext(search) ?? homeOf(role));
  }, [role]); // eslint-disable-line react/exhaustive-deps -- once, when the person is known
  return (
    <Page title={t("sign_in")} isNarrow>
      <FormCard ref={form} onSubmit={submit}>
        <Field label={t("email")} type="email" name="email" autoComplete="username" required autoFocus value={email} onValue={setEmail} />
        <Field label={t("password")} type="password" name="password" autoComplete="current-password" required value={password} onValue={setPassword} />
        {problem ? <ErrorState error={problem} /> : null}
        <Button type="submit" look="main" isWide isBusy={isBusy}>
          {t("sign_in")}
        </Button>
        <p>
          <Link href="/reset-password">{t("forgot")}</Link>
        </p>
        <p>
          {t("no_account")} <Link href="/sign-up">{t("sign_up")}</Link>
        </p>
      </FormCard>
    </Page>
  );
}
