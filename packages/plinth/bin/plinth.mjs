#!/usr/bin/env node
/**
 * Starts the command line on a runtime that can run it: the pinned Node from the `node` package
 * where there is one, else this one. A checkout runs its sources, an installed package its build.
 * Where `plinth front` started it, it is the slot itself: what took its place had no channel to it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src/cli/main.ts");
const isOwned = process.send !== undefined;
const readsSources = !isOwned || process.execArgv.includes("--conditions=plinth-source");
const fromSource = readsSources && existsSync(source);
const entry = fromSource ? source : join(root, "dist/cli/main.js");

const pinnedNode = () => {
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    const binary = join(
      dirname(manifest),
      "bin",
      process.platform === "win32" ? "node.exe" : "node",
    );
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
};

const runtime = pinnedNode() ?? process.execPath;
const flags = fromSource
  ? ["--conditions=plinth-source", "--disable-warning=ExperimentalWarning"]
  : ["--disable-warning=ExperimentalWarning"];
const command = [...flags, entry, ...process.argv.slice(2)];

if (isOwned) {
  await import(pathToFileURL(entry).href);
} else if (typeof process.execve === "function" && process.platform !== "win32") {
  process.execve(runtime, [runtime, ...command], process.env);
} else {
  const child = spawn(runtime, command, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
}
