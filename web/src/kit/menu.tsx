/**
 * A menu behind a button (the WAI-ARIA menu button): arrows, Home, End and first letters move, Enter and Space choose, Escape and
 * Tab close, focus returns to the button. Written here because the desk has one per masked value and must stay small.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { Icon, type IconName } from "./icons";
import css from "./kit.module.css";

export interface MenuEntry {
  id: string;
  label: string;
  hint?: string;
  run: () => void;
}

interface MenuProps {
  /** Name of the button and the menu. */
  label: string;
  children?: ReactNode;
  entries: MenuEntry[];
  look?: string;
  icon?: IconName;
  variant?: "button" | "chip";
  /** A line above the entries. */
  head?: ReactNode;
}

const EDGE_PX = 8;

function Items({ id, label, entries, head, anchor, onClose }: Pick<MenuProps, "label" | "entries" | "head"> & { id: string; anchor: HTMLElement; onClose: (toButton: boolean) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    const from = anchor.getBoundingClientRect();
    const size = box.current?.getBoundingClientRect();
    if (!size) return;
    const fitsBelow = from.bottom + size.height + EDGE_PX <= window.innerHeight;
    setPlace({ left: Math.max(EDGE_PX, Math.min(from.left, window.innerWidth - size.width - EDGE_PX)), top: fitsBelow ? from.bottom + 4 : Math.max(EDGE_PX, from.top - size.height - 4) });
    box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, [anchor]);
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.contains(target)) onClose(false);
    };
    const onMove = () => onClose(false);
    document.addEventListener("pointerdown", onDown);
    window.addEventListener("resize", onMove);
    return () => {
      document.removeEventListener("pointerdown", onDown);
      window.removeEventListener("resize", onMove);
    };
  }, [anchor, onClose]);
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const letter = event.key.length === 1 ? event.key.toLowerCase() : null;
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const byLetter = letter && letter !== " " ? rest.find((item) => item.textContent?.toLowerCase().startsWith(letter)) : undefined;
    const to = { ArrowDown: items[(at + 1) % items.length], ArrowUp: items[(at - 1 + items.length) % items.length], Home: items[0], End: items.at(-1) }[event.key] ?? byLetter;
    if (to) to.focus();
    else if (event.key === "Escape") onClose(true);
    else if (event.key === "Tab") return onClose(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return createPortal(
    <div ref={box} className={css.popover} style={{ position: "fixed", zIndex: 40, left: place.left, top: place.top }}>
      {head ? <div className={css.menuHead}>{head}</div> : null}
      <div role="menu" id={id} aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
        {entries.map((entry) => (
          <button
            key={entry.id}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className={css.item}
            onClick={() => {
              onClose(true);
              // After focus went back to the button, so that the entry may move it on.
              setTimeout(entry.run);
            }}
          >
            <span>{entry.label}</span>
            {entry.hint ? <small>{entry.hint}</small> : null}
          </button>
        ))}
      </div>
    </div>,
    document.getElementById("main") ?? document.body,
  );
}

export function Menu({ label, children, entries, look = "second", icon, variant = "button", head }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (toButton: boolean) => {
    setAnchor(null);
    if (toButton) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={variant === "chip" ? css.chip : css.button}
        data-look={look}
        data-icon-only={(icon && !children) || undefined}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={() => setAnchor(anchor ? null : button.current)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setAnchor(button.current);
        }}
      >
        {icon ? <Icon name={icon} size={18} /> : null}
        {children}
      </button>
      {anchor ? <Items id={id} label={label} entries={entries} head={head} anchor={anchor} onClose={close} /> : null}
    </>
  );
}
