/** What stands around the screens that are seen without a session: the name, the two switches, a heading. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch, ThemeSwitch } from "@/kit/shell";
import css from "./console.module.css";

export function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <div className={css.signIn}>
      <header className={css.signHead}>
        <strong>{t("brand")}</strong>
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
