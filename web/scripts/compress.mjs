/** Writes .br (quality 11) and .gz (level 9) next to each asset that is text or code of dist, when they are smaller. The server picks by Accept-Encoding. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const TEXT = /\.(js|css|svg|json|html|txt|wasm|webmanifest)$/;

let raw = 0;
let small = 0;
for (const name of readdirSync(dist, { recursive: true })) {
  const path = `${dist}${name}`;
  // HTML is not compressed ahead: the server puts a fresh nonce into it.
  if (!TEXT.test(path) || path.endsWith(".html") || statSync(path).isDirectory()) continue;
  const bytes = readFileSync(path);
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const gz = gzipSync(bytes, { level: 9 });
  if (br.length < bytes.length) writeFileSync(`${path}.br`, br);
  if (gz.length < bytes.length) writeFileSync(`${path}.gz`, gz);
  raw += bytes.length;
  small += Math.min(br.length, bytes.length);
}
console.log(`compressed ${(raw / 1000).toFixed(0)} kB to ${(small / 1000).toFixed(0)} kB`);
