import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../support/free-port.ts";
import { scratchDirectory } from "../../support/scratch.ts";
import { startServer } from "../../support/server.ts";
import { NGINX, PHP, PYTHON, type Stranger } from "./catalogue.ts";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const START_MS = 20_000;
const INSTALL_MS = 100_000;

/** A server that runs. */
export interface Running {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** A copy of the servers' folder, with packages and without any trace in the checkout. */
export interface Workshop {
  /** Resolves with why the packages cannot be had here, or with undefined once they are there. */
  readonly packages: Promise<string | undefined>;
  readonly start: (stranger: Stranger) => Promise<Running>;
  readonly remove: () => void;
}

/** `npm ci` from the lock; scripts of packages do not run. */
const install = (folder: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    const child = spawn("npm", words, { cwd: folder, timeout: INSTALL_MS });
    let told = "";
    child.stderr.on("data", (part: Buffer) => {
      told += part.toString();
    });
    child.on("error", (fault) => resolve(fault.message));
    child.on("close", (code) => resolve(code === 0 ? undefined : told.slice(-400) || "no answer"));
  });

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

const commandOf = (
  { kind }: Stranger,
  folder: string,
  port: number,
): readonly [string, readonly string[]] => {
  if (kind === "python") return [PYTHON, ["server.py"]];
  if (kind === "php") return [PHP, ["-S", `127.0.0.1:${port}`, "index.php"]];
  if (kind === "nginx")
    return [NGINX, ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", "stderr"]];
  return [process.execPath, ["server.mjs"]];
};

const fillIn = (folder: string, port: number): void => {
  const file = join(folder, "nginx.conf");
  const text = readFileSync(file, "utf8")
    .replaceAll("FOLDER", folder)
    .replaceAll("PORT", String(port))
    .replaceAll("USER", process.getuid?.() === 0 ? "user root;" : "");
  writeFileSync(file, text);
};

const exitOf = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));

const startProcess = async (stranger: Stranger, folder: string): Promise<Running> => {
  const port = await freePort();
  if (stranger.kind === "nginx") fillIn(folder, port);
  const [program, words] = commandOf(stranger, folder, port);
  const child = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", PORT: String(port), ...stranger.environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stderr.on("data", (part: Buffer) => {
    told = `${told}${part.toString()}`.slice(-2_000);
  });
  const stop = async (): Promise<void> => {
    // Only a signal that can be heard ends the workers of nginx as well.
    child.kill(stranger.kind === "nginx" ? "SIGTERM" : "SIGKILL");
    await exitOf(child);
  };
  const deadline = Date.now() + START_MS;
  while (!(await isOpen(port))) {
    if (child.exitCode === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    await stop();
    throw new Error(`${stranger.name} did not start: ${told}`);
  }
  return { url: `http://127.0.0.1:${port}`, stop };
};

const startPlinth = async (folder: string): Promise<Running> => {
  // Slow headers are ended sooner than by default, so that this one look does not wait for ten seconds.
  const server = await startServer(folder, { HEADERS_TIMEOUT: "2", DOCS_ACCESS: "public" });
  return { url: server.url, stop: server.kill };
};

/** Makes the copy, and begins to fetch its packages. */
export const createWorkshop = (): Workshop => {
  const scratch = scratchDirectory();
  for (const name of ["servers", "package.json", "package-lock.json"]) {
    cpSync(join(HERE, name), join(scratch.path, name), { recursive: true });
  }
  return {
    packages: install(scratch.path),
    start: (stranger) => {
      const folder = join(scratch.path, "servers", stranger.name);
      return stranger.kind === "plinth"
        ? startPlinth(join(scratch.path, "data"))
        : startProcess(stranger, folder);
    },
    remove: scratch.remove,
  };
};
