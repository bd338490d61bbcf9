/** Signing in and out. */
import { call, post } from "./client";
import { accept, sessionNow, setAccount, signedOut } from "./session";
import type { Me, Signed, SignUp } from "./types";

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

/** Ends the session and leaves nothing of it on this device: drafts, unsent messages, recordings. */
export async function signOut(): Promise<void> {
  const { account } = sessionNow();
  try {
    await post("/sign-out");
  } finally {
    sessionStorage.clear();
    if (typeof indexedDB !== "undefined") {
      indexedDB.deleteDatabase("tidecrew.recording");
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
