/** Anybody may check a certificate by its number; only the first letter of the holder's name is shown. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { toProblem } from "@/api/errors";
import type { PublicCertificate } from "@/api/types";
import { WithQueries } from "@/app/queries";
import { date } from "@/i18n/format";
import { Card, Facts, Note } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Loaded } from "@/kit/state";

function Certificate({ id }: { id: string }) {
  const { t } = useTranslation(["public", "common"]);
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
              <Facts
                items={[
                  { name: t("certificate_skill"), value: t(`common:skill_${certificate.skill}`, { defaultValue: certificate.skill }) },
                  { name: t("certificate_level"), value: certificate.level },
                  { name: t("certificate_holder"), value: certificate.holder_initial },
                  { name: t("certificate_issued"), value: date(certificate.issued_at) },
                  { name: t("certificate_expires"), value: date(certificate.expires_at) },
                  { name: t("certificate_evidence"), value: <code>{certificate.evidence_hash}</code> },
                  { name: t("certificate_number"), value: <code>{id}</code> },
                ]}
              />
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
