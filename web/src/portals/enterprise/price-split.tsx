/** Who gets what of one piece: shown before it is paid, and the same numbers to the worker. */
import { useTranslation } from "react-i18next";
import type { Money } from "@/api/types";
import { split } from "@/console/amount";
import { money, percent } from "@/i18n/format";
import css from "./enterprise.module.css";

/** The platform's fee before a project exists; the project itself carries the fee that counts. */
export const FEE_BP = 1500;

export function PriceSplit({ price, feeBp, worker }: { price: Money; feeBp: number; worker?: Money }) {
  const { t } = useTranslation("enterprise");
  const shares = split(price.minor, feeBp);
  const pay = worker ?? { minor: shares.worker, currency: price.currency };
  return (
    <dl className={css.split} aria-label={t("price.split")}>
      <div className={css.all}>
        <dt>{t("price.customer")}</dt>
        <dd>{money(price)}</dd>
      </div>
      <div>
        <dt>{t("price.worker")}</dt>
        <dd>{money(pay)}</dd>
      </div>
      <div>
        <dt>{t("price.fee", { rate: percent(feeBp / 10_000, 2) })}</dt>
        <dd>{money({ minor: price.minor - pay.minor, currency: price.currency })}</dd>
      </div>
    </dl>
  );
}
