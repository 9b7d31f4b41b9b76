import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../support/free-port.ts";
import { installPlinth } from "../support/installed-plinth.ts";
import { scratchDirectory } from "../support/scratch.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const START_MS = 60_000;

/** A fenced block of a guide: what stands behind the fence, and the text. */
interface Block {
  readonly kind: string;
  readonly text: string;
}

const blocksOf = (guide: string): readonly Block[] => {
  const text = readFileSync(join(root, guide), "utf8");
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, kind = "", body = ""]) => ({
    kind,
    text: body,
  }));
};

let place: ReturnType<typeof scratchDirectory>;
let servers: ChildProcess[];

beforeEach(() => {
  place = scratchDirectory();
  servers = [];
  mkdirSync(join(place.path, "bin"));
  installPlinth(join(place.path, "node_modules"));
  // Everything of npm's npx but half a second for each command.
  const npx = join(place.path, "bin/npx");
  writeFileSync(npx, '#!/bin/sh\nname=$1\nshift\nexec "node_modules/.bin/$name" "$@"\n');
  chmodSync(npx, 0o755);
  symlinkSync(process.execPath, join(place.path, "bin/node"));
});
afterEach(async () => {
  for (const server of servers) {
    if (server.exitCode !== null || server.pid === undefined) continue;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await gone;
  }
  place.remove();
});

const environment = (): NodeJS.ProcessEnv => ({
  PATH: `${join(place.path, "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
  HOME: place.path,
  NODE_COMPILE_CACHE: join(root, ".stamp/compiled"),
});

/** Starts what a reader leaves running in another terminal; resolves when it says that it is ready. */
const serve = (line: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = spawn("sh", ["-c", `exec env ${line.trim()}`], {
      cwd: place.path,
      env: environment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    servers.push(server);
    let told = "";
    const timer = setTimeout(() => reject(new Error(`not ready: ${told}`)), START_MS);
    server.stderr?.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (!told.includes("is ready")) return;
      clearTimeout(timer);
      resolve();
    });
    server.on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with ${code}: ${told}`));
    });
  });

/** Runs lines as a reader would, in one shell that ends at the first that fails. */
const shell = (lines: string) =>
  new Promise<{ readonly code: number | null; readonly said: string }>((resolve, reject) => {
    const child = spawn("sh", ["-eu", "-c", lines], {
      cwd: place.path,
      env: environment(),
      timeout: 100_000,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });

/** Follows a guide from top to bottom; how many blocks were run. */
const follow = async (guide: string): Promise<number> => {
  const port = await freePort();
  let lines = "";
  let count = 0;
  const runAll = async (): Promise<void> => {
    // Which line it was that ended the shell stands before what it said.
    const { code, said } = await shell(`set -x\n${lines}`);
    expect(code, `${guide}:\n${said}`).toBe(0);
  };
  for (const { kind, text } of blocksOf(guide)) {
    const own = text.replaceAll("8000", String(port));
    const file = /file=(\S+)/.exec(kind)?.[1];
    if (file !== undefined) writeFileSync(join(place.path, file), text);
    else if (kind === "sh server") {
      // What came before belongs to the shell of before.
      await runAll();
      lines = "";
      await serve(own);
    } else if (kind === "sh") lines += own;
    else continue;
    count += 1;
  }
  await runAll();
  return count;
};

describe("guides are followed to the letter", () => {
  it("P-119, DOC-03: INTEGRATION_GUIDE.md builds an application with the library and calls it with curl", async () => {
    expect(await follow("INTEGRATION_GUIDE.md")).toBe(12);
  });

  it("P-119, DOC-03: docs/guide/operator.md: every day's commands on a running instance", async () => {
    mkdirSync(join(place.path, "app"));
    copyFileSync(join(root, "env.example"), join(place.path, "env.example"));
    symlinkSync(join(root, "apps/cibozer"), join(place.path, "node_modules/cibozer"));
    writeFileSync(
      join(place.path, "package.json"),
      '{ "type": "module", "plinth": { "app": "cibozer" } }\n',
    );
    expect(await follow("docs/guide/operator.md")).toBe(6);
  });
});
