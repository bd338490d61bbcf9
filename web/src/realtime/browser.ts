/** The link as a signed-in person uses it in a browser. */
import { urlOf } from "@/api/client";
import { accessToken, refresh } from "@/api/session";
import { Link, type LinkOptions, type Wire } from "./link";
import { browserShelf } from "./outbox";

export type BrowserLinkOptions = Pick<LinkOptions, "snapshot" | "onEvent" | "onState" | "onPing" | "rest">;

export async function browserLink(account: string, options: BrowserLinkOptions): Promise<Link> {
  return new Link({
    ...options,
    shelf: await browserShelf(account),
    token: (force) => (force ? refresh() : accessToken()),
    open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}${urlOf("/socket")}`) as unknown as Wire,
    events: async (after, signal) =>
      fetch(urlOf("/events", { epoch: after.epoch, after: after.seq }), {
        signal,
        headers: { accept: "text/event-stream", authorization: `Bearer ${(await accessToken()) ?? ""}` },
      }),
  });
}
