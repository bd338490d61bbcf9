/** What may be done with a masked value: what each token allows, and having one called or sent. */
import { useEffect, useState } from "react";
import { signed } from "@/api/attested";
import { call, get } from "@/api/client";
import { onceKey, settled } from "@/api/ids";

export interface TokenLine {
  /** 〔手机·1〕, which the server writes. */
  token: string;
  label: string;
  /** Purposes for which the value may be seen; none means never. */
  reveal: string[];
  can_call: boolean;
  can_send: boolean;
}

/** The route of one act on one token. */
export const path = <W extends "reveal" | "call" | "send">(conversation: string, token: string, what: W) => `/conversations/${conversation}/tokens/${encodeURIComponent(token)}/${what}` as const;

/** The tokens of a conversation with what each allows; read again when there is more to read. */
export function useTokenLines(conversation: string, count: number): Map<string, TokenLine> {
  const [lines, setLines] = useState<Map<string, TokenLine>>(new Map());
  useEffect(() => {
    if (count === 0) return;
    const abort = new AbortController();
    get<{ items: TokenLine[] }>(`/conversations/${conversation}/tokens`, undefined, abort.signal).then(
      ({ items }) => setLines(new Map(items.map((line) => [line.token, line]))),
      // Without them the menu offers what needs no word of the server.
      () => undefined,
    );
    return () => abort.abort();
  }, [conversation, count]);
  return lines;
}

/** Has a hidden value called, or sent to the enterprise's system. `recorded`: there is no system to do it by itself. */
export async function actOn(conversation: string, token: string, what: "call" | "send"): Promise<"recorded" | "queued"> {
  const to = path(conversation, token, what);
  const done = await call<{ state: "recorded" | "queued" }>("POST", to, { body: {}, key: onceKey(to, null), headers: await signed("POST", to, {}) });
  settled(to);
  return done.state;
}
