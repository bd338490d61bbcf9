/** Tabs with arrow keys, Home and End (the WAI-ARIA pattern). */
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import css from "./kit.module.css";

export interface TabItem {
  id: string;
  label: ReactNode;
  content: ReactNode;
}

export function Tabs({ label, items, value, onValue }: { label: string; items: TabItem[]; value?: string; onValue?: (id: string) => void }) {
  const base = useId();
  const [own, setOwn] = useState(items[0]?.id);
  const list = useRef<HTMLDivElement>(null);
  const active = items.find((item) => item.id === (value ?? own)) ?? items[0];
  const choose = (id: string) => {
    setOwn(id);
    onValue?.(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = items.findIndex((item) => item.id === active?.id);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const item = items[(next + items.length) % items.length];
    if (!item) return;
    choose(item.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${item.id}"]`)?.focus();
  };
  return (
    <div className={css.tabs}>
      <div className={css.tabList} role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown} tabIndex={-1}>
        {items.map((item) => (
          <button key={item.id} type="button" role="tab" className={css.tab} data-tab={item.id} id={`${base}-${item.id}`} aria-selected={item.id === active?.id} aria-controls={`${base}-panel`} tabIndex={item.id === active?.id ? 0 : -1} onClick={() => choose(item.id)}>
            {item.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${active?.id}`} tabIndex={0}>
        {active?.content}
      </div>
    </div>
  );
}
