import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { accept } from "@/api/session";
import { person } from "@/app/console.fixture";
import { i18next, setLocale, startI18n } from "@/i18n";
import { Findings, KeepAndPlay, lastOf } from "./library";
import { Versions, type Version } from "./versions";

const sent: [string, unknown][] = [];

beforeAll(async () => {
  vi.stubGlobal("fetch", (async (input, init) => {
    sent.push([String(input).replace(/^.*\/api\/v1/, ""), JSON.parse(String(init?.body))]);
    return Response.json({});
  }) satisfies typeof fetch);
  await startI18n(["console", "common", "errors"]);
  await setLocale("en");
  accept({ access_token: "t", expires_in: 300, account: person("owner") });
}, 60_000);
afterAll(() => void vi.unstubAllGlobals());

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

it("plays one seed after another, and nothing that does not fit", () => {
  const seeds: number[] = [];
  const acts = (isFit: boolean, data: unknown) => <KeepAndPlay isFit={isFit} isKeeping={false} onKeep={() => undefined} play={{ isPending: false, data }} onPlay={(seed) => seeds.push(seed)} words={["Play", "Another"]} />;
  const { rerender } = render(acts(false, undefined));
  for (const name of ["Keep as draft", "Play", "Another"]) press(name);
  expect(seeds).toEqual([]);
  rerender(acts(true, undefined));
  press("Play");
  press("Another");
  rerender(acts(true, {}));
  for (const name of ["Another", "Another", "Play"]) press(name);
  expect(seeds).toEqual([1, 2, 3, 3]);
});

it("says what was found and where", () => {
  const issues = [{ line: 7, rule: "no-end", severity: "error", text: "no way ends", hint: "let a step end" }];
  render(
    <Findings label="Found" checked={{ fit: false, issues }}>
      {(issue) => <em>at {issue.line}</em>}
    </Findings>,
  );
  const found = screen.getByRole("region", { name: "Found" });
  for (const words of ["at 7", "no way ends", "let a step end"]) expect(found.textContent).toContain(words);
});

it("shows versions, and puts one in force", async () => {
  const at = "2026-03-02T08:00:00Z";
  const of: Version[] = [
    { hash: "12".repeat(32), state: "draft", at },
    { hash: "34".repeat(32), state: "active", at },
  ];
  const shown: string[] = [];
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <Versions of={of} say={(word, named) => i18next.t(`console:procedure.${word}`, named)} publish="/scenarios/cup/publish" published="Done" onShow={({ hash }) => shown.push(hash)} />
      </App>
    </QueryClientProvider>,
  );
  expect(screen.getAllByRole("listitem").map((row) => row.textContent)).toEqual([expect.stringContaining("Draft"), expect.stringContaining("In force")]);
  expect(screen.queryByRole("button", { name: "Publish version 343434" })).toBeNull();
  press("Load version 343434");
  expect(shown).toEqual(["34".repeat(32)]);
  press("Publish version 121212");
  await waitFor(() => expect(sent).toEqual([["/scenarios/cup/publish", { hash: "12".repeat(32) }]]));
});

it("takes the name at the end of an address as it stands in a path", () => {
  expect(lastOf("/procedures/a%2Fb")).toBe("a%2Fb");
  expect(lastOf("/procedures/\u9000\u6b3e")).toBe(encodeURIComponent("\u9000\u6b3e"));
});
