import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const RECIPE = fileURLToPath(new URL("../../docs/guide/open-backup.py", import.meta.url));
const KEY = randomBytes(48).toString("base64url");
const OTHER = randomBytes(48).toString("base64url");
const has = (command: string, ...words: readonly string[]): boolean =>
  spawnSync(command, words).status === 0;
const isForeignThere =
  has("python3", "-c", "import cryptography") &&
  has("zstd", "--version") &&
  has("sqlite3", "--version");

let scratch: ReturnType<typeof scratchDirectory>;
let server: ServerProcess | undefined;

beforeEach(() => {
  scratch = scratchDirectory();
  server = undefined;
});
afterEach(async () => {
  await server?.kill();
  scratch.remove();
});

const data = () => join(scratch.path, "data");
const places = () => ({
  PLINTH_DATA: data(),
  BACKUP_DIRECTORY: join(scratch.path, "backups"),
  BACKUP_KEY: KEY,
});
const backup = async (...words: readonly string[]) => {
  const outcome = await runPlinth(["backup", ...words, "--json"], places());
  return { ...outcome, value: outcome.code === 0 ? JSON.parse(outcome.printed) : undefined };
};
const start = async () => {
  server = await startServer(data(), places());
  return server;
};
/** Until the first full backup is proven. */
const proven = async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    const { value } = await backup("list");
    if (value?.proof) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("no backup was proven");
};
const createUser = (email: string) =>
  runPlinth(["user", "create", "--email", email, "--password", PASSWORD, "--json"], places());
const signIn = async (email: string) =>
  (
    await createApi(server?.url ?? "").call("POST", "/api/v1/auth/signin", {
      email,
      password: PASSWORD,
    })
  ).status;

describe("backups of a running application", () => {
  it("BK-03, BK-06: are made by themselves, and bring back a machine that is lost, as of an instant", async () => {
    await start();
    const first = await proven();
    expect(first).toMatchObject({ following: true, full: [{}] });
    expect((await createUser("before@example.org")).code).toBe(0);
    // A drill gives an instant that parts what was before it from what comes after.
    const drill = await backup("drill");
    expect(drill.value).toMatchObject({ faults: [] });
    expect(drill.value.lagMs).toBeLessThan(15_000);
    const between = new Date(Date.now() + 1).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await createUser("after@example.org")).code).toBe(0);
    const upload = join(data(), "files", "01", "23", "0123456789abcdef0123456789abcdef");
    mkdirSync(dirname(upload), { recursive: true });
    writeFileSync(upload, "uploaded");
    expect((await backup("create")).value.full.bytes).toBeGreaterThan(1_000);
    expect((await backup("restore", "--replace")).told).toContain("is in use by another running");
    await server?.stop();
    expect((await backup("verify")).value).toMatchObject({ faults: [] });
    expect((await backup("restore")).told).toContain("--replace moves it aside");

    rmSync(data(), { recursive: true });
    const restored = await backup("restore", "--at", between);
    expect(restored.value.files).toContain("secrets.json");
    expect(restored.value.uploads).toBe(1);
    expect(readFileSync(upload, "utf8")).toBe("uploaded");
    await start();
    expect(await signIn("before@example.org")).toBe(200);
    expect(await signIn("after@example.org")).toBe(401);
    await server?.stop();

    // The trail of the audit ends earlier than this machine saw it: the restore itself accounts for that.
    const back = await backup("restore", "--replace", "--at", between);
    expect(back.value.movedAside).toHaveLength(1);
    await start();
    const trail = await runPlinth(["audit-log", "export"], places());
    expect(trail.printed).toContain("audit-log.end-accepted");
    expect((await runPlinth(["audit-log", "verify"], places())).code).toBe(0);
  });

  it("P-059, BK-05: a wrong key and a flipped bit are refused in one sentence", async () => {
    await start();
    const { full } = await proven();
    await server?.stop();
    const other = await runPlinth(["backup", "verify"], { ...places(), BACKUP_KEY: OTHER });
    expect(other.code).toBe(1);
    expect(other.printed).toMatch(/was made with key/);
    const path = join(scratch.path, "backups", full[0].name);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    const verified = await runPlinth(["backup", "verify"], places());
    expect(verified.code).toBe(1);
    expect(verified.printed).toMatch(/is damaged/);
    const drilled = await backup("drill");
    expect(drilled.code).toBe(1);
    expect(drilled.told).toMatch(/is damaged: part \d+ of it was changed/);
    expect(readdirSync(scratch.path).sort()).toEqual(["backups", "data"]);
  });
});

if (!isForeignThere) {
  announceSkipped("a backup opened by others", "python3-cryptography, zstd or sqlite3 is missing");
}

describe.skipIf(!isForeignThere)("a backup in the hands of programs that are not ours", () => {
  it("BK-02: opens with Python, zstd and sqlite3, as docs/guide/backups.md says", async () => {
    await start();
    const { full } = await proven();
    await server?.stop();
    const directory = join(scratch.path, "backups");
    const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
    const words = [RECIPE, directory, full[0].name];
    const run = (secret: string) =>
      spawnSync("python3", words, { env: { ...env, BACKUP_KEY: secret }, maxBuffer: 1 << 28 });
    const opened = run(KEY);
    expect(opened.stderr.toString()).toBe("");
    const file = join(scratch.path, "foreign.db");
    const plain = spawnSync("zstd", ["-d", "-q", "-f", "-o", file], { input: opened.stdout });
    expect(plain.status).toBe(0);
    const found = spawnSync("sqlite3", [
      file,
      "PRAGMA integrity_check; SELECT count(*) > 0 FROM plinth_migrations;",
    ]);
    expect(found.stdout.toString()).toBe("ok\n1\n");
    expect(run(OTHER).status).not.toBe(0);
  });
});
