/** The reasons of a decision, one line per term, with its points. */
import { useTranslation } from "react-i18next";
import type { Reason } from "@/api/types";
import { number } from "@/i18n/format";
import { useReasonText } from "@/kit/show";
import css from "./reasons.module.css";

export function Reasons({ of }: { of: readonly Reason[] | null | undefined }) {
  const { t, i18n } = useTranslation("console");
  const shared = useReasonText();
  // Where the shared words speak to the worker, the console has its own, about the worker.
  const words = (reason: Reason) => {
    const key = `reason.${reason.code}`;
    return i18n.exists(`console:${key}`) ? t(key, reason.params) : shared(reason);
  };
  if (!of?.length) return <p className={css.points}>{t("no_reasons")}</p>;
  const points = ({ points, max }: Reason) => {
    if (typeof points !== "number" || max === 0) return "";
    if (typeof max !== "number") return t("points", { n: number(points, { signDisplay: "exceptZero" }) });
    return t("points_of", { n: number(points), max: number(max) });
  };
  return (
    <ul className={css.list}>
      {of.map((reason, at) => (
        <li key={`${reason.code}-${at}`}>
          <span>{words(reason)}</span>
          <span className={css.points}>{points(reason)}</span>
        </li>
      ))}
    </ul>
  );
}
