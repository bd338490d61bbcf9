/** Demo only: token and language come from the address, so the page needs no inline script. */
const query = new URLSearchParams(location.search);
const lang = /^en/i.test(query.get("lang") ?? navigator.language) ? "en" : "zh-CN";
const token = query.get("token") ?? "";
const by = (id) => document.getElementById(id);

document.documentElement.lang = lang;
for (const node of document.querySelectorAll("[data-zh]")) node.textContent = lang === "en" ? node.dataset.en : node.dataset.zh;
document.title = lang === "en" ? "Tide Tea" : "听涛茶铺";
for (const [id, to] of [["to-zh", "zh-CN"], ["to-en", "en"]]) {
  const link = by(id);
  const next = new URLSearchParams(query);
  next.set("lang", to);
  link.href = `?${next}`;
  if (to === lang) link.setAttribute("aria-current", "true");
}
by("setup").hidden = token !== "";
by("lang").value = lang;

const chat = by("tide").dataset;
if (token) chat.token = token;
chat.locale = lang;
if (query.has("known")) chat.known = query.get("known");
if (query.has("identity_hash")) chat.identityHash = query.get("identity_hash");
if (query.has("ask")) chat.ask = query.get("ask");
if (query.has("open")) chat.open = "";
