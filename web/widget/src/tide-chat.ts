/** <tide-chat>: launcher and dialog in a shadow root. All state lives in `Link`; this draws it. */
import { h, icon, ICONS, say } from "./dom";
import { Link, type Options } from "./link";
import { safeStore, type Pending } from "./outbox";
import { ownData } from "./own";
import { css } from "./style";
import { speaker, systemText, type Say } from "./text";
import type { Message } from "./wire";

export interface Setup extends Options {
  locale: string;
  /** Fields asked before the first message; none by default, all optional to fill in. */
  ask: string[];
}

/** What the page or the pre-chat form may tell about the customer, with the kind of field. */
export const ASKABLE = { name: "text", phone: "tel", email: "email", order: "text" } as const;
type Askable = keyof typeof ASKABLE;

export class TideChat extends HTMLElement {
  #link!: Link;
  #say!: Say;
  #setup!: Setup;
  #shown = false;
  #asked = true;
  #unread = 0;
  #seen = new Set<string>();
  #rows = new Map<string, HTMLElement>();
  #score = 0;
  #ending?: ReturnType<typeof setTimeout>;
  #rated = false;
  #ui!: ReturnType<TideChat["build"]>;
  #time!: Intl.DateTimeFormat;

  begin(setup: Setup): void {
    this.#setup = setup;
    this.#say = speaker(setup.locale);
    this.#time = new Intl.DateTimeFormat(setup.locale, { hour: "2-digit", minute: "2-digit" });
    this.lang = setup.locale;
    this.#link = new Link(
      setup,
      {
        fetch: (input, init) => fetch(input, init),
        socket: (url) => new WebSocket(url),
        store: safeStore(() => localStorage),
        uuid: uuid,
        random: Math.random,
      },
      () => this.#draw(),
    );
    this.#asked = setup.ask.length === 0 || this.#link.returning;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    this.#ui = this.build();
    root.append(this.#ui.launch, this.#ui.box);
    addEventListener("online", () => this.#link.wake());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#link.wake();
    });
    if (this.#link.returning) this.#link.start();
    this.#draw();
  }

