/** Compiles the arithmetic of the cameras' network (sight/kernel.ts) to WebAssembly with vectors. */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";

/** Writes `built/kernel.wasm` of the folder unless it is newer than `kernel.ts`. */
export async function kernel(folder: string): Promise<void> {
  const [source, built] = [`${folder}/kernel.ts`, `${folder}/built/kernel.wasm`];
  if (existsSync(built) && statSync(built).mtimeMs > statSync(source).mtimeMs) return;
  const { default: asc } = await import("assemblyscript/asc");
  const made: (string | Uint8Array)[] = [];
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "1", "--use", "abort=", "--enable", "simd", "-o", "kernel.wasm"];
  const { error, stderr } = await asc.main([source, ...options], { writeFile: (_, contents) => void made.push(contents) });
  const [bytes] = made;
  if (error || !bytes) throw new Error(`sight/kernel.ts: ${error?.message ?? "nothing was made"}\n${stderr.toString()}`);
  mkdirSync(`${folder}/built`, { recursive: true });
  writeFileSync(built, bytes);
}
