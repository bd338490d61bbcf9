/** openapi/openapi.json -> src/api/schema.d.ts. With --check: fail when the file is not what the document gives. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const from = new URL("../openapi/openapi.json", import.meta.url);
const to = new URL("../src/api/schema.d.ts", import.meta.url);
// The hash lets a check without Node see that one changed without the other.
const hash = createHash("sha256").update(readFileSync(from)).digest("hex");
const text = `/** Made from openapi/openapi.json by scripts/gen-api.mjs. sha256 ${hash} */\n${astToString(await openapiTS(from, { emptyObjectsUnknown: true }))}`;
if (!process.argv.includes("--check")) writeFileSync(to, text);
else if (!existsSync(to) || readFileSync(to, "utf8") !== text) {
  console.error("schema.d.ts is not what openapi.json gives: run npm run gen-api");
  process.exit(1);
}
