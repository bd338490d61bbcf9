/** A filter typed by a person; applied a moment after the last key, with known values offered. */
import { useEffect, useId, useState } from "react";
import css from "./parts.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  known?: string[];
  /** What a known value means. */
  words?: (value: string) => string;
}

export function TextFilter({ label, value, onChange, known = [], words = (known) => known }: Props) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => onChange(text.trim()), 350);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <span className={css.choice}>
      <label htmlFor={id}>{label}</label>
      <input id={id} type="search" autoComplete="off" value={text} list={`${id}-known`} onChange={(event) => setText(event.target.value)} />
      <datalist id={`${id}-known`}>
        {known.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </datalist>
    </span>
  );
}
