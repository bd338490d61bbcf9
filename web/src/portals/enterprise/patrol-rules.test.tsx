import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { accept } from "@/api/session";
import { person } from "@/app/console.fixture";
import { setLocale, startI18n } from "@/i18n";
import { formOf } from "./patrol-form";
import { PatrolRulesPage } from "./patrol-rules";

const at = "2026-03-02T08:00:00Z";
let rules: object;
let sent: { method: string; path: string; source?: string; hash?: string }[];
let refusal: string | undefined;

beforeAll(async () => {
  vi.stubGlobal("fetch", (async (input, init) => {
    const path = String(input).replace(/^.*\/api\/v1/, "");
    if (init?.method === undefined || init.method === "GET") return Response.json(rules);
    sent.push({ method: init.method, path, ...(JSON.parse(String(init.body)) as object) });
    if (refusal) return Response.json({ status: 422, code: "policy_invalid", title: "refused", detail: refusal, request_id: "r" }, { status: 422 });
    return Response.json(path.endsWith("/try") ? { looked_at: 5, stopped: 1, warned: 2, remarked: 0, shown: [] } : { hash: "ab".repeat(32) });
  }) satisfies typeof fetch);
  await startI18n(["enterprise", "console", "common", "errors"]);
  await setLocale("en");
}, 60_000);
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  [rules, sent, refusal] = [{ source: null, active: null, versions: [] }, [], undefined];
  accept({ access_token: "t", expires_in: 300, account: person("owner") });
});

async function open(): Promise<void> {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <App>
        <PatrolRulesPage />
      </App>
    </QueryClientProvider>,
  );
  await screen.findByRole("button", { name: "Try on past conversations" });
}
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

it("forbids words without a line of TOML, and tries them on the past", async () => {
  await open();
  press("Forbid more words");
  fill("Words", "cheap\nfake");
  fill("What happens", "block");
  fill("Reason in English", "Never say it");
  expect(within(screen.getByRole("table", { name: "Forbidden words" })).getByText("cheap · fake")).toBeTruthy();
  press("Try on past conversations");
  await screen.findByText(/would have stopped 1, warned about 2/);
  expect(sent.map(({ method, path }) => [method, path])).toEqual([["POST", "/patrol/rules/try"]]);
  const form = formOf(sent[0]?.source ?? "");
  expect(form?.rules.map(({ id, outcome, words, why_en }) => [id, outcome, words, why_en]).at(-1)).toEqual(["own.rule-2", "block", "cheap\nfake", "Never say it"]);
  press("Keep as draft");
  await waitFor(() => expect(sent.at(-1)).toMatchObject({ method: "PUT", path: "/patrol/rules", source: sent[0]?.source }));
});

it("asks the server nothing while a word is missing, and says so at the field", async () => {
  await open();
  press("Forbid more words");
  press("Edit rule own.rule-2");
  press("Keep as draft");
  const words = await screen.findByLabelText("Words");
  expect(words.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById(words.getAttribute("aria-describedby") ?? "")?.textContent).toBe("Write at least one word.");
  expect(sent).toEqual([]);
  press("Remove rule own.rule-2");
  expect(screen.queryByLabelText("Words")).toBeNull();
  press("Keep as draft");
  await waitFor(() => expect(sent).toHaveLength(1));
});

it("shows a refusal at the rule or the sentence that it names", async () => {
  refusal = "policy patrol/own: line 8: rule own.old: it cannot be";
  await open();
  press("Try on past conversations");
  const words = await screen.findByLabelText("Words");
  expect(document.getElementById(words.getAttribute("aria-describedby") ?? "")?.textContent).toContain("own.old: it cannot be");
  refusal = 'policy patrol/own: line 20: test vector "这是新款": wanted pass, got warn by own.old';
  press("Keep as draft");
  await waitFor(() => expect(screen.getByLabelText("Sentence 2").getAttribute("aria-invalid")).toBe("true"));
  const sentence = screen.getByLabelText("Sentence 2");
  expect(document.getElementById(sentence.getAttribute("aria-describedby") ?? "")?.textContent).toContain("wanted pass, got warn");
});

it("keeps cases as rows, and what one side cannot have is not offered", async () => {
  await open();
  press("Add a test case");
  fill("Sentence 3", "I will sue you");
  fill("Sentence 3 is said by", "customer");
  const expected = screen.getByLabelText<HTMLSelectElement>("Expected of sentence 3");
  expect([...expected.options].map((option) => option.value)).toEqual(["pass", "note", "alert"]);
  expect(expected.value).toBe("note");
  press("Remove sentence 1");
  press("Keep as draft");
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(formOf(sent[0]?.source ?? "")?.cases).toEqual([
    { side: "agent", expect: "pass", text: "这是新款" },
    { side: "customer", expect: "note", text: "I will sue you" },
  ]);
});

it("gives the text to experts, and stays there when it says more than the form shows", async () => {
  await open();
  fill("Edit as", "text");
  const source = screen.getByLabelText<HTMLTextAreaElement>("TOML text");
  const text = `${source.value}\n[[rule]]\nid = "own.far"\nclass = "tenant_rule"\noutcome = "note"\nmatch = ["a ~4 b"]\n`;
  fireEvent.change(source, { target: { value: text } });
  fill("Edit as", "form");
  expect(screen.getByText(/more than the form can show/)).toBeTruthy();
  expect(screen.getByLabelText<HTMLTextAreaElement>("TOML text").value).toBe(text);
  press("Keep as draft");
  await waitFor(() => expect(sent[0]?.source).toBe(text));
});

it("shows an older version in the form", async () => {
  rules = { source: 'id = "own"\nversion = 1\n', active: null, versions: [{ hash: "12".repeat(32), state: "retired", at, source: 'id = "own"\nversion = 1\n[[rule]]\nid = "own.x"\nclass = "tenant_rule"\noutcome = "note"\nmatch = ["hm"]\n' }] };
  await open();
  expect(screen.getByText("No words are forbidden yet.")).toBeTruthy();
  press("Show version 121212");
  expect(within(screen.getByRole("table", { name: "Forbidden words" })).getByText("hm")).toBeTruthy();
});

it("puts a version in force after a question", async () => {
  rules = { source: "", active: "34".repeat(32), versions: ["12", "34"].map((two, n) => ({ hash: two.repeat(32), state: n ? "active" : "draft", at, source: "" })) };
  await open();
  expect(screen.queryByRole("button", { name: "Publish version 343434" })).toBeNull();
  press("Publish version 121212");
  const dialog = await screen.findByRole("dialog");
  expect(sent).toEqual([]);
  fireEvent.click(within(dialog).getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(sent).toEqual([{ method: "POST", path: "/patrol/rules/publish", hash: "12".repeat(32) }]));
});
