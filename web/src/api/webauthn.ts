/** Passkeys: the server's JSON (base64url) to the browser's buffers and back. */
import { refresh } from "./session";
import { post } from "./client";
import type { Ceremony, Passkey, Posture } from "./types";

export function fromBase64Url(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  const bytes = new Uint8Array(plain.length);
  for (let n = 0; n < plain.length; n++) bytes[n] = plain.charCodeAt(n);
  return bytes.buffer;
}

export function toBase64Url(buffer: ArrayBuffer | ArrayBufferView): string {
  const bytes = buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let plain = "";
  for (const byte of bytes) plain += String.fromCharCode(byte);
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

type Json = Record<string, unknown>;
interface Descriptor {
  id: string;
  type: string;
  transports?: string[] | null;
}

const descriptors = (list: unknown): PublicKeyCredentialDescriptor[] | undefined =>
  Array.isArray(list)
    ? (list as Descriptor[]).map((each) => ({ id: fromBase64Url(each.id), type: "public-key", ...(each.transports ? { transports: each.transports as AuthenticatorTransport[] } : {}) }))
    : undefined;

/** Fields the server leaves null are left out: the browser refuses null. */
const withoutNull = (json: Json): Json => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));

export function creationOptions(options: unknown): PublicKeyCredentialCreationOptions {
  const json = withoutNull(((options as Json).publicKey ?? options) as Json);
  const user = json.user as Json;
  return {
    ...(json as unknown as PublicKeyCredentialCreationOptions),
    challenge: fromBase64Url(json.challenge as string),
    user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: fromBase64Url(user.id as string) },
    excludeCredentials: descriptors(json.excludeCredentials) ?? [],
  };
}

export function requestOptions(options: unknown): PublicKeyCredentialRequestOptions {
  const json = withoutNull(((options as Json).publicKey ?? options) as Json);
  return {
    ...(json as unknown as PublicKeyCredentialRequestOptions),
    challenge: fromBase64Url(json.challenge as string),
    allowCredentials: descriptors(json.allowCredentials) ?? [],
  };
}

export function credentialJson(credential: PublicKeyCredential): Json {
  const { response } = credential;
  const common = { id: credential.id, rawId: toBase64Url(credential.rawId), type: credential.type, extensions: credential.getClientExtensionResults() };
  if ("attestationObject" in response) {
    const made = response as AuthenticatorAttestationResponse;
    return {
      ...common,
      response: {
        clientDataJSON: toBase64Url(made.clientDataJSON),
        attestationObject: toBase64Url(made.attestationObject),
        transports: made.getTransports?.() ?? [],
      },
    };
  }
  const shown = response as AuthenticatorAssertionResponse;
  return {
    ...common,
    response: {
      clientDataJSON: toBase64Url(shown.clientDataJSON),
      authenticatorData: toBase64Url(shown.authenticatorData),
      signature: toBase64Url(shown.signature),
      userHandle: shown.userHandle ? toBase64Url(shown.userHandle) : null,
    },
  };
}

export const canUsePasskeys = (): boolean => typeof PublicKeyCredential === "function" && isSecureContext;

/** A passkey cannot be bound to a bare IP address. */
export const isBareAddress = (host: string = location.hostname): boolean => /^[\d.]+$/.test(host) || host.includes(":");

export async function enrol(label: string): Promise<Passkey> {
  const begun = await post<Ceremony>("/me/passkeys/begin");
  const made = (await navigator.credentials.create({ publicKey: creationOptions(begun.options) })) as PublicKeyCredential | null;
  if (!made) throw new DOMException("no credential", "NotAllowedError");
  return post<Passkey>("/me/passkeys/finish", { ceremony_id: begun.ceremony_id, label, credential: credentialJson(made) });
}

/** Proves that an enrolled passkey is here. The access token carries the trust level, so a fresh one is taken. */
export async function attest(): Promise<Posture> {
  const begun = await post<Ceremony>("/me/attest/begin");
  const shown = (await navigator.credentials.get({ publicKey: requestOptions(begun.options) })) as PublicKeyCredential | null;
  if (!shown) throw new DOMException("no credential", "NotAllowedError");
  const { posture } = await post<{ posture: Posture }>("/me/attest/finish", { ceremony_id: begun.ceremony_id, credential: credentialJson(shown) });
  await refresh();
  return posture;
}
