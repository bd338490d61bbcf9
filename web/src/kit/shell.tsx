/** The frame all portals share: skip link, header with language, look, command bar and key help, and the rail (a bottom bar on phones). */
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { setLocale, type Locale } from "@/i18n";
import { applyTheme, savedTheme, THEMES, type Theme } from "@/tokens/theme";
import { useCommandKeys, useCommands } from "./commands";
import { Icon, type IconName } from "./icons";
import css from "./shell.module.css";
import { LiveRegion, useTitle } from "./state";

const CommandBar = lazy(() => import("./command-bar"));
const KeyHelp = lazy(() => import("./command-bar").then((module) => ({ default: module.KeyHelp })));

export interface Place {
  href: string;
  label: string;
  icon: IconName;
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation("common");
  return (
      <select className={css.tool} aria-label={t("language")} value={i18n.language} onChange={(event) => void setLocale(event.target.value as Locale)}>
        <option value="zh-CN" lang="zh-CN">
          {t("language_zh")}
        </option>
        <option value="en" lang="en">
          {t("language_en")}
        </option>
      </select>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation("common");
  const [theme, setTheme] = useState<Theme>(savedTheme);
  return (
      <select
        className={css.tool}
        aria-label={t("theme")}
        value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme;
          setTheme(next);
          applyTheme(next);
        }}
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {t(`theme_${each}`)}
          </option>
        ))}
      </select>
  );
}

export interface ShellProps {
  /** Name of the portal, shown beside the mark. */
  portal?: string;
  places?: Place[];
  /** Buttons at the right of the header: account, notices. */
  tools?: ReactNode;
  /** A line below the header, for example "new version". */
  banner?: ReactNode;
  /** The screen fills the window and scrolls inside (desk). */
  isFull?: boolean;
  home?: string;
  children: ReactNode;
}

export function Shell({ portal, places = [], tools, banner, isFull, home = "/", children }: ShellProps) {
  const { t } = useTranslation("common");
  const [open, setOpen] = useState<"commands" | "keys" | null>(null);
  const [path, go] = useLocation();
  useCommandKeys();
  useCommands([
    { id: "command-bar", label: t("command_bar"), keys: "Ctrl+K", run: () => setOpen("commands") },
    { id: "key-help", label: t("key_help"), keys: "?", run: () => setOpen("keys") },
    ...places.map((place) => ({ id: `go-${place.href}`, label: t("go_to", { place: place.label }), run: () => go(place.href) })),
  ]);
  const current = places.filter((place) => path === place.href || (place.href !== home && path.startsWith(`${place.href}/`))).at(-1)?.href;
  return (
    <div className={`${css.shell} ${isFull ? css.full : ""}`} data-rail={places.length > 0 || undefined}>
      <a className={css.skip} href="#main">
        {t("skip")}
      </a>
      <header className={css.header}>
        <Link href={home} className={css.brand}>
          <img src="/favicon.svg" alt="" />
          {t("brand")}
          {portal ? <span className={css.portal}>{portal}</span> : null}
        </Link>
        <div className={css.tools}>
          <button type="button" className={`${css.tool} ${css.wide}`} onClick={() => setOpen("commands")} aria-keyshortcuts="Control+K">
            <Icon name="search" size={18} />
            <span>{t("command_bar")}</span> <kbd>Ctrl K</kbd>
          </button>
          <button type="button" className={`${css.tool} ${css.wide}`} onClick={() => setOpen("keys")} aria-label={t("key_help")} aria-keyshortcuts="?">
            ?
          </button>
          <LanguageSwitch />
          <ThemeSwitch />
          {tools}
        </div>
      </header>
      <div className={css.body}>
        {places.length > 0 ? (
          <nav className={css.rail} aria-label={t("main_menu")}>
            <ul>
              {places.map((place) => (
                <li key={place.href}>
                  <Link href={place.href} className={css.place} aria-current={place.href === current ? "page" : undefined}>
                    <Icon name={place.icon} />
                    {place.label}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        ) : null}
        <main id="main" className={css.main} tabIndex={-1}>
          {banner}
          {children}
        </main>
      </div>
      <LiveRegion />
      <Suspense fallback={null}>
        {open === "commands" ? <CommandBar onClose={() => setOpen(null)} /> : null}
        {open === "keys" ? <KeyHelp onClose={() => setOpen(null)} /> : null}
      </Suspense>
    </div>
  );
}

/** A screen: its one h1, an optional line below it, and the content. */
export function Page({ title, lead, isNarrow, children }: { title: string; lead?: ReactNode; isNarrow?: boolean; children: ReactNode }) {
  useTitle(title);
  return (
    <div className={css.page} data-narrow={isNarrow || undefined}>
      <div className={css.head}>
        <h1>{title}</h1>
        {lead ? <p>{lead}</p> : null}
      </div>
      {children}
    </div>
  );
}

export { css as shellCss };