  open(): void {
    this.#shown = true;
    this.#unread = 0;
    if (this.#asked) this.#link.start();
    this.#draw();
    this.#toEnd();
    const first = this.#ui.box.querySelector<HTMLElement>(this.#asked ? "textarea:not([hidden])" : "input");
    (first?.offsetParent ? first : this.#ui.minimise).focus();
  }

  minimise(): void {
    this.#shown = false;
    this.#draw();
    this.#ui.launch.focus();
  }

  private build() {
    const t = this.#say;
    const badge = h("span", { class: "count", hidden: true });
    const launch = h(
      "button",
      { class: "launch", type: "button", "aria-haspopup": "dialog", click: () => this.open() },
      icon(ICONS.chat),
      h("span", { "aria-hidden": "true" }, t("title")),
      badge,
    );
    const title = h("h2", { id: "t" }, t("title"));
    const state = h("p", { class: "state", role: "status" });
    const end = h("button", { type: "button", class: "text", click: () => this.#end() }, t("end"));
    const minimise = h(
      "button",
      { type: "button", title: t("minimise"), "aria-label": t("minimise"), click: () => this.minimise() },
      icon(ICONS.down),
    );
    const bar = h("button", { class: "bar", type: "button", hidden: true, click: () => this.#link.wake() });
    const privacy = h("p", { class: "bar" }, t("privacy"));
    const log = h("div", { class: "log", role: "log", "aria-label": t("log"), tabindex: "0" });
    const typing = h("p", { class: "typing", role: "status" });
    const input = h("textarea", {
      rows: "1",
      maxlength: "2000",
      "aria-label": t("input"),
      placeholder: t("placeholder"),
      enterkeyhint: "send",
      input: () => this.#ui.input.value && this.#link.types(),
      keydown: (event: KeyboardEvent) => {
        // While an input method is composing, Enter picks a candidate: it must not send half words.
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        this.#submit();
      },
    });
    const form = h(
      "form",
      {
        submit: (event: Event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      input,
      h("button", { class: "go", "aria-label": t("send"), title: t("send") }, icon(ICONS.send)),
    );
    const pre = this.#buildPre();
    const rating = this.#buildRating();
    const foot = h("button", { type: "button", class: "text foot", click: () => own.show(own.box.hidden) });
    const own = ownData(this.#link, t, () => this.#draw());
    const box = h(
      "section",
      {
        class: "box",
        role: "dialog",
        "aria-labelledby": "t",
        hidden: true,
        keydown: (event: KeyboardEvent) => this.#keys(event),
      },
      h("div", { class: "head" }, h("div", {}, title, state), end, minimise),
      bar,
      privacy,
      pre,
      log,
      typing,
      rating.form,
      form,
      own.box,
      foot,
    );
    return { launch, badge, box, title, state, end, minimise, bar, privacy, log, typing, input, form, pre, rating, own, foot };
  }

  #buildPre(): HTMLFormElement {
    const fields = this.#setup.ask.filter((name): name is Askable => name in ASKABLE);
    return h(
      "form",
      {
        class: "stack pre",
        hidden: true,
        submit: (event: Event) => {
          event.preventDefault();
          const known: Record<string, string> = {};
          for (const [name, value] of new FormData(event.target as HTMLFormElement))
            if (String(value).trim()) known[name] = String(value).trim();
          this.#asked = true;
          this.#link.start(known);
          this.#draw();
          this.#ui.input.focus();
        },
      },
      h("strong", {}, this.#say("pre_title")),
      ...fields.map((name) =>
        h("label", {}, this.#say(`pre_${name}`), h("input", { type: ASKABLE[name], name, maxlength: "100" })),
      ),
      h("button", { class: "go" }, this.#say("pre_start")),
    );
  }

  #buildRating() {
    const t = this.#say;
    const stars = [1, 2, 3, 4, 5].map((n) =>
      h(
        "label",
        { class: "star", title: t("stars", { n }) },
        h("input", {
          type: "radio",
          name: "score",
          value: String(n),
          "aria-label": t("stars", { n }),
          change: () => {
            this.#score = n;
            this.#draw();
          },
        }),
        icon(ICONS.star),
      ),
    );
    const comment = h("textarea", { rows: "2", maxlength: "500", "aria-label": t("rate_comment"), placeholder: t("rate_comment") });
    const note = h("p", { class: "state", role: "status" });
    const submit = h("button", { class: "go" }, t("rate_send"));
    const again = h("button", { type: "button", click: () => this.#again() }, t("again"));
    const ask = h("div", {}, h("fieldset", {}, h("legend", {}, t("rate")), ...stars), comment);
    const form = h(
      "form",
      {
        class: "stack",
        hidden: true,
        submit: (event: Event) => {
          event.preventDefault();
          if (!this.#score) return say(note, t("rate_pick"));
          submit.disabled = true;
          this.#link
            .rate(this.#score, comment.value.trim())
            .then(
              () => {
                this.#rated = true;
                this.#draw();
                again.focus();
              },
              (error: { problem?: { title?: string } }) => say(note, error.problem?.title ?? t("failed")),
            )
            .finally(() => (submit.disabled = false));
        },
      },
      ask,
      note,
      submit,
      again,
    );
    return { form, stars, note, submit, ask, comment };
  }

  #submit(): void {
    const text = this.#ui.input.value.trim();
    if (!text) return;
    this.#ui.input.value = "";
    this.#link.send(text);
    this.#toEnd();
    this.#ui.input.focus();
  }

  /** Ending asks once more: the first press arms, the second within four seconds ends. */
  #end(): void {
    const { end } = this.#ui;
    const armed = this.#ending !== undefined;
    clearTimeout(this.#ending);
    this.#ending = undefined;
    const disarm = () => {
      this.#ending = undefined;
      say(end, this.#say("end"));
    };
    if (armed) {
      disarm();
      this.#link.close().then(
        () => this.#ui.rating.stars[0]?.querySelector("input")?.focus(),
        () => this.#link.wake(),
      );
      return;
    }
    say(end, this.#say("end_confirm"));
    this.#ending = setTimeout(disarm, 4_000);
  }

  #again(): void {
    this.#score = 0;
    this.#rated = false;
    this.#ui.rating.comment.value = "";
    for (const star of this.#ui.rating.stars) (star.firstChild as HTMLInputElement).checked = false;
    say(this.#ui.rating.note, "");
    this.#link.restart();
    this.#ui.input.focus();
  }

  #keys(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.minimise();
    }
    // On a phone the dialog covers the page, so focus stays inside it.
    if (event.key !== "Tab" || !matchMedia("(max-width:480px)").matches) return;
    const all = [...this.#ui.box.querySelectorAll<HTMLElement>("button,textarea,input,summary,[tabindex]")].filter(
      (node) => node.offsetParent && !(node as HTMLButtonElement).disabled,
    );
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (this.shadowRoot?.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? all[all.length - 1] : all[0])?.focus();
    }
  }

  // ---- drawing

  #draw(): void {
    const [link, ui, t] = [this.#link, this.#ui, this.#say];
    if (!ui) return;
    this.#count();
    ui.launch.hidden = this.#shown;
    ui.box.hidden = !this.#shown;
    ui.box.setAttribute("aria-modal", String(matchMedia("(max-width:480px)").matches));
    ui.badge.hidden = !this.#unread;
    say(ui.badge, String(this.#unread));
    ui.launch.setAttribute("aria-label", this.#unread ? t("open_unread", { n: this.#unread }) : t("open"));
    say(ui.title, link.projectName || t("title"));
    say(ui.state, this.#stateLine());
    ui.state.classList.toggle("ok", link.phase === "joined" && link.status === "live");
    this.#drawBar();
    const ended = link.phase === "ended";
    const blocked = link.status === "blocked";
    const chats = this.#asked && ui.own.box.hidden;
    ui.pre.hidden = this.#asked;
    ui.log.hidden = !chats;
    ui.foot.hidden = !this.#asked || (blocked && chats);
    say(ui.foot, t(chats ? "own" : "log"));
    ui.privacy.hidden = link.phase !== "new" && link.phase !== "waiting";
    ui.end.hidden = ended || link.phase === "new" || !this.#asked;
    ui.form.hidden = ended || !chats || blocked;
    say(ui.typing, link.typing && !ended ? t("typing") : "");
    this.#drawRating(ended && chats);
    if (this.#shown) this.#drawLog();
  }

  #stateLine(): string {
    const [link, t] = [this.#link, this.#say];
    if (link.status === "connecting") return t("state_connecting");
    const name = link.conversation?.agent?.name;
    switch (link.phase) {
      case "waiting":
        return t("state_waiting");
      case "joined":
        return name ? t("state_joined_as", { name }) : t("state_joined");
      case "ended":
        return t("state_ended");
      default:
        return t("state_new");
    }
  }

  #drawBar(): void {
    const [bar, t] = [this.#ui.bar, this.#say];
    const { status, problem } = this.#link;
    const words = [
      status === "offline" ? t("state_offline") : "",
      status === "elsewhere" ? t("state_elsewhere") : "",
      status === "blocked"
        ? [problem?.title ?? t("state_blocked"), problem?.request_id ? t("problem_request", { id: problem.request_id }) : ""].join(" ")
        : "",
    ].join("");
    bar.hidden = !words;
    bar.classList.toggle("bad", status === "blocked");
    say(bar, words);
  }

  #drawRating(ended: boolean): void {
    const { rating } = this.#ui;
    const done = this.#rated || Boolean(this.#link.conversation?.rating);
    rating.form.hidden = !ended;
    rating.ask.hidden = done;
    rating.submit.hidden = done;
    if (done) say(rating.note, this.#say("rate_thanks"));
    rating.stars.forEach((star, at) => star.classList.toggle("on", at < this.#score));
  }

  /** The first thread is history, not news. */
  #drawn = false;

  #count(): void {
    for (const message of this.#link.messages) {
      if (this.#seen.has(message.id)) continue;
      this.#seen.add(message.id);
      if (!this.#shown && message.from !== "customer" && this.#drawn) this.#unread++;
    }
    if (this.#link.status === "live" || this.#link.status === "fallback") this.#drawn = true;
  }

  #drawLog(): void {
    const { log } = this.#ui;
    const atEnd = this.#nearEnd();
    const keep = new Set<string>();
    let previous: Element | null = null;
    const place = (key: string, row: HTMLElement) => {
      keep.add(key);
      this.#rows.set(key, row);
      const expected: Element | null = previous ? previous.nextElementSibling : log.firstElementChild;
      if (expected !== row) log.insertBefore(row, expected);
      previous = row;
    };
    for (const message of this.#link.messages) place(message.id, this.#rows.get(message.id) ?? this.#row(message));
    for (const item of this.#link.pending()) place(item.cid, this.#waiting(item, this.#rows.get(item.cid)));
    for (const [key, row] of this.#rows)
      if (!keep.has(key)) {
        row.remove();
        this.#rows.delete(key);
      }
    if (atEnd) this.#toEnd();
  }

  #row(message: Message): HTMLElement {
    const { from } = message;
    const who = from === "customer" ? "me" : from;
    const at = h("time", { datetime: message.at }, this.#time.format(new Date(message.at)));
    const foot = from === "system" ? [] : [h("small", {}, `${this.#say(who === "me" ? "sent" : who)} `, at)];
    return h("div", { class: `m ${who}` }, h("span", { class: "hid" }, `${this.#say(who)}: `), h("p", {}, from === "system" ? systemText(this.#say, message.text) : message.text), ...foot);
  }

  #waiting(item: Pending, old?: HTMLElement): HTMLElement {
    const row = old ?? h("div", { class: "m me" }, h("p", {}, item.text), h("small"));
    const mark = `${item.state}${item.why ?? ""}`;
    if (row.dataset.mark === mark) return row;
    row.dataset.mark = mark;
    const foot = row.lastElementChild as HTMLElement;
    foot.classList.toggle("bad", item.state === "failed");
    if (item.state !== "failed") foot.replaceChildren(this.#say(item.state));
    else
      foot.replaceChildren(
        `${this.#say("failed")}${item.why ? ` · ${item.why}` : ""} `,
        h("button", { type: "button", class: "text", click: () => this.#link.retry(item.cid) }, this.#say("retry")),
        h("button", { type: "button", class: "text", click: () => this.#link.discard(item.cid) }, this.#say("discard")),
      );
    return row;
  }

  #nearEnd(): boolean {
    const { log } = this.#ui;
    return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  }

  #toEnd(): void {
    const { log } = this.#ui;
    log.scrollTop = log.scrollHeight;
  }
}

/** Random bytes in the form of a UUID; pages of plain http have no `randomUUID`. */
function uuid(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
