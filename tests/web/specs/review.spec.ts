/** Where the policy does not decide alone: an English-speaking candidate with a flagged answer is admitted by a person. */
import { look } from "../fixtures/a11y";
import { apply, interview, outcome } from "../fixtures/candidate";
import { person } from "../fixtures/demo";
import { door, fresh, signIn, signUp, verify } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("en");

test("a flagged candidate is admitted on the review desk", async ({ open }) => {
  test.setTimeout(420_000);
  const worker = await open({ lang: "en" });
  const candidate = { kind: "worker" as const, name: "Maya Reed", email: `maya.${fresh()}@example.com`, password: "correct horse battery" };
  // Every part was looked at in both languages on the way of the first candidate.
  const see = async () => undefined;

  await signUp(worker, t, candidate);
  await verify(worker, t, candidate.email);
  await apply(worker, t, see, { isFlagged: true });
  await interview(worker, t, see);
  const found = await outcome(worker, t);
  expect(found.isAdmitted, "a flagged answer needs a person").toBe(false);
  await look(worker, "worker-report-review", { isPhone: true });

  // The candidate says that something went wrong and asks for a new interview.
  const ask = worker.getByRole("form", { name: t("interview:ask_title") });
  await ask.getByLabel(t("interview:ask_words")).fill("The drill next door began in the middle of the passage.");
  await ask.getByRole("button", { name: t("interview:ask_go") }).click();
  await expect(ask).toBeHidden();
  await expect(worker.getByText(t("interview:contested_title"), { exact: true })).toBeVisible();
  await look(worker, "worker-report-appealed", { isPhone: true });

  const admin = await open({ lang: "en" });
  await signIn(admin, t, person("admin"));
  await door(admin, t, "console:nav.cases").click();
  await admin.getByRole("link", { name: t("admin:cases.kind.interview") }).first().click();
  await expect(admin.getByText("The drill next door", { exact: false })).toBeVisible();
  await expect(admin.getByRole("main"), "judges see no name").not.toContainText(candidate.name);
  await look(admin, "admin-case-interview");
  await admin.getByLabel(t("admin:cases.rule"), { exact: true }).fill("interview.fault");
  await admin.getByLabel(t("admin:cases.reason"), { exact: true }).fill("The recording is clear from beginning to end.");
  await admin.getByRole("button", { name: t("admin:cases.against") }).click();
  await expect(admin.getByText(t("admin:cases.by.judge"), { exact: true })).toBeVisible();
  await worker.reload();
  await expect(worker.getByText(t("interview:contested_against"))).toBeVisible();

  await door(admin, t, "console:nav.reviews").click();
  const row = admin.getByRole("row").filter({ has: admin.getByRole("button", { name: t("admin:reviews.open") }) });
  await expect(row.first()).toBeVisible();
  await look(admin, "admin-reviews");
  await row.first().getByRole("button", { name: t("admin:reviews.open") }).click();
  const drawer = admin.getByRole("dialog", { name: t("admin:reviews.one") });
  await expect(drawer.getByRole("listitem").first()).toBeVisible();
  await expect(drawer, "the desk shows no name").not.toContainText(candidate.name);
  await drawer.getByLabel(t("admin:reviews.note")).fill("Shares a room in the afternoon only; agreed on mornings.");
  await look(admin, "admin-review", { langs: ["en"] });
  await drawer.getByRole("button", { name: t("admin:reviews.admit"), exact: true }).click();
  await expect(drawer).toBeHidden();

  await worker.reload();
  await expect(worker.getByText(t("worker:outcome_admit"), { exact: true })).toBeVisible();
  await worker.goto("/me?tab=notices");
  await expect(worker.getByText(t("me:notice_interview_result_admitted")).first()).toBeVisible();
  await look(worker, "worker-notices", { isPhone: true });
});
