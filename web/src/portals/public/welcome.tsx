/** The front door: what this is, in pictures, and the two ways in. */
import { useTranslation } from "react-i18next";
import { ButtonLink, Card, Row } from "@/kit/basics";
import { Icon, type IconName } from "@/kit/icons";
import { Page } from "@/kit/shell";
import css from "./welcome.module.css";

const WORKER: IconName[] = ["mic", "award", "device", "money"];
const ENTERPRISE: IconName[] = ["list", "desk", "chart", "search"];
const PROMISES: IconName[] = ["shield", "check", "clock", "money"];

/** Two days of demand as a wave, and those online as bars that follow it. */
function Tide() {
  const { t } = useTranslation("welcome");
  const bars = [26, 30, 44, 66, 84, 92, 86, 68, 48, 40, 52, 74, 90, 82, 58, 36, 28];
  return (
    <figure className={css.tide}>
      <svg viewBox="0 0 680 132" preserveAspectRatio="xMinYMid meet" role="img" aria-label={t("tide")}>
        {[0, 340].map((from) => (
          <g key={from} transform={`translate(${from} 0)`}>
            {bars.map((height, n) => (
              <rect key={n} x={6 + n * 19.5} y={118 - height} width="12" height={height} rx="3" className={css.bar} />
            ))}
            <path d="M0 96 C30 92 44 62 78 40 C98 26 118 22 140 46 C162 70 178 84 198 66 C218 48 232 22 252 26 C282 34 296 100 340 96" className={css.wave} />
          </g>
        ))}
        <line x1="0" y1="118.500" x2="680" y2="118.500" className={css.ground} />
      </svg>
      <figcaption>
        <span className={css.demand}>{t("tide_demand")}</span>
        <span className={css.crew}>{t("tide_crew")}</span>
      </figcaption>
    </figure>
  );
}

/** The same chat for the customer and for the agent: the product's point, without words about it. */
function Seen() {
  const { t } = useTranslation("welcome");
  const side = (who: string, value: string, isToken: boolean) => {
    const shown = isToken ? <span className={css.token}>{value}</span> : <b>{value}</b>;
    return (
      <div className={css.side}>
        <h3>{who}</h3>
        <p className={css.theirs}>
          {t("seen_before")}
          {shown}
        </p>
        <p className={css.mine}>
          {t("seen_reply")}
          {shown}
        </p>
      </div>
    );
  };
  return (
    <Card>
      <h2>{t("seen_title")}</h2>
      <p>{t("seen_text")}</p>
      <div className={css.seen}>
        {side(t("seen_customer"), t("seen_number"), false)}
        {side(t("seen_worker"), t("seen_token"), true)}
      </div>
    </Card>
  );
}

function Steps({ of: name, icons, title, isOrdered }: { of: string; icons: IconName[]; title: string; isOrdered?: boolean }) {
  const { t } = useTranslation("welcome");
  const Tag = isOrdered ? "ol" : "ul";
  return (
    <Card>
      <h2>{title}</h2>
      <Tag className={css.steps}>
        {icons.map((icon, n) => (
          <li key={`${name}-${n}`}>
            <span className={css.icon}>
              <Icon name={icon} />
            </span>
            <strong>{t(`${name}_${n + 1}`)}</strong>
            <span>{t(`${name}_${n + 1}_text`)}</span>
          </li>
        ))}
      </Tag>
    </Card>
  );
}

export default function Welcome() {
  const { t } = useTranslation(["welcome", "public"]);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <div className={css.hero}>
        <Row gap="large">
          <ButtonLink href="/sign-up" look="main">
            {t("public:sign_up")}
          </ButtonLink>
          <ButtonLink href="/sign-in">{t("public:sign_in")}</ButtonLink>
        </Row>
        <Tide />
      </div>
      <Seen />
      <Steps of="worker" icons={WORKER} title={t("for_workers")} isOrdered />
      <Steps of="enterprise" icons={ENTERPRISE} title={t("for_enterprises")} isOrdered />
      <Steps of="promise" icons={PROMISES} title={t("promise")} />
    </Page>
  );
}
