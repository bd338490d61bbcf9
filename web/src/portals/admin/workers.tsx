/** Accounts: who there is, and stopping or restoring one. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import type { Account } from "@/api/types";
import { useFilter } from "@/console/address";
import { useAct, useList } from "@/console/data";
import { Choice, Filters, Page, Refusal, Row, State, When } from "@/console/parts";
import { Rows } from "@/console/rows";
import { toast } from "@/kit/state";

const ROLES = ["worker", "member", "owner", "admin"];

export function Workers() {
  const { t } = useTranslation(["admin", "console"]);
  const me = useMe();
  const { modal } = App.useApp();
  const [asked, setRole] = useFilter("role");
  const role = asked || "worker";
  const list = useList<Account>("/accounts", { role: role === "all" ? undefined : role });
  const act = useAct<{ id: string; to: "suspend" | "restore" }>({ path: ({ id, to }) => `/accounts/${id}/${to}`, body: () => undefined });
  const adapt = useAct<{ id: string; granted: boolean }>({ method: "PUT", path: ({ id }) => `/accounts/${id}/text-mode`, body: ({ granted }) => ({ granted }) });
  const change = (account: Account, to: "suspend" | "restore") => act.mutate({ id: account.id, to }, { onSuccess: () => toast(t(`workers.${to}_done`, { name: account.name })) });
  const ask = (account: Account) =>
    void modal.confirm({
      title: t("workers.suspend_ask", { name: account.name }),
      content: t("workers.suspend_why"),
      okText: t("workers.suspend"),
      okButtonProps: { danger: true },
      cancelText: t("common:cancel"),
      onOk: () => change(account, "suspend"),
    });
  const tenant = (account: Account) => (typeof account.tenant === "string" ? account.tenant : account.tenant.name);
  return (
    <Page title={t("workers.title")} intro={t("workers.intro")}>
      <Filters>
        <Choice label={t("console:role")} value={role} onChange={setRole} options={[...ROLES.map((one): [string, string] => [one, t(`console:role.${one}`)]), ["all", t("console:all")]]} />
      </Filters>
      {act.error && <Refusal error={act.error} />}
      {adapt.error && <Refusal error={adapt.error} />}
      <Rows
        list={list}
        label={t("workers.title")}
        id={(account) => account.id}
        file="accounts"
        empty={t("workers.none")}
        columns={[
          { title: t("workers.name"), cell: (account) => account.name, csv: (account) => account.name },
          { title: t("console:role"), cell: (account) => t(`console:role.${account.role}`), csv: (account) => account.role },
          { title: t("workers.tenant"), cell: tenant, csv: tenant },
          { title: t("console:state"), cell: (account) => <State of={account.state} />, csv: (account) => account.state },
          { title: t("workers.since"), cell: (account) => <When at={account.created_at} />, csv: (account) => account.created_at },
          {
            title: t("console:act"),
            cell: (account) => {
              if (account.id === me.id) return "–";
              const off = account.state === "suspended";
              return (
                <Row>
                <Button danger={!off} onClick={() => (off ? change(account, "restore") : ask(account))} aria-label={`${off ? t("workers.restore") : t("workers.suspend")}: ${account.name}`}>
                  {off ? t("workers.restore") : t("workers.suspend")}
                </Button>
                {account.role === "worker" ? (
                  <Button onClick={() => adapt.mutate({ id: account.id, granted: true }, { onSuccess: () => toast(t("workers.text_done", { name: account.name })) })}>{t("workers.text")}</Button>
                ) : null}
                </Row>
              );
            },
          },
        ]}
      />
    </Page>
  );
}
