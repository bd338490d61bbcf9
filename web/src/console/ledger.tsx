/** Names of accounts and of kinds of entries, for people who are not bookkeepers. */
import { useTranslation } from "react-i18next";

export function AccountName({ code }: { code: string }) {
  const { t } = useTranslation("console");
  return (
    <span title={code}>
      <code>{code}</code> {t(`account.${code}`, { defaultValue: "" })}
    </span>
  );
}

export function useEntryName(): (code: string | undefined) => string {
  const { t } = useTranslation("console");
  return (code) => (code ? t(`entry.${code}`, { defaultValue: code }) : "–");
}
