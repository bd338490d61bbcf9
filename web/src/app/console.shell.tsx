/** The frame around every signed-in screen: header, rail (bottom bar on phones), command bar, key help. */
import {
  AlertOutlined, AppstoreOutlined, AuditOutlined, BankOutlined, BellOutlined, CheckCircleOutlined, DashboardOutlined, FileProtectOutlined, HomeOutlined, InboxOutlined, LogoutOutlined, MenuOutlined, MessageOutlined, NodeIndexOutlined, SafetyOutlined, ScheduleOutlined, SettingOutlined, SolutionOutlined, TeamOutlined, ThunderboltOutlined, WalletOutlined,
} from "@ant-design/icons";
import { Alert, Button, Drawer } from "antd";
import { lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { signOut } from "@/api/auth";
import { useMe } from "@/api/session";
import type { Notice, Page } from "@/api/types";
import { useGet } from "@/console/data";
import { setLocale } from "@/i18n";
import { useCommandKeys, useCommands, type Command } from "@/kit/commands";
import { Icon as Line } from "@/kit/icons";
import { LanguageSwitch, shellCss, ThemeSwitch } from "@/kit/shell";
import { LiveRegion } from "@/kit/state";
import { applyTheme, THEMES } from "@/tokens/theme";
import { useNewVersion } from "./assets-checker";
import css from "./console.module.css";

const CommandBar = lazy(() => import("@/kit/command-bar"));
const KeyHelp = lazy(() => import("@/kit/command-bar").then((module) => ({ default: module.KeyHelp })));

export type Kind = "enterprise" | "admin";
type Door = { to: string; key: string; icon: ComponentType<{ "aria-hidden"?: boolean }> };

const DOORS: Record<Kind, Door[]> = {
  enterprise: [
    { to: "/", key: "nav.home", icon: HomeOutlined },
    { to: "/projects", key: "nav.projects", icon: AppstoreOutlined },
    { to: "/conversations", key: "nav.conversations", icon: MessageOutlined },
    { to: "/wall", key: "wall", icon: DashboardOutlined },
    { to: "/masking", key: "nav.masking", icon: FileProtectOutlined },
    { to: "/orders", key: "nav.orders", icon: ScheduleOutlined },
    { to: "/procedures", key: "nav.procedures", icon: NodeIndexOutlined },
    { to: "/scenarios", key: "nav.scenarios", icon: SolutionOutlined },
    { to: "/patrol", key: "nav.patrol", icon: SafetyOutlined },
    { to: "/quality", key: "nav.quality", icon: CheckCircleOutlined },
    { to: "/escrow", key: "nav.escrow", icon: WalletOutlined },
    { to: "/invoices", key: "nav.invoices", icon: BankOutlined },
    { to: "/members", key: "nav.members", icon: TeamOutlined },
    { to: "/settings", key: "nav.settings", icon: SettingOutlined },
  ],
  admin: [
    { to: "/", key: "nav.overview", icon: HomeOutlined },
    { to: "/inbox", key: "nav.inbox", icon: InboxOutlined },
    { to: "/quality", key: "nav.quality", icon: CheckCircleOutlined },
    { to: "/reviews", key: "nav.reviews", icon: SolutionOutlined },
    { to: "/interview-rules", key: "nav.rules", icon: FileProtectOutlined },
    { to: "/workers", key: "nav.workers", icon: TeamOutlined },
    { to: "/wall", key: "wall", icon: DashboardOutlined },
    { to: "/decisions", key: "nav.decisions", icon: NodeIndexOutlined },
    { to: "/audit", key: "nav.audit", icon: AuditOutlined },
    { to: "/journal", key: "nav.journal", icon: BankOutlined },
    { to: "/settlements", key: "nav.settlements", icon: WalletOutlined },
    { to: "/credit", key: "nav.credit", icon: BankOutlined },
    { to: "/cases", key: "nav.cases", icon: ScheduleOutlined },
    { to: "/incidents", key: "nav.incidents", icon: AlertOutlined },
    { to: "/fleet", key: "nav.fleet", icon: SafetyOutlined },
    { to: "/privacy", key: "nav.privacy", icon: SafetyOutlined },
    { to: "/procedures", key: "nav.procedures", icon: NodeIndexOutlined },
    { to: "/scenarios", key: "nav.scenarios", icon: SolutionOutlined },
    { to: "/policies", key: "nav.policies", icon: FileProtectOutlined },
    { to: "/jobs", key: "nav.jobs", icon: ThunderboltOutlined },
    { to: "/settings", key: "nav.settings", icon: SettingOutlined },
  ],
};

/** Everything that can be done from anywhere: the doors, and the acts that open a dialog or change the look. */
function useActs(kind: Kind, doors: Door[], open: (what: "commands" | "keys") => void): void {
  const { t, i18n } = useTranslation("console");
  const [, go] = useLocation();
  const acts: Command[] = [
    { id: "command-bar", label: t("common:command_bar"), keys: "Ctrl+K", run: () => open("commands") },
    { id: "key-help", label: t("common:key_help"), keys: "?", run: () => open("keys") },
    ...doors.map((door) => ({ id: door.to, label: t("go_to", { page: t(door.key) }), run: () => go(door.to) })),
    { id: "notifications", label: t("go_to", { page: t("notifications") }), run: () => go("/notifications") },
  ];
  if (kind === "enterprise") {
    acts.push({ id: "new-project", label: t("command.new_project"), run: () => go("/projects/new") });
    acts.push({ id: "deposit", label: t("command.deposit"), run: () => go("/escrow?deposit=1") });
  }
  acts.push({ id: "language", label: t("command.language"), run: () => void setLocale(i18n.language === "en" ? "zh-CN" : "en") });
  for (const theme of THEMES) acts.push({ id: `theme-${theme}`, label: `${t("common:theme")}: ${t(`common:theme_${theme}`)}`, run: () => applyTheme(theme) });
  acts.push({ id: "sign-out", label: t("sign_out"), run: () => void signOut() });
  useCommandKeys();
  useCommands(acts);
}

export function Shell({ kind, children }: { kind: Kind; children: ReactNode }) {
  const { t } = useTranslation("console");
  const me = useMe();
  const [place] = useLocation();
  const [open, setOpen] = useState<"" | "commands" | "keys" | "menu">("");
  const doors = DOORS[kind];
  const isNew = useNewVersion();
  const close = () => setOpen("");
  useActs(kind, doors, setOpen);
  // A door closes the menu it was in.
  const [seen, setSeen] = useState(place);
  if (seen !== place) {
    setSeen(place);
    setOpen("");
  }
  // Braces: scrolling returns a promise in newer browsers, and an effect may only return its clean-up.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [place]);
  return (
    <div className={css.shell}>
      <a className={shellCss.skip} href="#main">
        {t("common:skip")}
      </a>
      <header className={`${shellCss.header} ${css.head}`}>
        <Link href="/" className={shellCss.brand}>
          <img src="/favicon.svg" alt="" />
          {t("common:brand")}
          <span className={shellCss.portal}>{kind === "admin" ? t("platform") : me.tenant.name}</span>
        </Link>
        <div className={shellCss.tools}>
          <button type="button" className={`${shellCss.tool} ${shellCss.wide}`} onClick={() => setOpen("commands")} aria-keyshortcuts="Control+K">
            <Line name="search" size={18} />
            <span>{t("common:command_bar")}</span> <kbd>Ctrl K</kbd>
          </button>
          <button type="button" className={`${shellCss.tool} ${shellCss.wide}`} onClick={() => setOpen("keys")} aria-label={t("common:key_help")} aria-keyshortcuts="?">
            ?
          </button>
          <span className={css.wide}>
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
          <Bell />
          <button type="button" className={`${shellCss.tool} ${shellCss.wide}`} onClick={() => void signOut()} aria-label={t("sign_out")} title={`${me.name} · ${t("sign_out")}`}>
            <LogoutOutlined aria-hidden />
          </button>
        </div>
      </header>
      <nav className={css.rail} aria-label={t("common:main_menu")}>
        <Doors doors={doors} place={place} />
      </nav>
      <main id="main" tabIndex={-1} className={css.main}>
        {isNew && (
          <Alert
            banner
            type="info"
            role="status"
            title={t("common:new_version")}
            action={
              <Button size="small" onClick={() => location.reload()}>
                {t("common:reload")}
              </Button>
            }
          />
        )}
        {children}
      </main>
      <nav className={css.bottom} aria-label={t("common:main_menu")}>
        <Doors doors={doors.slice(0, 4)} place={place} />
        <button type="button" onClick={() => setOpen("menu")} aria-haspopup="dialog">
          <MenuOutlined aria-hidden />
          {t("nav.more")}
        </button>
      </nav>
      <Drawer title={t("nav.more")} placement="bottom" size="large" open={open === "menu"} onClose={close}>
        <nav className={css.menu} aria-label={t("nav.more")}>
          <Doors doors={doors} place={place} />
        </nav>
        <div className={css.menuFoot}>
          <LanguageSwitch />
          <ThemeSwitch />
          <Button onClick={() => void signOut()}>{t("sign_out")}</Button>
        </div>
      </Drawer>
      <LiveRegion />
      <Suspense fallback={null}>
        {open === "commands" && <CommandBar onClose={close} />}
        {open === "keys" && <KeyHelp onClose={close} />}
      </Suspense>
    </div>
  );
}

function Doors({ doors, place }: { doors: Door[]; place: string }) {
  const { t } = useTranslation("console");
  return (
    <ul>
      {doors.map(({ to, key, icon: Icon }) => {
        const here = to === "/" ? place === "/" : place.startsWith(to);
        return (
          <li key={to}>
            <Link href={to} aria-current={here ? "page" : undefined}>
              <Icon aria-hidden />
              <span>{t(key)}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Bell() {
  const { t } = useTranslation("console");
  const notices = useGet<Page<Notice>>("/me/notifications", { limit: 50 }, 30_000);
  const unread = notices.data?.items.filter((one) => !one.read_at).length ?? 0;
  return (
    <Link href="/notifications" className={shellCss.tool} aria-label={unread ? t("notifications_unread", { n: unread }) : t("notifications")} title={t("notifications")}>
      <BellOutlined aria-hidden />
      {unread > 0 && (
        <span className={shellCss.count} aria-hidden>
          {unread}
        </span>
      )}
    </Link>
  );
}
