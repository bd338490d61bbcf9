/**
 * The device program of this very machine (`tidecrew device serve`): its TPM quotes for this page's session and key, so that the server
 * knows the machine that runs the browser by more than its owner's word. A chunk of its own.
 */
import { devices, sessionKey, signed, standing } from "./attested";
import { post } from "./client";
import { refresh } from "./session";
import type { DeviceAsk, EnrolledDevice, SessionStanding } from "./types";

const AGENT = "http://127.0.0.1:7373";
/** A quote holds for a quarter of an hour. */
const AGAIN_MS = 480_000;

/** Nobody answers on this machine. */
export class NoAgent extends Error {}

interface Offer {
  /** The device, where the server knows it already. */
  device?: string;
  ek_certificates: string;
  ek_public: string;
  ak_public: string;
}

async function agent<T>(path: "/keys" | "/open" | "/enrolled" | "/quote", body: unknown): Promise<T> {
  const asked = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${AGENT}${path}`, asked).catch((cause: unknown) => {
    throw new NoAgent("the device program does not answer", { cause });
  });
  const told = (await answer.json()) as T & { detail?: string };
  if (!answer.ok) throw new Error(told.detail ?? String(answer.status));
  return told;
}

/** This machine among the person's devices; enrolled when it is not there yet. */
async function machine(label: string): Promise<string> {
  const known = (await devices()).map((device) => device.id);
  const { device, ...offer } = await agent<Offer>("/keys", { known });
  if (device) return device;
  const begun = await post<DeviceAsk>("/me/devices/tpm/begin", { label, ...offer });
  const { opened } = await agent<{ opened: string }>("/open", { credential: (begun.options as { credential: string }).credential });
  const enrolled = await post<EnrolledDevice>("/me/devices/tpm/finish", { ask_id: begun.ask_id, opened });
  await agent("/enrolled", { device: enrolled.device.id });
  return enrolled.device.id;
}

/** Has this machine's TPM quote for this session. Errors: `NoAgent`; the program's own words; the server's refusal. */
export async function proveMachine(label: string): Promise<SessionStanding> {
  const own = await sessionKey();
  if (!own) throw new Error("this session has no certified key");
  const device_id = await machine(label);
  const begun = await post<DeviceAsk>("/me/posture/quote/begin", { device_id, session_id: own.session, near: true });
  const quoted = await agent<Record<string, unknown>>("/quote", { ...begun.options, session_id: own.session, session_key: own.point });
  const answer = { ask_id: begun.ask_id, ...quoted };
  const path = "/me/posture/quote/finish";
  const now = await post<SessionStanding>(path, answer, { headers: await signed("POST", path, answer) });
  await refresh();
  return now;
}

/** Renews the quote of a session that has one, until the answer is called. What fails is not tried again: the level runs out. */
export function keepNear(): () => void {
  const timer = setInterval(() => {
    const again = async () => {
      if ((await standing()).claims.includes("near")) await proveMachine("");
    };
    again().catch(() => clearInterval(timer));
  }, AGAIN_MS);
  return () => clearInterval(timer);
}
