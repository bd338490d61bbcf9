/** Every screen of the console, in both languages: it has its heading, shows what the server says, and lacks no word. */
import { act, render, screen, waitFor } from "@testing-library/react";
import { Suspense } from "react";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Router } from "wouter";
import { accept } from "@/api/session";
import { i18next, LOCALES, setLocale, startI18n } from "@/i18n";
import { Boundary } from "./console.boundary";
import { ANSWERS, person, SCREENS } from "./console.fixture";
import { Look } from "./console.look";
import { Rooms } from "./console.rooms";

// A chart needs a canvas; its numbers are in the table beside it.
vi.mock("@/console/paint", () => ({ paint: () => () => undefined }));

const missing = new Set<string>();
const asked: string[] = [];
/** What a part of a screen threw; whoever looks sees "This page failed" instead of it. */
const crashes: unknown[] = [];
let refused: string | undefined;

const answer: typeof fetch = async (input) => {
  const path = new URL(String(input), "http://test").pathname.replace("/api/v1", "");
  asked.push(path);
  const known = path === refused ? undefined : ANSWERS[path];
  if (known === undefined) {
    const problem = { title: "refused", status: 403, code: "forbidden", detail: "not for you", request_id: "req-42" };
    return Response.json(problem, { status: 403 });
  }
  return Response.json(known);
};

beforeAll(async () => {
  vi.stubGlobal("fetch", answer);
  window.scrollTo = () => undefined;
  await startI18n(["console", "common", "errors", "reasons"]);
  i18next.options.saveMissing = true;
  i18next.options.missingKeyHandler = (_languages, namespace, key) => {
    // Words that may be absent are asked for with a default.
    if (!/^(hold|kind|entry|account|policy|policy_kind|policy_state|notice_kind|system|role)\./.test(key)) missing.add(`${namespace}:${key}`);
  };
}, 60_000);
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  asked.length = 0;
  crashes.length = 0;
  refused = undefined;
});

function open(path: string): void {
  history.replaceState(null, "", `/console${path}`);
  render(
    <Look>
      <Boundary>
        <Router base="/console">
          <Suspense>
            <Rooms />
          </Suspense>
        </Router>
      </Boundary>
    </Look>,
    { onCaughtError: (error) => crashes.push(error) },
  );
}

/** Everything that was asked for is drawn: nothing waits, not even the first moment in which waiting is not shown. */
const settled = () => waitFor(() => expect(document.querySelector(".wait")).toBeNull(), { timeout: 5_000 });

describe.each(LOCALES)("in %s", (language) => {
  beforeEach(() => setLocale(language));

  it.each(SCREENS)("%s sees %s", async (role, path) => {
    accept({ access_token: "t", expires_in: 300, account: person(role) });
    open(path);
    const heading = await screen.findByRole("heading", { level: 1 }, { timeout: 15_000 });
    expect(heading.textContent).not.toBe("");
    await settled();
    expect(crashes).toEqual([]);
    expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
    expect(screen.queryAllByRole("alert").filter((node) => node.textContent)).toEqual([]);
    expect([...missing]).toEqual([]);
  });
});

it("notices a part that crashed", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await setLocale("en");
  accept({ access_token: "t", expires_in: 300, account: person("owner") });
  const whole = ANSWERS["/projects"];
  ANSWERS["/projects"] = { items: [null], next: null };
  open("/projects");
  await screen.findByText("This page failed", undefined, { timeout: 15_000 });
  expect(crashes).toHaveLength(1);
  ANSWERS["/projects"] = whole;
  quiet.mockRestore();
});

it("shows a refusal with its request number and a way to try again", async () => {
  await setLocale("en");
  refused = "/escrow";
  accept({ access_token: "t", expires_in: 300, account: person("owner") });
  open("/escrow");
  await screen.findByText(/req-42/, undefined, { timeout: 15_000 });
  const before = asked.filter((path) => path === "/escrow").length;
  refused = undefined;
  screen.getByRole("button", { name: "Try again" }).click();
  await waitFor(() => expect(asked.filter((path) => path === "/escrow").length).toBeGreaterThan(before));
  expect((await screen.findAllByText("¥50.00")).length).toBeGreaterThan(0);
});

it("keeps nothing of one person for the next on the same browser", async () => {
  accept({ access_token: "t", expires_in: 300, account: person("owner") });
  open("/projects");
  await screen.findByRole("link", { name: "Tea" }, { timeout: 15_000 });
  const before = asked.filter((path) => path === "/projects").length;
  act(() => accept({ access_token: "u", expires_in: 300, account: { ...person("owner"), id: "0193a000-0000-7000-8000-000000000098", name: "Mei" } }));
  await waitFor(() => expect(asked.filter((path) => path === "/projects").length).toBeGreaterThan(before));
});
