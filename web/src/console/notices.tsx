/** What the product told this person, newest first. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Notice } from "@/api/types";
import { useAct, useList } from "./data";
import { Mark, Page, When } from "./parts";
import { Rows } from "./rows";

export function Notices() {
  const { t, i18n } = useTranslation("console");
  const list = useList<Notice>("/me/notifications");
  const read = useAct<string>({ path: (id) => `/me/notifications/${id}/read`, body: () => undefined });
  const words = (notice: Notice) => {
    const exact = `notice.${notice.kind}.${String(notice.params.what)}`;
    if (i18n.exists(`console:${exact}`)) return t(exact);
    const key = `notice.${notice.kind}`;
    return i18n.exists(`console:${key}`) ? t(key, notice.params) : notice.kind;
  };
  return (
    <Page title={t("notifications")}>
      <Rows
        list={list}
        label={t("notifications")}
        id={(notice) => notice.id}
        empty={t("notices_none")}
        columns={[
          { title: t("at"), cell: (notice) => <When at={notice.created_at} /> },
          { title: t("what"), cell: words },
          {
            title: t("state"),
            cell: (notice) =>
              notice.read_at ? (
                <Mark>{t("read")}</Mark>
              ) : (
                <Button onClick={() => read.mutate(notice.id)} aria-label={`${t("mark_read")}: ${words(notice)}`}>
                  {t("mark_read")}
                </Button>
              ),
          },
        ]}
      />
    </Page>
  );
}
