/**
 * The part of TOML that rule files are written in: tables, lists of tables, strings of one line, whole numbers, truth
 * values and lists. Anything else is a `Fault` with its line, never a guess.
 */
export type Value = string | number | boolean | Value[];
export type Table = Record<string, Value>;
export interface Toml {
  /** What stands before the first table. */
  top: Table;
  /** `[name]`, by name. */
  tables: Map<string, Table>;
  /** `[[name]]`, in the order of the file. */
  lists: Map<string, Table[]>;
}

export class Fault extends Error {
  constructor(readonly line: number) {
    super(`line ${line}`);
  }
}

const ESCAPES: Record<string, string> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\u001b", '"': '"', "\\": "\\" };
const KEY = /[A-Za-z0-9_-]+/y;
const NUMBER = /[+-]?\d+(?![\d_.eE:xobT-])/y;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  fault(): Fault {
    return new Fault(this.text.slice(0, this.at).split("\n").length);
  }

  get isOver(): boolean {
    return this.at >= this.text.length;
  }

  /** Passes over spaces and comments, and over line ends where `lines`. */
  skip(lines: boolean): void {
    const blank = lines ? /(?:[ \t\r\n]|#[^\n]*)*/y : /[ \t]*/y;
    this.match(blank);
  }

  match(what: RegExp): string | undefined {
    what.lastIndex = this.at;
    const found = what.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  take(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  want(sign: string): void {
    if (!this.take(sign)) throw this.fault();
  }

  name(): string {
    const quoted = this.text[this.at];
    const name = quoted === '"' || quoted === "'" ? this.string() : this.match(KEY);
    if (name === undefined) throw this.fault();
    return name;
  }

  /** The rest of a line: nothing, or a comment. */
  end(): void {
    this.skip(false);
    this.match(/#[^\n]*/y);
    this.take("\r");
    if (!this.isOver) this.want("\n");
  }

  private string(): string {
    const quote = this.text[this.at] ?? "";
    if (this.text.startsWith(quote.repeat(3), this.at)) throw this.fault();
    this.at += 1;
    let out = "";
    for (;;) {
      const sign = this.text[this.at];
      if (sign === undefined || sign === "\n") throw this.fault();
      this.at += 1;
      if (sign === quote) return out;
      out += sign === "\\" && quote === '"' ? this.escaped() : sign;
    }
  }

  private escaped(): string {
    const kind = this.text[this.at] ?? "";
    this.at += 1;
    if (kind in ESCAPES) return ESCAPES[kind] ?? "";
    const digits = kind === "u" ? 4 : kind === "U" ? 8 : 0;
    const hex = this.text.slice(this.at, this.at + digits);
    const code = Number.parseInt(hex, 16);
    if (!digits || hex.length !== digits || !/^[0-9a-f]+$/i.test(hex) || code > 0x10ffff) throw this.fault();
    this.at += digits;
    return String.fromCodePoint(code);
  }

  value(): Value {
    const sign = this.text[this.at];
    if (sign === '"' || sign === "'") return this.string();
    if (this.take("[")) return this.list();
    const word = this.match(/(?:true|false)\b/y);
    if (word) return word === "true";
    const digits = this.match(NUMBER);
    if (digits === undefined) throw this.fault();
    return Number(digits);
  }

  private list(): Value[] {
    const out: Value[] = [];
    for (;;) {
      this.skip(true);
      if (this.take("]")) return out;
      out.push(this.value());
      this.skip(true);
      if (this.take("]")) return out;
      this.want(",");
    }
  }
}

/** Reads a file. Throws a `Fault` for what it does not know, also for what TOML refuses: a key or a table twice. */
export function read(text: string): Toml {
  const reader = new Reader(text);
  const toml: Toml = { top: Object.create(null) as Table, tables: new Map(), lists: new Map() };
  let table = toml.top;
  for (reader.skip(true); !reader.isOver; reader.skip(true)) {
    if (reader.take("[")) {
      const isList = reader.take("[");
      reader.skip(false);
      const path = [reader.name()];
      while (reader.take(".")) path.push(reader.name());
      reader.skip(false);
      reader.want(isList ? "]]" : "]");
      const name = path.join(".");
      table = Object.create(null) as Table;
      if (isList) toml.lists.set(name, [...(toml.lists.get(name) ?? []), table]);
      else if (toml.tables.has(name) || toml.lists.has(name)) throw reader.fault();
      else toml.tables.set(name, table);
    } else {
      const key = reader.name();
      reader.skip(false);
      reader.want("=");
      reader.skip(false);
      if (key in table) throw reader.fault();
      table[key] = reader.value();
    }
    reader.end();
  }
  return toml;
}

/** A string as TOML: JSON's escapes are TOML's, but for the one sign that JSON leaves bare. */
export const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/** A list of strings, on a line each when they are many. */
export function listed(texts: readonly string[]): string {
  const all = texts.map(quoted);
  return all.join(", ").length <= 80 ? `[${all.join(", ")}]` : `[\n${all.map((one) => `    ${one},\n`).join("")}]`;
}
