import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DRILLS } from "../../packages/plinth/src/drill/index.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { freePort } from "../support/free-port.ts";
import { type Outcome, runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";
import { type StandbyProcess, startStandby, until } from "./standby-process.ts";

// One story, as DISASTER_RECOVERY_PLAN.md tells it: two machines, each lost in turn, and a third one
// that has nothing but the backups.

const PLAN = fileURLToPath(new URL("../../DISASTER_RECOVERY_PLAN.md", import.meta.url));
const APPLICATION = fileURLToPath(new URL("failover-application.ts", import.meta.url));
const APP = ["--app", APPLICATION];
// Who leads must hear the witness once in the time to live, on a busy machine too.
const QUICK = { FAILOVER_CHECK_MS: "400", FAILOVER_CHECKS: "3", FAILOVER_TTL_MS: "5000" };

const scratch = scratchDirectory();
const common = {
  ...QUICK,
  BACKUP_DIRECTORY: join(scratch.path, "away"),
  BACKUP_COPY_TO: join(scratch.path, "copy"),
  BACKUP_KEY: randomBytes(48).toString("base64url"),
  FAILOVER_WITNESS: "backups",
};
const on = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  ...common,
  PLINTH_DATA: join(scratch.path, name),
  FAILOVER_NAME: name,
  ...more,
});

/** What was run, as the plan writes it. */
const ran = new Set<string>();
const at = async (
  machine: string,
  line: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome> => {
  ran.add(line.replaceAll(/\d{4}-[\d-]+T\S+Z/g, "INSTANT"));
  const words = line
    .split(" ")
    .map((word) => (word === "look.db" ? join(scratch.path, word) : word));
  return runPlinth(words, on(machine, more));
};
const createUser = (machine: string, email: string) =>
  runPlinth(["user", "create", "--email", email, "--password", PASSWORD, "--json"], on(machine));
const signIn = async (url: string, email: string) =>
  (await createApi(url).call("POST", "/api/v1/auth/signin", { email, password: PASSWORD })).status;

let port = "";
let one: ServerProcess;
let two: StandbyProcess;
let again: StandbyProcess | undefined;
let third: ServerProcess | undefined;

beforeAll(async () => {
  port = String(await freePort());
  one = await startServer(join(scratch.path, "one"), on("one", { PORT: port }), APP);
  await until(
    async () => readdirSync(join(scratch.path, "away", "proofs")).length > 0,
    () => `no backup was proven:\n${one.logged()}`,
  );
  two = await startStandby(on("two"), APP);
  ran.add("standby");
  await two.near();
});
afterAll(async () => {
  await Promise.all([one?.kill(), two?.kill(), again?.kill(), third?.kill()]);
  scratch.remove();
});

test("BK-08: before anything happens, every look says that a loss would be survived", async () => {
  expect((await createUser("one", "first@example.org")).code).toBe(0);
  for (const line of ["backup list", "backup verify", "backup drill"]) {
    expect(await at("one", line), line).toMatchObject({ code: 0 });
  }
  for (const line of ["health", "health --strict", "failover status", "failover health"]) {
    expect(await at("one", line, { PORT: port }), line).toMatchObject({ code: 0 });
  }
  expect((await at("two", "failover test")).printed).not.toContain("NOT OK");
  const { code, printed } = await runPlinth(["failover", "status", "--json"], on("two"));
  expect([code, JSON.parse(printed)]).toMatchObject([
    0,
    { engine: "embedded", epoch: 1, holder: "one", standbys: [{ name: "two", isReady: true }] },
  ]);
  expect((await fetch(`${two.url}/ready`)).status).toBe(503);
  expect((await fetch(`${two.url}/api/v1/anything`)).status).toBe(503);
});

test("BK-08: what leads is not overthrown without force, and a dry run changes nothing", async () => {
  const before = await runPlinth(["failover", "status", "--json"], on("two"));
  const dry = await at("two", "failover run --dry-run");
  expect(dry).toMatchObject({ code: 1 });
  expect(dry.printed).toContain("one leads and is alive");
  expect((await at("two", "failover run")).code).toBe(1);
  const after = await runPlinth(["failover", "status", "--json"], on("two"));
  expect(JSON.parse(after.printed).epoch).toBe(JSON.parse(before.printed).epoch);
});

test("BK-07, P-061: a killed instance is followed without a command, and refused when it comes back", async () => {
  await one.kill();
  await two.leads();
  expect(await signIn(two.url, "first@example.org")).toBe(200);
  // It believes to lead, and is told that it does not.
  const back = await runPlinth(["serve", ...APP], on("one", { PORT: port }));
  expect(back.code).toBe(78);
  expect(back.told).toContain("This instance may not lead: epoch 3 was claimed by two");
  expect((await at("one", "failover run --force --dry-run")).code).toBe(0);
  expect((await runPlinth(["serve", ...APP], on("one", { PORT: port }))).code).toBe(78);
});

test("BK-08: a region that is gone is followed by hand where that is wished", async () => {
  expect((await createUser("two", "second@example.org")).code).toBe(0);
  again = await startStandby(on("one", { FAILOVER_AUTOMATIC: "false" }), APP);
  await again.near();
  // What was committed last is on its way still.
  await runPlinth(["backup", "drill"], on("two"));
  await two.kill();
  rmSync(join(scratch.path, "two"), { recursive: true });
  await until(
    async () => (await at("one", "failover run --dry-run")).code === 0,
    () => "the loss is not noticed",
  );
  expect((await fetch(`${again.url}/ready`)).status).toBe(503);
  expect(await at("one", "failover run")).toMatchObject({ code: 0 });
  await again.leads();
  expect(await signIn(again.url, "second@example.org")).toBe(200);
});

test("BK-08: where there are only backups a third machine leads, and looks at any instant", async () => {
  expect(await again?.stop()).toBe(0);
  const { printed } = await runPlinth(["backup", "list", "--json"], on("third"));
  const instant = new Date(JSON.parse(printed).full.at(-1).at + 1).toISOString();
  expect((await at("third", "backup verify --from copy")).code).toBe(0);
  expect((await at("third", `backup restore --at ${instant} --to look.db`)).code).toBe(0);
  expect((await at("third", "backup restore")).code).toBe(0);
  expect((await runPlinth(["serve", ...APP], on("third"))).code).toBe(78);
  expect((await at("third", "failover run --force")).code).toBe(0);
  third = await startServer(join(scratch.path, "third"), on("third"), APP);
  ran.add("serve");
  expect(await signIn(third.url, "second@example.org")).toBe(200);
  await third.stop();
  expect((await at("third", `backup restore --at ${instant} --replace`)).code).toBe(0);
  expect((await at("fourth", "backup restore --from copy")).code).toBe(0);
});

test("BK-08: every command of the plan was run just now, or is a drill", () => {
  const text = readFileSync(PLAN, "utf8");
  const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block = ""]) => block.trim().split("\n"))
    .map((line) => line.replace(/^plinth /, "").replaceAll(/\d{4}-[\d-]+T\S+Z/g, "INSTANT"));
  const drills = DRILLS.map(({ id }) => `drill ${id}`);
  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((line) => !ran.has(line) && !drills.includes(line))).toEqual([]);
});
