import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchDirectory } from "../support/scratch.ts";
import { createHost, type FrontProcess, makeRelease, startLoad } from "./support.ts";

const scratch = scratchDirectory();
const EMAIL = "robin@example.org";
const PASSWORD = "Tulpen-um-7-Uhr";
const QUICK = ["development", "false", "false", "false", "--json"] as const;

let host: Awaited<ReturnType<typeof createHost>>;
let front: FrontProcess;
const releases = {
  one: makeRelease(scratch.path, { version: "1.0.0" }),
  two: makeRelease(scratch.path, { version: "2.0.0", hasTable: true }),
  crashing: makeRelease(scratch.path, { version: "3.0.0", mode: "crash" }),
  failing: makeRelease(scratch.path, { version: "4.0.0", mode: "unready-later" }),
};

beforeAll(async () => {
  host = await createHost(scratch.path);
  front = await host.front();
}, 60_000);
afterAll(async () => {
  await front?.stop();
  scratch.remove();
});

const versionNow = async (): Promise<string> => (await fetch(`${host.url}/api/v1/version`)).text();

const deploy = async (release: string, ...more: readonly string[]) => {
  const { code, printed, told } = await host.plinth(release, "deploy", ...QUICK, ...more);
  expect(printed, told).not.toBe("");
  return { code, told, ...(JSON.parse(printed) as { outcome: string; reason: string }) };
};

/** The cookie of somebody who is signed in. */
const signIn = async (): Promise<string> => {
  const made = await host.plinth(
    releases.one,
    "user",
    "create",
    "--email",
    EMAIL,
    "--password",
    PASSWORD,
  );
  expect(made.code, made.told).toBe(0);
  const answer = await fetch(`${host.url}/api/v1/auth/signin`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};

describe("two slots", () => {
  it("DEP-02, DEP-15: what the words mean is printed, what was switched off is shown as skipped, and status tells of every part", async () => {
    const { code, printed, told } = await host.plinth(
      releases.one,
      ...["deploy", "development", "false", "false", "false"],
    );
    expect(code, told).toBe(0);
    expect(printed).toMatch(/security-checks {2}SKIPPED/);
    expect(printed).toMatch(/skipped {2}performance +error-path/);
    expect(printed).toMatch(/pass +environment +migrations-at-head/);
    expect(await versionNow()).toBe("1.0.0");
    const parts = await host.plinth(releases.one, "status");
    expect(parts.code, parts.told).toBe(0);
    expect(parts.printed).toMatch(/slot +blue, 1\.0\.0/);
    expect(parts.printed).toMatch(/database +ok/);
    const health = await host.plinth(releases.one, "health");
    // The listener itself, and not the name under which people may reach it some day.
    expect([health.code, health.told]).toEqual([0, ""]);
    expect(health.printed).toContain(`${host.url}  version 1.0.0`);
    const wrong = await host.plinth(releases.one, "deploy", "production", "yes", "true", "true");
    expect([wrong.code, wrong.told]).toEqual([
      64,
      "plinth: <security-checks> is true or false, not yes\n",
    ]);
    const stray = await host.plinth(releases.one, "deploy", ...QUICK, "--without", "jwt");
    expect(stray.code).toBe(64);
    expect(stray.told).toMatch(
      /^plinth: --without jwt: there is no such check; .*, jwt-key, .*\n$/m,
    );
  }, 300_000);

  it("DEP-03, DEP-04, P-062: a deploy with a schema change, a bad build and a rollback under load: no call fails, nobody is signed out", async () => {
    const cookie = await signIn();
    const echo = JSON.stringify({ n: 1 });
    const load = startLoad(host.url, [
      { method: "GET", path: "/api/v1/version" },
      { method: "GET", path: "/api/v1/slow" },
      { method: "POST", path: "/api/v1/echo", body: echo },
      { method: "POST", path: "/api/v1/echo", body: echo },
      { method: "GET", path: "/api/v1/auth/sessions", headers: { Cookie: cookie }, pauseMs: 500 },
    ]);
    const [second, crash] = [await deploy(releases.two), await deploy(releases.crashing)];
    expect(second).toMatchObject({ code: 0, outcome: "deployed" });
    expect(crash).toMatchObject({ code: 1, outcome: "refused" });
    expect(crash.reason).toMatch(/\/application\.js cannot be loaded: this build ends at once$/);
    expect(await versionNow()).toBe("2.0.0");
    const back = await host.plinth(releases.two, "deploy", "rollback");
    expect(back.code, back.told).toBe(0);
    expect(await versionNow()).toBe("1.0.0");
    const late = await deploy(releases.failing);
    expect(late, late.told).toMatchObject({ code: 1, outcome: "rolled back" });
    expect(await versionNow()).toBe("1.0.0");
    const { calls, slots, failed } = await load.end();
    expect(failed).toEqual([]);
    expect(calls).toBeGreaterThan(200);
    expect(slots.toSorted()).toEqual(["blue", "green"]);
    const trail = await host.plinth(releases.one, "audit-log", "export");
    const actions = trail.printed.split("\n").flatMap((line) => {
      const { entry } = (line === "" ? {} : JSON.parse(line)) as {
        entry?: { action: string; outcome: string; actor: string; target: string };
      };
      return entry?.action.startsWith("deploy.") === true ? [entry] : [];
    });
    expect(actions.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      ...["deploy.run success", "deploy.run success", "deploy.run refused"],
      ...["deploy.rollback success", "deploy.run failed"],
    ]);
    expect(actions[0]?.actor).toBe(userInfo().username);
    expect(actions[1]?.target).toMatch(/^Specimen 2\.0\.0 \(development\) of \//);
  }, 300_000);

  it("P-062: a front that is killed in a deploy comes back with the release of before", async () => {
    const deploying = host.plinth(releases.two, "deploy", ...QUICK);
    const state = join(host.dataDirectory, "deploy", "state.json");
    const before = (JSON.parse(readFileSync(state, "utf8")) as { number: number }).number;
    const isUnderWay = (): boolean => {
      const read = JSON.parse(readFileSync(state, "utf8")) as { number: number; under: unknown };
      return read.number > before && read.under !== null;
    };
    while (!isUnderWay()) await new Promise((resolve) => setTimeout(resolve, 20));
    await front.kill();
    expect((await deploying).code).not.toBe(0);
    front = await host.front();
    expect(await versionNow()).toBe("1.0.0");
    const told = await host.plinth(releases.one, "deploy", "status");
    expect(told.printed).toMatch(/last +\d+ undone: the front ended while a deploy was preparing/);
    // Killed while it serves: whoever comes once it listens again waits for the slot, and is answered.
    await front.kill();
    await expect(versionNow()).rejects.toThrow();
    const again = host.front();
    const answers: number[] = [];
    while (answers.length < 3) {
      const answer = await fetch(`${host.url}/api/v1/version`).catch(() => undefined);
      if (answer !== undefined) answers.push(answer.status);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    front = await again;
    expect(answers).toEqual([200, 200, 200]);
    expect(await front.stop()).toBe(0);
  }, 300_000);
});
