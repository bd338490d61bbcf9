/** Signing in and out. */
import { call, post, put } from "./client";
import { accept, sessionNow, setAccount, signedOut } from "./session";
import type { Invited, Locale, Me, Signed, SignUp } from "./types";

/** Fewest characters of a password; the server decides. */
export const PASSWORD_MIN = 10;

export const signUp = (body: SignUp) => post<{ next: string; sign_up?: string }>("/sign-up", body, { open: true });

/** `signUpId` binds the code to one sign-up; without it the latest one of the address is meant. */
export async function verifyEmail(email: string, code: string, signUpId?: string | null): Promise<Me> {
  const signed = await post<Signed>("/verify-email", { email, code, ...(signUpId ? { sign_up: signUpId } : {}) }, { open: true });
  accept(signed);
  return signed.account;
}

export const resendCode = (email: string) => post<unknown>("/verify-email/resend", { email }, { open: true });

export async function signIn(email: string, password: string): Promise<Me> {
  const signed = await post<Signed>("/sign-in", { email, password }, { open: true });
  accept(signed);
  return signed.account;
}

/** Asks for a code; the answer is the same whether or not the address has an account. */
export const askReset = (email: string) => post<unknown>("/password-reset", { email }, { open: true });
export const finishReset = (email: string, code: string, password: string) => post<void>("/password-reset/finish", { email, code, password }, { open: true });
export const changePassword = (current: string, password: string) => put<void>("/me/password", { current, password });
export const lookAtInvitation = (token: string) => post<Invited>("/invitations/look", { token }, { open: true });

export async function acceptInvitation(body: { token: string; name: string; password: string; locale: Locale }): Promise<Me> {
  const signed = await post<Signed>("/invitations/accept", body, { open: true });
  accept(signed);
  return signed.account;
}

/** Ends the session and leaves nothing of it on this device: drafts, unsent messages, recordings. */
export async function signOut(): Promise<void> {
  const { account } = sessionNow();
  try {
    await post("/sign-out");
  } finally {
    sessionStorage.clear();
    if (typeof indexedDB !== "undefined") {
      indexedDB.deleteDatabase("tidecrew.recording");
      indexedDB.deleteDatabase("tidecrew.device");
      if (account) indexedDB.deleteDatabase(`tidecrew.outbox.${account.id}`);
    }
    signedOut();
  }
}

export async function reloadMe(): Promise<Me> {
  const me = await call<Me>("GET", "/me");
  setAccount(me);
  return me;
}
