/**
 * The same attacks against an ordinary page (how an on-site team works) and against the desk at levels 1, 2 and 3, side by side;
 * and drawn conversations, of which no byte may be found in the browser.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { api, bearer, customer, drawProject } from "../fixtures/api";
import { ATTACKS, OUTCOMES, PlainDesk, table, type Outcome, type Site } from "../fixtures/attacks";
import { notes, person } from "../fixtures/demo";
import { finish, goOffline, goOnline, messages, offerOf, overhear } from "../fixtures/desk";
import { inMemory, kept } from "../fixtures/memory";
import { authenticator, enrol, signIn } from "../fixtures/people";
import { DESKTOP, expect, test, type Browser, type Page } from "../fixtures/test";
import { injectFace, openCameras, proveAttested, reachLevel } from "../fixtures/watched";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const PROJECT = "机票酒店预订";
const WORDS = "copper lantern";
const SAID = `请问周五能寄出 ${WORDS} 吗`;
const TOOLS = "developer tools docked";
const AREA = '[data-pane="thread"]';
const COLUMNS = ["ordinary page", "level 1", "level 2", "level 3, drawn"];
/** How many drawn conversations are looked for in the browser. */
const DRAWN = process.env.TIDECREW_NIGHTLY ? 1000 : 20;
/** A snapshot of the memory is taken after so many. */
const SNAPSHOT_EVERY = process.env.TIDECREW_NIGHTLY ? 50 : 10;

const token = (): string => notes().widget_tokens[1] ?? "";
/** The enterprise that owns the project. */
function owner() {
  const found = notes().people.filter((each) => each.role === "enterprise")[1];
  if (!found) throw new Error("the demo has two enterprises");
  return found;
}

/** A browser profile of its own, whose refused scripts are what is wanted and no defect. */
async function attacked(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: "zh-CN", viewport: DESKTOP, reducedMotion: "reduce", colorScheme: "light" });
  await context.grantPermissions(["camera"], { origin: notes().url });
  return context.newPage();
}

/** A customer's message on the worker's desk, taken up. Returns how the customer leaves. */
async function served(worker: Page, said: string): Promise<() => Promise<unknown>> {
  const { say, leave } = await customer(token());
  await say(said);
  await (await offerOf(worker, t, PROJECT)).getByRole("button", { name: t("desk:accept") }).click();
  await expect(messages(worker, t).getByRole("article").first()).toBeVisible();
  return leave;
}

/** Wraps up what was left when somebody signed out in the middle, unless it has wrapped itself up since. */
async function wrapUp(worker: Page): Promise<void> {
  await expect(worker.getByText(t("desk:link_live"), { exact: true })).toBeVisible();
  const left = worker.locator(`[data-pane="list"]`).getByRole("button", { name: t.like("desk:customer_n", { n: 1 }) });
  if (!(await left.isVisible())) return;
  await left.click();
  const wrap = worker.getByRole("form", { name: t("desk:wrap_up") });
  await wrap.getByRole("radio", { name: t("desk:wrap_resolved") }).check();
  await wrap.getByRole("button", { name: t("desk:wrap_go") }).click();
  await expect(wrap).toBeHidden();
}

async function signOut(page: Page): Promise<void> {
  await page.keyboard.press("Control+K");
  const box = page.getByRole("combobox", { name: t("common:command_search") });
  await box.fill(t("common:sign_out"));
  await box.press("Enter");
  await expect(page.locator(AREA)).toHaveCount(0);
}

/** Tries everything; what leaves the page is left out unless `isLast`. */
async function tryAll(site: Site, isLast: boolean): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const { name, run } of isLast ? ATTACKS : ATTACKS.slice(0, -1)) {
    await test.step(name, async () => outcomes.set(name, await run(site)));
  }
  return outcomes;
}

const deskOf = (page: Page, heard: () => Promise<string>, mark?: number): Site => ({
  page,
  mark,
  words: WORDS,
  area: AREA,
  heard,
  leave: signOut,
  hints: { second: t("desk:guard_second_screen"), tools: t("desk:guard_devtools") },
});

/** The number that pictures of a session carry: the beginning of its id's hash. */
const markOf = (session: string): number => createHash("sha256").update(Buffer.from(session.replaceAll("-", ""), "hex")).digest().readUInt32BE(0);

async function ordinary(browser: Browser): Promise<Map<string, Outcome>> {
  const desk = await PlainDesk.serve(`please send the ${WORDS} on Friday`);
  const page = await attacked(browser);
  const heard: Promise<string>[] = [];
  page.on("response", (response) => heard.push(response.text().catch(() => "")));
  await page.goto(desk.url);
  await page.waitForFunction(() => "messages" in window);
  const outcomes = await tryAll({ page, words: WORDS, area: "#thread", heard: async () => (await Promise.all(heard)).join("\n") }, true);
  await page.context().close();
  desk.close();
  return outcomes;
}

async function levelOne(browser: Browser): Promise<Map<string, Outcome>> {
  const worker = await attacked(browser);
  const heard = overhear(worker);
  await signIn(worker, t, person("worker"));
  await worker.goto("/device");
  await enrol(worker, t);
  await worker.goto("/desk");
  await goOnline(worker, t);
  const leave = await served(worker, SAID);
  await expect(messages(worker, t)).toContainText(WORDS);
  const outcomes = await tryAll(deskOf(worker, heard), true);
  await leave();
  await worker.context().close();
  return outcomes;
}

