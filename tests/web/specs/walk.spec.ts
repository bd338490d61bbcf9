/** Every screen of the demo as a picture: both languages, light and dark, desktop and phone. Runs only with JOURNEY_SHOTS=DIR. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { notes, person, type Person } from "../fixtures/demo";
import { signIn } from "../fixtures/people";
import { expect, test, type Page } from "../fixtures/test";
import { LANGS, words } from "../fixtures/words";

const SHOTS = process.env.JOURNEY_SHOTS ?? "";
const SIZES = { desktop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const THEMES = ["light", "dark"] as const;

const PUBLIC = ["/", "/sign-in", "/sign-up", "/reset-password", "/console/sign-in", "/hourly"];
const SCREENS: Record<Person["role"], string[]> = {
  worker: ["/", "/learn", "/device", "/desk", "/earnings", "/statements", "/appeals", "/train/ecommerce.after_sale", "/me", "/me?tab=notices", "/me?tab=settings", "/me?tab=password", "/me?tab=sessions", "/me?tab=decisions"],
  enterprise: ["", "/projects", "/projects/new", "/conversations", "/tasks", "/wall", "/escrow", "/orders", "/invoices", "/masking", "/patrol", "/quality", "/procedures", "/members", "/notifications", "/settings"].map((path) => `/console${path}`),
  admin: ["", "/inbox", "/quality", "/reviews", "/workers", "/fleet", "/incidents", "/cases", "/procedures", "/wall", "/tasks", "/decisions", "/audit", "/journal", "/settlements", "/policies", "/jobs", "/notifications", "/settings"].map((path) => `/console${path}`),
};
/** Lists whose first row opens a screen of its own. */
const OPENS: Record<string, RegExp> = { "/console/projects": /\/projects\/[0-9a-f-]{36}$/, "/console/conversations": /\/conversations\/[0-9a-f-]{36}$/, "/console/procedures": /\/procedures\/[^/]+$/, "/console/cases": /\/cases\/[0-9a-f-]{36}$/, "/earnings": /\/earnings\/[0-9a-f-]{36}$/, "/statements": /\/statements\/[0-9a-f-]{36}$/, "/console/decisions": /\/decisions\/[0-9a-f-]{36}$/ };

const nameOf = (path: string): string => path.replace(/[0-9a-f-]{36}/, "one").replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "") || "home";

async function shoot(page: Page, who: string, path: string, mark: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState("load");
  await expect(page.locator("h1").first()).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.screenshot({ path: join(SHOTS, `${who}-${nameOf(path)}-${mark}.png`) });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  // Which elements they are, for whoever reads the failure.
  const over = wide > 0 ? await page.evaluate(() => {
    const isOut = (e: Element) => e.getBoundingClientRect().right > window.innerWidth && (getComputedStyle(e).position === "absolute" || !e.closest("table"));
    return [...document.body.querySelectorAll("*")].filter(isOut).map((e) => `${e.parentElement?.outerHTML.slice(0, 120) ?? ""} > ${e.outerHTML.slice(0, 160)}`).slice(-4);
  }) : [];
  expect.soft(wide, `${who} ${path} ${mark} scrolls sideways ${over.join(" | ")}`).toBeLessThanOrEqual(0);
}

// A way to make pictures, no check of its own: without a folder there is nothing to do.
for (const lang of SHOTS ? LANGS : [])
  for (const theme of THEMES)
    for (const [size, viewport] of Object.entries(SIZES))
      for (const role of ["public", "worker", "enterprise", "admin"] as const)
        test(`${role} ${lang} ${theme} ${size}`, async ({ open }) => {
          test.setTimeout(240_000);
          mkdirSync(SHOTS, { recursive: true });
          const t = words(lang);
          const page = await open({ lang, viewport, options: { colorScheme: theme } });
          const mark = `${lang}-${theme}-${size}`;
          if (role === "public") {
            for (const path of PUBLIC) await shoot(page, role, path, mark);
            await shoot(page, "widget", `/widget-demo?token=${notes().widget_tokens[0] ?? ""}&lang=${lang}`, mark);
            return;
          }
          await signIn(page, t, person(role));
          for (const path of SCREENS[role]) {
            await shoot(page, role, path, mark);
            const into = OPENS[path];
            if (!into) continue;
            const links = await page.getByRole("main").getByRole("link").evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).pathname));
            const first = links.find((each) => into.test(each));
            if (first) await shoot(page, role, first, mark);
          }
        });
