/** The smallest parts: button, link, card, stack, row, badge, note, hidden text. */
import { forwardRef, type ButtonHTMLAttributes, type FormHTMLAttributes, type HTMLAttributes, type ReactNode } from "react";
import { Link } from "wouter";
import { Icon, type IconName } from "./icons";
import css from "./kit.module.css";

export type Look = "main" | "second" | "plain" | "bad";
export type Tone = "plain" | "good" | "warn" | "bad" | "accent";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: "small" | "normal";
  icon?: IconName;
  isWide?: boolean;
  /** Busy: keeps focus and says so, and does not act a second time. */
  isBusy?: boolean;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { look = "second", size = "normal", icon, isWide, isBusy, children, disabled, onClick, type = "button", ...rest },
  ref,
) {
  // A disabled button would lose keyboard focus in mid-journey; aria-disabled keeps it.
  const isOff = Boolean(disabled) || Boolean(isBusy);
  return (
    <button
      {...rest}
      ref={ref}
      type={type}
      className={css.button}
      data-look={look}
      data-size={size}
      data-wide={isWide || undefined}
      data-icon-only={(icon && !children) || undefined}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon ? <Icon name={icon} size={size === "small" ? 16 : 18} /> : null}
      {children}
    </button>
  );
});

export function ButtonLink({ href, look = "second", size = "normal", icon, isWide, children }: { href: string; look?: Look; size?: "small" | "normal"; icon?: IconName; isWide?: boolean; children: ReactNode }) {
  return (
    <Link href={href} className={css.button} data-look={look} data-size={size} data-wide={isWide || undefined}>
      {icon ? <Icon name={icon} size={18} /> : null}
      {children}
    </Link>
  );
}

export function Card({ children, as: Tag = "section", ...rest }: HTMLAttributes<HTMLElement> & { as?: "section" | "article" | "div" | "li" }) {
  return (
    <Tag {...rest} className={`${css.card} ${css.stack} ${rest.className ?? ""}`}>
      {children}
    </Tag>
  );
}

export const FormCard = forwardRef<HTMLFormElement, FormHTMLAttributes<HTMLFormElement>>(function FormCard({ children, ...rest }, ref) {
  return (
    <form {...rest} ref={ref} noValidate className={`${css.card} ${css.stack}`}>
      {children}
    </form>
  );
});

export function Stack({ gap, children, ...rest }: HTMLAttributes<HTMLDivElement> & { gap?: "small" | "large" }) {
  return (
    <div {...rest} className={`${css.stack} ${rest.className ?? ""}`} data-gap={gap}>
      {children}
    </div>
  );
}

/** A list of cards or lines. */
export function List({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={css.stack} data-gap="small" aria-label={label}>
      {children}
    </ul>
  );
}

export function Row({ isBetween, gap, children, ...rest }: HTMLAttributes<HTMLDivElement> & { isBetween?: boolean; gap?: "large" }) {
  return (
    <div {...rest} className={`${css.row} ${rest.className ?? ""}`} data-between={isBetween || undefined} data-gap={gap}>
      {children}
    </div>
  );
}

const TONE_ICON: Record<Tone, IconName> = { plain: "info", good: "check", warn: "warn", bad: "stop", accent: "info" };

export function Badge({ tone = "plain", icon, children }: { tone?: Tone; icon?: IconName | null; children: ReactNode }) {
  const name = icon === undefined ? (tone === "plain" ? null : TONE_ICON[tone]) : icon;
  return (
    <span className={css.badge} data-tone={tone}>
      {name ? <Icon name={name} size={14} /> : null}
      {children}
    </span>
  );
}

/** A message in the page. `alert` interrupts a screen reader; use it only for what just happened. */
export function Note({ tone = "plain", role, title, children }: { tone?: Tone; role?: "alert" | "status"; title?: ReactNode; children?: ReactNode }) {
  return (
    <div className={css.note} data-tone={tone} role={role}>
      <Icon name={TONE_ICON[tone]} />
      <div>
        {title ? <strong>{title}</strong> : null}
        {children}
      </div>
    </div>
  );
}

export function Hidden({ children, as: Tag = "span", ...rest }: HTMLAttributes<HTMLElement> & { as?: "span" | "div" | "h2" | "h3" | "p" }) {
  return (
    <Tag {...rest} className={css.hidden}>
      {children}
    </Tag>
  );
}

export function Muted({ children }: { children: ReactNode }) {
  return <span className={css.muted}>{children}</span>;
}

/** Names and values, side by side. */
export function Facts({ items }: { items: { name: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className={css.facts}>
      {items.map((item, n) => (
        <div key={n}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Figure({ label, value, hint }: { label: ReactNode; value: ReactNode; hint?: ReactNode }) {
  return (
    <dl className={css.card}>
      <dt className={css.muted}>{label}</dt>
      <dd className={css.number}>{value}</dd>
      {hint ? <dd className={css.hint}>{hint}</dd> : null}
    </dl>
  );
}
