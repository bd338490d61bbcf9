/** The worker portal's frame and routes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, Route, Switch, useLocation } from "wouter";
import { reloadMe, signOut } from "@/api/auth";
import { put } from "@/api/client";
import { notices } from "@/api/queries/worker";
import { useMe } from "@/api/session";
import { Signed } from "@/app/guards";
import { WithQueries } from "@/app/queries";
import { useNewVersion } from "@/app/assets-checker";
import { Button, Note } from "@/kit/basics";
import { useCommands } from "@/kit/commands";
import { Icon } from "@/kit/icons";
import { Shell, shellCss, type Place } from "@/kit/shell";
import { Skeleton } from "@/kit/state";

const Home = lazy(() => import("./home"));
const Apply = lazy(() => import("./apply"));
const Room = lazy(() => import("./interview/room"));
const Report = lazy(() => import("./report"));
const Learn = lazy(() => import("./learn/skills"));
const Course = lazy(() => import("./learn/course"));
const Exam = lazy(() => import("./learn/exam"));
const Train = lazy(() => import("./learn/train"));
const TestCall = lazy(async () => ({ default: (await import("./learn/test-call")).TestCallScreen }));
const Duties = lazy(async () => ({ default: (await import("./learn/test-call")).TestCallDuties }));
const Device = lazy(() => import("./device"));
const Desk = lazy(() => import("./desk/screen"));
const Earnings = lazy(() => import("./earnings"));
const Appeals = lazy(() => import("./appeals"));
const Statements = lazy(() => import("./statements"));
const Account = lazy(() => import("./me"));

function Bell() {
  const { t } = useTranslation("common");
  const query = useQuery(notices);
  const unread = query.data?.items.filter((notice) => !notice.read_at).length ?? 0;
  return (
    <Link href="/me?tab=notices" className={shellCss.tool} aria-label={unread ? t("notices_n", { n: unread }) : t("notices")}>
      <Icon name="bell" />
      {unread ? (
        <span className={shellCss.count} aria-hidden="true">
          {unread}
        </span>
      ) : null}
    </Link>
  );
}

function NewVersion() {
  const { t } = useTranslation("common");
  const isNew = useNewVersion();
  if (!isNew) return null;
  return (
    <Note tone="accent" role="status" title={t("new_version")}>
      <div>
        <Button size="small" onClick={() => location.reload()}>
          {t("reload")}
        </Button>
      </div>
    </Note>
  );
}

/** Lessons, interview and mails follow the account's language: it is kept the same as the one on the screen. */
function useAccountLanguage(): void {
  const { i18n } = useTranslation("worker");
  const me = useMe();
  const client = useQueryClient();
  useEffect(() => {
    const follow = (language: string) => {
      if (language === me.locale) return;
      put("/me", { locale: language })
        .then(reloadMe)
        .then(() => Promise.all(["course", "earnings"].map((name) => client.invalidateQueries({ queryKey: [name] }))))
        .catch(() => undefined);
    };
    i18n.on("languageChanged", follow);
    return () => i18n.off("languageChanged", follow);
  }, [i18n, me.locale, client]);
}

function Frame() {
  const { t } = useTranslation(["worker", "common"]);
  useAccountLanguage();
  const [path] = useLocation();
  useCommands([{ id: "sign-out", label: t("common:sign_out"), run: () => void signOut() }]);
  const places: Place[] = [
    { href: "/", label: t("home"), icon: "home" },
    { href: "/learn", label: t("learn"), icon: "book" },
    { href: "/desk", label: t("desk"), icon: "desk" },
    { href: "/earnings", label: t("earnings"), icon: "money" },
    { href: "/me", label: t("me"), icon: "user" },
  ];
  return (
    <Shell portal={t("portal")} places={places} tools={<Bell />} banner={<NewVersion />} isFull={path === "/desk"}>
      <Suspense fallback={<Skeleton />}>
        <Switch>
          <Route path="/"><Home /></Route>
          <Route path="/apply"><Apply /></Route>
          <Route path="/interview"><Room /></Route>
          <Route path="/report"><Report /></Route>
          <Route path="/learn"><Learn /></Route>
          <Route path="/learn/:skill">{({ skill }) => <Course key={skill} skill={decodeURIComponent(skill)} />}</Route>
          <Route path="/exam/:skill">{({ skill }) => <Exam key={skill} skill={decodeURIComponent(skill)} />}</Route>
          <Route path="/train/:skill">{({ skill }) => <Train key={skill} skill={decodeURIComponent(skill)} />}</Route>
          <Route path="/test-call/:skill">{({ skill }) => <TestCall key={skill} skill={decodeURIComponent(skill)} />}</Route>
          <Route path="/test-calls"><Duties /></Route>
          <Route path="/device"><Device /></Route>
          <Route path="/desk"><Desk /></Route>
          <Route path="/earnings/:id?">{({ id }) => <Earnings id={id} />}</Route>
          <Route path="/appeals/:id?">{({ id }) => <Appeals id={id} />}</Route>
          <Route path="/statements/:id?">{({ id }) => <Statements id={id} />}</Route>
          <Route path="/me"><Account /></Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}

export default function WorkerPortal() {
  return (
    <Signed roles={["worker"]}>
      <WithQueries>
        <Frame />
      </WithQueries>
    </Signed>
  );
}
