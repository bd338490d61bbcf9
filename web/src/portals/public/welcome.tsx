/** The front door: what this is, in three lines, and the two ways in. */
import { useTranslation } from "react-i18next";
import { ButtonLink, Card, Row } from "@/kit/basics";
import { Page } from "@/kit/shell";

export default function Welcome() {
  const { t } = useTranslation("public");
  return (
    <Page title={t("welcome")} lead={t("welcome_lead")}>
      <Row gap="large">
        <ButtonLink href="/sign-up" look="main">
          {t("sign_up")}
        </ButtonLink>
        <ButtonLink href="/sign-in">{t("sign_in")}</ButtonLink>
      </Row>
      <Card>
        <h2>{t("for_workers")}</h2>
        <p>{t("for_workers_text")}</p>
      </Card>
      <Card>
        <h2>{t("for_enterprises")}</h2>
        <p>{t("for_enterprises_text")}</p>
      </Card>
    </Page>
  );
}
