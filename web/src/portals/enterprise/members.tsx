/** Who works for the enterprise. Owners ask people in, change what they may do, and remove them. */
import { Alert, Button, Input, Modal, Popconfirm } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { toProblem } from "@/api/errors";
import { useMe } from "@/api/session";
import type { Invitation, Member, MemberRole, Members as People } from "@/api/types";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Choice, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, State, When } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { locale, type Locale } from "@/i18n";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";

export function Members() {
  const { t } = useTranslation(["enterprise", "console"]);
  const me = useMe();
  const people = useGet<People>("/members");
  const [open, setOpen] = useState(false);
  const isOwner = me.role === "owner";
  return (
    <Page
      title={t("members.title")}
      intro={t(isOwner ? "members.intro" : "members.intro_member")}
      actions={
        isOwner && (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t("members.invite")}
          </Button>
        )
      }
    >
      <Ask of={people}>
        {(data) => (
          <>
            <Card title={t("members.list", { n: data.items.length })}>
              <Everybody members={data.items} isOwner={isOwner} />
            </Card>
            {isOwner && (
              <Card title={t("members.invitations")}>
                <Invitations items={data.invitations} />
              </Card>
            )}
          </>
        )}
      </Ask>
      <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t("members.invite")} destroyOnHidden>
        <InviteForm done={() => setOpen(false)} />
      </Modal>
    </Page>
  );
}

/** A refusal whose only cause here can be named better than by its code. */
function Conflict({ error, words }: { error: unknown; words: string }) {
  if (!error) return null;
  return toProblem(error).code === "conflict" ? <Alert type="warning" showIcon role="alert" title={words} /> : <Refusal error={error} />;
}

function Everybody({ members, isOwner }: { members: Member[]; isOwner: boolean }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const me = useMe();
  const change = useAct<{ id: string; role: MemberRole }>({ path: ({ id }) => `/members/${id}`, method: "PUT", body: ({ role }) => ({ role }) });
  const remove = useAct<string>({ path: (id) => `/members/${id}`, method: "DELETE", body: () => undefined });
  const owners = members.filter((one) => one.role === "owner" && one.state === "active");
  const acts = (one: Member) => {
    // The last owner stays; the server says so too.
    if (owners.length === 1 && owners[0]?.id === one.id) return <Mute>{t("members.only_owner")}</Mute>;
    const other: MemberRole = one.role === "owner" ? "member" : "owner";
    return (
      <Row>
        <Button onClick={() => change.mutate({ id: one.id, role: other }, { onSuccess: () => toast(t("console:saved")) })}>{t(`members.make_${other}`)}</Button>
        <Popconfirm title={t("members.remove_ask", { name: one.name })} description={t("members.remove_why")} okText={t("members.remove")} onConfirm={() => remove.mutate(one.id, { onSuccess: () => toast(t("members.removed")) })}>
          <Button danger>{t("members.remove")}</Button>
        </Popconfirm>
      </Row>
    );
  };
  return (
    <>
      <Conflict error={change.error ?? remove.error} words={t("members.last_owner")} />
      <PlainTable
        label={t("members.title")}
        rows={members}
        id={(one) => one.id}
        columns={[
          {
            title: t("console:your_name"),
            cell: (one) => (
              <>
                {one.name} {one.id === me.id && <Mark>{t("members.you")}</Mark>}
              </>
            ),
          },
          { title: t("console:email"), cell: (one) => one.email_masked },
          { title: t("console:role"), cell: (one) => t(`console:role.${one.role}`) },
          { title: t("console:state"), cell: (one) => <State of={one.state} /> },
          { title: t("members.seen"), cell: (one) => <When at={one.seen_at} /> },
          ...(isOwner ? [{ title: t("console:act"), cell: acts }] : []),
        ]}
      />
    </>
  );
}

function Invitations({ items }: { items: Invitation[] }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const withdraw = useAct<string>({ path: (id) => `/members/invitations/${id}`, method: "DELETE", body: () => undefined });
  if (items.length === 0) return <Nothing why={t("members.no_invitations")} />;
  return (
    <>
      {withdraw.error && <Refusal error={withdraw.error} />}
      <PlainTable
        label={t("members.invitations")}
        rows={items}
        id={(one) => one.id}
        columns={[
          { title: t("console:email"), cell: (one) => one.email_masked },
          { title: t("console:role"), cell: (one) => t(`console:role.${one.role}`) },
          { title: t("members.asked"), cell: (one) => <When at={one.created_at} /> },
          { title: t("members.until"), cell: (one) => <When at={one.expires_at} /> },
          { title: t("console:act"), cell: (one) => <Button onClick={() => withdraw.mutate(one.id)}>{t("members.withdraw")}</Button> },
        ]}
      />
    </>
  );
}

function InviteForm({ done }: { done: () => void }) {
  const { t } = useTranslation(["enterprise", "console", "common"]);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<MemberRole>("member");
  const [language, setLanguage] = useState<Locale>(locale());
  const invite = useAct<{ email: string; role: MemberRole; locale: Locale }>({ path: "/members/invitations", once: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(
      { email: email.trim(), role, locale: language },
      {
        onSuccess: () => {
          toast(t("members.invited"));
          done();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={css.wizard}>
      <p>{t("members.invite_text")}</p>
      <Labelled label={t("console:email")}>{(ids) => <Input {...ids} type="email" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />}</Labelled>
      <Choice label={t("console:role")} value={role} onChange={(word) => setRole(word as MemberRole)} options={[["member", t("members.member_may")], ["owner", t("members.owner_may")]]} />
      <Choice label={t("members.language")} value={language} onChange={(word) => setLanguage(word as Locale)} options={[["zh-CN", t("common:language_zh")], ["en", t("common:language_en")]]} />
      <Conflict error={invite.error} words={t("members.too_many")} />
      <Button type="primary" htmlType="submit" loading={invite.isPending}>
        {t("members.send")}
      </Button>
    </form>
  );
}
