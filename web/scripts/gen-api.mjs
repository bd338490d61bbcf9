/** openapi/openapi.json -> src/api/schema.d.ts. With --check: fail when the file is not what the document gives. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const from = new URL("../openapi/openapi.json", import.meta.url);
const to = new URL("../src/api/schema.d.ts", import.meta.url);
const text = `/** Made from openapi/openapi.json by scripts/gen-api.mjs. */\n${astToString(await openapiTS(from))}`;
if (!process.argv.includes("--check")) writeFileSync(to, text);
else if (!existsSync(to) || readFileSync(to, "utf8") !== text) {
  console.error("schema.d.ts is not what openapi.json gives: run npm run gen-api");
  process.exit(1);
}
