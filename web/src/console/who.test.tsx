/** Names are asked for together, and by administrators only. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { accept } from "@/api/session";
import { person } from "@/app/console.fixture";
import { setLocale, startI18n } from "@/i18n";
import { Who } from "./who";

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const asked: string[][] = [];

beforeAll(async () => {
  vi.stubGlobal("fetch", (async (input) => {
    const ids = new URL(String(input), "http://desk").searchParams.get("ids")?.split(",") ?? [];
    asked.push(ids);
    return Response.json({ items: ids.map((one) => ({ id: one, name: one === id(2) ? "" : `Person ${Number(one.slice(-12))}` })) });
  }) satisfies typeof fetch);
  await startI18n(["console", "common", "errors"]);
  await setLocale("en");
}, 60_000);
afterEach(() => {
  cleanup();
  asked.length = 0;
});
afterAll(() => void vi.unstubAllGlobals());

const show = (role: "admin" | "owner", ids: string[]) => {
  accept({ access_token: "t", expires_in: 300, account: person(role) });
  render(
    <QueryClientProvider client={new QueryClient()}>
      {ids.map((one, n) => (
        <p key={n}>
          <Who id={one} />
        </p>
      ))}
    </QueryClientProvider>,
  );
};

it("asks once for all that an administrator sees", async () => {
  show("admin", [id(1), id(2), id(3), id(1)]);
  expect(await screen.findAllByText("Person 1")).toHaveLength(2);
  expect(screen.getByText("Person 3").title).toBe(id(3));
  // Who has no name any more is shown as everybody else sees them.
  expect(screen.getByText("019000…000002")).toBeDefined();
  expect(asked).toEqual([[id(1), id(2), id(3)]]);
});

it("asks for no more at once than the server tells", async () => {
  show("admin", Array.from({ length: 101 }, (_, n) => id(n + 100)));
  expect(await screen.findByText("Person 200")).toBeDefined();
  expect(asked.map((ids) => ids.length)).toEqual([100, 1]);
});

it("asks nothing for who may not know", () => {
  show("owner", [id(1)]);
  expect(screen.getByText("019000…000001")).toBeDefined();
  expect(asked).toEqual([]);
});
