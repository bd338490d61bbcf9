/** A menu behind a button, on react-aria. */
import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Button as AriaButton } from "react-aria-components/Button";
import { Popover } from "react-aria-components/Popover";
import { Icon, type IconName } from "./icons";
import css from "./kit.module.css";

export interface MenuEntry {
  id: string;
  label: string;
  hint?: string;
  run: () => void;
}

export function Menu({ label, children, entries, look = "second", icon, variant = "button", head }: { label: string; children?: ReactNode; entries: MenuEntry[]; look?: string; icon?: IconName; variant?: "button" | "chip"; head?: ReactNode }) {
  return (
    <MenuTrigger>
      <AriaButton className={variant === "chip" ? css.chip : css.button} data-look={look} data-icon-only={(icon && !children) || undefined} aria-label={label}>
        {icon ? <Icon name={icon} size={18} /> : null}
        {children}
      </AriaButton>
      <Popover className={css.popover} placement="bottom start">
        {head ? <div className={css.menuHead}>{head}</div> : null}
        <AriaMenu className={css.menu} aria-label={label} onAction={(id) => entries.find((entry) => entry.id === id)?.run()}>
          {entries.map((entry) => (
            <MenuItem key={entry.id} id={entry.id} className={css.item} textValue={entry.label}>
              <span>{entry.label}</span>
              {entry.hint ? <small>{entry.hint}</small> : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