/** A session that two cameras watch: level 2 with the conversation as text, or level 3 with it drawn. */
async function watched(browser: Browser, isDrawn: boolean): Promise<Map<string, Outcome>> {
  await drawProject(owner(), PROJECT, isDrawn);
  const worker = await attacked(browser);
  const [token, heard] = [bearer(worker), overhear(worker)];
  await injectFace(worker);
  await authenticator(worker);
  await signIn(worker, t, person("worker"));
  await proveAttested(worker, t);
  if (isDrawn) await api("POST", "/me/posture/pixels", {}, token());
  await worker.goto("/desk");
  await wrapUp(worker);
  await goOnline(worker, t);
  await openCameras(worker, t);
  await reachLevel(token(), isDrawn ? 3 : 2);
  const leave = await served(worker, SAID);
  if (isDrawn) await expect(messages(worker, t).getByRole("img").last()).toBeVisible();
  else await expect(messages(worker, t)).toContainText(WORDS);
  const { session_id } = await api<{ session_id: string }>("GET", "/me/posture", undefined, token());
  const outcomes = await tryAll(deskOf(worker, heard, isDrawn ? markOf(session_id) : undefined), isDrawn);
  await leave();
  await worker.context().close();
  return outcomes;
}

/** What docs/SECURITY.md says each attack comes to; the table there is what this run printed. */
function check(rows: ReadonlyMap<string, readonly (Outcome | "–")[]>): void {
  const at = (n: number) => new Map([...rows].map(([name, outcomes]) => [name, outcomes[n]]));
  const [plain, one, two, three] = [at(0), at(1), at(2), at(3)];
  const worse = (a: Outcome | "–" | undefined, b: Outcome | "–" | undefined) => a !== "–" && b !== "–" && OUTCOMES.indexOf(a ?? "through") > OUTCOMES.indexOf(b ?? "through");
  for (const name of rows.keys()) {
    expect.soft(worse(one.get(name), plain.get(name)), `${name}: level 1 is no worse than an ordinary page`).toBe(false);
    // Watched sessions are in full screen, where docked tools are not looked for.
    if (name !== TOOLS) expect.soft(worse(two.get(name), one.get(name)), `${name}: level 2 is no worse than level 1`).toBe(false);
    expect.soft(worse(three.get(name), two.get(name)), `${name}: level 3 is no worse than level 2`).toBe(false);
  }
  expect([...three].filter(([, outcome]) => outcome === "through").map(([name]) => name)).toEqual([TOOLS]);
  // The picture of a message of one line names the session.
  expect([...three].filter(([, outcome]) => outcome === "traced").map(([name]) => name)).toEqual(["drawing board (canvas)", "screenshot of the page"]);
  // What text in a page cannot be protected from: said, not hidden.
  const open = ["script reads the page", "network text", "drawing board (canvas)", "screenshot of the page", "script memory (heap snapshot)"];
  expect([...one].filter(([, outcome]) => outcome === "through").map(([name]) => name)).toEqual(open);
}

/** Declares the journeys; the file that owns the seeded worker calls it. */
export function attacks(): void {
  test("drawn conversations leave no byte of a customer in the browser", async ({ open }) => {
    test.setTimeout(60_000 + DRAWN * 15_000);
    const one = ["copper", "silver", "velvet", "marble", "willow", "amber", "cedar", "coral", "ivory", "maple"];
    const two = ["lantern", "anchor", "compass", "kettle", "ladder", "mirror", "pillow", "rocket", "saddle", "teapot"];
    const wordsOf = (n: number) => `${one[n % 10]} ${two[Math.floor(n / 10) % 10]} ${one[Math.floor(n / 100) % 10]}`;
    await drawProject(owner(), PROJECT, true);
    const worker = await open({});
    const heard = overhear(worker);
    await signIn(worker, t, person("worker"));
    await worker.goto("/device");
    await enrol(worker, t);
    await worker.goto("/desk");
    await goOnline(worker, t);
    const marks: string[] = [];
    for (let n = 0; n < DRAWN; n++) {
      const mark = wordsOf(n);
      marks.push(mark);
      await served(worker, `请问 ${mark} 周五能寄出吗`);
      const picture = messages(worker, t).getByRole("img").last();
      await expect(picture).toBeVisible();
      expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(100);
      const page = await worker.evaluate(() => document.documentElement.outerHTML + document.body.innerText);
      expect(marks.filter((each) => page.includes(each)), "in the page").toEqual([]);
      if ((n + 1) % SNAPSHOT_EVERY === 0) {
        const found = await inMemory(worker, marks);
        expect([...found].filter(([, count]) => count > 0), "in the page's memory").toEqual([]);
      }
      await finish(worker, t);
    }
    const said = `${await heard()}${await kept(worker)}`;
    expect(marks.filter((mark) => said.includes(mark)), "in what the page was told, or keeps").toEqual([]);
    await goOffline(worker, t);
    await drawProject(owner(), PROJECT, false);
    console.log(`drawn conversations: ${DRAWN}, customers' bytes in page, memory, network text and storage: 0`);
  });

  test("the same attacks against an ordinary page and every level", async ({ browser }) => {
    test.setTimeout(600_000);
    const columns = [await ordinary(browser), await levelOne(browser), await watched(browser, false), await watched(browser, true)];
    await drawProject(owner(), PROJECT, false);
    const rows = new Map(ATTACKS.map(({ name }) => [name, columns.map((outcomes) => outcomes.get(name) ?? "–")]));
    const printed = table(COLUMNS, rows);
    console.log(printed);
    check(rows);
    const page = readFileSync(new URL("../../../docs/SECURITY.md", import.meta.url), "utf8");
    expect(page.includes(printed), "docs/SECURITY.md holds the table above").toBe(true);
  });
}
