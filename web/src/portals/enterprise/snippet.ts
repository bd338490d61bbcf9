/** Where the chat of a project can be tried, and what goes into a page. */
import { locale } from "@/i18n";

export function demoUrl(token: string): string {
  return `/widget-demo?${new URLSearchParams({ token, lang: locale() })}`;
}

/** On the enterprise's server: vouches for what its page will say of a customer. Node.js; other languages alike. */
export const identityServer = (): string => `import { createHmac } from "node:crypto";
// The fields you give, in this order, without empty ones: name phone email address plate order
const known = { name: customer.name, phone: customer.phone, order: order.id };
const text = Object.entries(known).map(([field, value]) => field + "=" + value.trim()).join("\\n");
const hash = createHmac("sha256", process.env.TIDECREW_IDENTITY_KEY).update(text).digest("hex");`;

/** In the page: what the server said, with its hash. */
export const identityTag = (token: string): string =>
  `<script src="${location.origin}/widget.js" data-token="${token}" async
  data-known='{"name":"…","phone":"…","order":"…"}' data-identity-hash="…"></script>`;

/** From the enterprise's system: a customer's message, signed. */
export const inboundCall = (path: string): string => `body='{"customer":"your-id-4711","text":"…","channel":"orders","data":{"buyer":{"name":"…"}}}'
at=$(date +%s)
hash=$(printf '%s.%s' "$at" "$body" | openssl dgst -sha256 -hmac "$TIDECREW_INBOUND_KEY" -hex | sed 's/.* //')
curl ${location.origin}${path} -H 'content-type: application/json' \\
  -H "x-tidecrew-signature: t=$at,v1=$hash" -H "idempotency-key: $(uuidgen)" -d "$body"`;
