/** The customer's own data: a copy of it, and its erasure. Nothing is asked of the server before it is opened. */
import { h, say } from "./dom";
import { inWords, type Link } from "./link";
import type { Say } from "./text";
import type { Copy, Erasure, Problem } from "./wire";

/** What is under way is asked for again after this long, in milliseconds. */
const AGAIN = 4_000;

/** `changed` is called when it was shown or put away; `box.hidden` says which. */
export function ownData(link: Link, t: Say, changed: () => void) {
  let copy: Copy | undefined;
  let erasure: Erasure | undefined;
  let tail = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Waiting or running. */
  const making = () => copy?.state.endsWith("ing");

  const button = (text: string, click: () => void, look = "text") => h("button", { type: "button", class: look, click }, text);
  const title = h("h2", { tabindex: "-1" }, t("own"));
  const note = h("p", { class: "state", role: "status" });
  const files = button(t("own_save"), () => act(save), "go");
  const copies = h("div", {}, h("p", { class: "state" }, t("own_copy")), button(t("own_copy_ask"), () => act(ask)), files);
  // What cannot be undone is a second step, after the words that say so.
  const erases = h("details", {}, h("summary", {}, t("own_erase")), h("p", { class: "state" }, t("own_sure")), button(t("own_yes"), () => act(erase), "go"));
  const box = h("div", { class: "log own", hidden: true }, title, copies, erases, note);

  function show(is: boolean): void {
    box.hidden = !is;
    changed();
    if (!is) return;
    title.focus();
    act(load);
  }

  /** One thing after another: a second press finds what the first has done. */
  function act(run: () => Promise<void>): void {
    tail = tail
      .then(run)
      .then(
        () => "",
        (error: { problem?: Problem }) => inWords(error.problem) || t("own_problem"),
      )
      .then((what) => {
        draw(what);
        clearTimeout(timer);
        if (!box.hidden && (making() || (erasure && erasure.state !== "done"))) timer = setTimeout(() => act(load), AGAIN);
      });
  }

  async function load(): Promise<void> {
    const [listed, mine] = await Promise.all([link.own<{ items: Copy[] }>("exports?limit=1"), link.own<{ asked?: Erasure }>("erasure")]);
    copy = listed.items[0];
    erasure = mine.asked ?? undefined;
    if (erasure?.state === "done") link.forget();
  }

  async function ask(): Promise<void> {
    if (!making()) copy = await link.own("exports", "POST");
  }

  async function erase(): Promise<void> {
    erasure ??= await link.own("erasure", "POST");
    title.focus();
  }

  /** A long copy is several files. */
  async function save(): Promise<void> {
    for (let part = 1; part <= (copy?.parts ?? 0); part++) {
      const href = URL.createObjectURL(await link.own<Blob>(`exports/${copy?.id}/files/${part}`));
      h("a", { href, download: `data-${part}.zip` }).click();
      setTimeout(() => URL.revokeObjectURL(href), AGAIN);
    }
  }

  /** `what` went wrong, or nothing; it stands before what is under way. */
  function draw(what: string): void {
    const gone = erasure?.state === "done";
    copies.hidden = gone;
    erases.hidden = Boolean(erasure);
    files.hidden = copy?.state !== "ready";
    say(
      note,
      [
        what,
        copy && making() ? t("own_making", { done: copy.done, total: copy.total }) : copy?.state === "failed" ? t("own_problem") : "",
        erasure ? t(gone ? "own_done" : "own_waits", { id: erasure.id }) : "",
      ].join(" "),
    );
  }

  return { box, show };
}
