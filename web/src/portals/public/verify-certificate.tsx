/** Anybody may check a certificate by its number; only the first letter of the holder's name is shown. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { toProblem } from "@/api/errors";
import type { PublicCertificate } from "@/api/types";
import { WithQueries } from "@/app/queries";
import { date } from "@/i18n/format";
import { Card, Note } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Loaded } from "@/kit/state";

function Certificate({ id }: { id: string }) {
  const { t } = useTranslation("public");
  const query = useQuery({
    queryKey: ["public-certificate", id],
    queryFn: async () => {
      try {
        return await call<PublicCertificate>("GET", `/public/certificates/${encodeURIComponent(id)}`, { open: true });
      } catch (error) {
        if (["not_found", "invalid_id"].includes(toProblem(error).code)) return null;
        throw error;
      }
    },
  });
  return (
    <Page title={t("certificate_check")} isNarrow>
      <Loaded query={query}>
        {(certificate) =>
          certificate ? (
            <Card>
              <Note tone={certificate.valid ? "good" : "bad"} title={t(certificate.valid ? "certificate_valid" : "certificate_not_valid")} />
              <dl>
                <dt>{t("certificate_skill")}</dt>
                <dd>{certificate.skill}</dd>
                <dt>{t("certificate_level")}</dt>
                <dd>{certificate.level}</dd>
                <dt>{t("certificate_holder")}</dt>
                <dd>{certificate.holder_initial}</dd>
                <dt>{t("certificate_issued")}</dt>
                <dd>{date(certificate.issued_at)}</dd>
                <dt>{t("certificate_expires")}</dt>
                <dd>{date(certificate.expires_at)}</dd>
                <dt>{t("certificate_evidence")}</dt>
                <dd>
                  <code>{certificate.evidence_hash}</code>
                </dd>
                <dt>{t("certificate_number")}</dt>
                <dd>
                  <code>{id}</code>
                </dd>
              </dl>
            </Card>
          ) : (
            <Note tone="bad" title={t("certificate_unknown")}>
              {t("certificate_unknown_hint")}
            </Note>
          )
        }
      </Loaded>
    </Page>
  );
}

export default function VerifyCertificate({ id }: { id: string }) {
  return (
    <WithQueries>
      <Certificate id={id} />
    </WithQueries>
  );
}
