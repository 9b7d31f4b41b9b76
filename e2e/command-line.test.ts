import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi, PASSWORD } from "./support/api.ts";
import { runPlinth } from "./support/run.ts";
import { scratchDirectory } from "./support/scratch.ts";
import { type ServerProcess, startServer } from "./support/server.ts";

let data: ReturnType<typeof scratchDirectory>;
let server: ServerProcess | undefined;

beforeEach(() => {
  data = scratchDirectory();
  server = undefined;
});
afterEach(async () => {
  await server?.kill();
  data.remove();
});

const here = () => ({ PLINTH_DATA: data.path });
const newUser = (email: string, ...more: readonly string[]) =>
  ["user", "create", "--email", email, "--password", PASSWORD, "--json", ...more] as const;

describe("an application that cannot be loaded", () => {
  it.each([
    [
      "broken.mjs",
      "export const application = {\n",
      /broken\.mjs, or a file that it imports, cannot/,
    ],
    ["lost.mjs", 'import "./nowhere.mjs";', /lost\.mjs cannot be loaded: Cannot find module/],
    ["odd.mjs", 'import { nowhere } from "node:path";', /odd\.mjs:1 cannot be loaded: .*nowhere/],
    ["empty.mjs", "export const other = 1;", /empty\.mjs exports no `application`/],
  ])("DEP-01: %s: one line that names it, and exit code 78", async (name, code, said) => {
    const file = join(data.path, name);
    writeFileSync(file, code);
    const outcome = await runPlinth(["routes", "--app", file], here());
    expect(outcome.code, outcome.told).toBe(78);
    expect(outcome.told.trim().split("\n"), outcome.told).toEqual([expect.stringMatching(said)]);
  });
});

describe("a first start", () => {
  it("DEP-01, ID-21: prints once how the administrator signs in; no password works before", async () => {
    server = await startServer(data.path);
    // The token stands in the fragment: browsers never send it, so no log or proxy sees it.
    const token = /#token=(\S+)/.exec(server.told())?.[1];
    const email = /First administrator: (\S+)/.exec(server.told())?.[1] ?? "";
    const api = createApi(server.url);
    for (const password of ["admin", "password", PASSWORD]) {
      expect((await api.call("POST", "/api/v1/auth/signin", { email, password })).status).toBe(401);
    }
    const reset = await api.call("POST", "/api/v1/auth/password/reset", {
      token,
      password: PASSWORD,
    });
    expect(reset.status).toBe(204);
    const signedIn = await api.call("POST", "/api/v1/auth/signin", { email, password: PASSWORD });
    expect(signedIn.json["user"]).toMatchObject({ role: "admin" });
    await server.stop();
    server = await startServer(data.path);
    expect(server.told()).not.toContain("First administrator");
  });

  it("keeps everything in one directory that only its owner reads", async () => {
    server = await startServer(data.path);
    for (const file of ["plinth.db", "secrets.json", "control.sock"]) {
      expect(statSync(join(data.path, file)).mode & 0o077, file).toBe(0);
    }
  });

  it("HLT-08: plinth health asks what runs on the data directory, wherever it listens", async () => {
    server = await startServer(data.path);
    const outcome = await runPlinth(["health"], here());
    expect(outcome.code, outcome.told).toBe(0);
    expect(outcome.printed).toContain(`\n${server.url}  version `);
  });

  it("SCALE-02: a second server on the same data is refused in one sentence", async () => {
    server = await startServer(data.path);
    const second = await runPlinth(["serve"], { ...here(), PORT: "0" });
    expect(second.code).toBe(78);
    expect(second.told.trim().split("\n")).toHaveLength(1);
    expect((await createApi(server.url).call("GET", "/ready")).status).toBe(200);
  });

  it("CFG-01: names every wrong setting together, without their values, before listening", async () => {
    const outcome = await runPlinth(["serve"], {
      ...here(),
      PORT: "eighty",
      LOG_LEVEL: "loud-canary",
      ACCESS_TOKEN_EXPIRE_MINUTES: "1441",
      ALGORITHM: "none",
      ALLOWED_ORIGINS: "*",
    });
    expect(outcome.code).toBe(78);
    for (const name of [
      "PORT",
      "LOG_LEVEL",
      "ACCESS_TOKEN_EXPIRE_MINUTES",
      "ALGORITHM",
      "ALLOWED_ORIGINS",
    ]) {
      expect(outcome.told).toContain(name);
    }
    expect(outcome.told).not.toContain("canary");
  });

  it("DEP-05: SIGTERM drains and exits 0", async () => {
    server = await startServer(data.path);
    expect(await server.drain()).toBe(0);
  });
});

describe("a refused start", () => {
  const fixture = fileURLToPath(new URL("./fixtures/refused-start.mjs", import.meta.url));
  const refused = (by: string) =>
    runPlinth(["serve", "--app", fixture], {
      ...here(),
      PORT: "0",
      REFUSED_BY: by,
    });

  it.each([
    ["module", "a later module refuses"],
    ["policy", "GET /open: access: missing"],
  ])("POL-02: by a %s ends the threads of modules, and the process", async (by, sentence) => {
    const outcome = await refused(by);
    expect(outcome.told).toContain(sentence);
    expect(outcome.told).toContain("the thread was ended");
    expect(outcome.code).toBe(78);
    // Nothing holds the data: the next start gets as far.
    expect((await refused(by)).told).toContain(sentence);
  });

  it("POL-02: ends the process although nobody can end the thread of who refused", async () => {
    const outcome = await refused("thread owner");
    expect(outcome.told).toContain("the module with the thread refuses");
    expect(outcome.code).toBe(78);
  });
});

describe("plinth keys", () => {
  it.each(["stopped", "running"])(
    "SES-10: lists and rotates the keys of tokens (%s)",
    async (state) => {
      if (state === "running") server = await startServer(data.path);
      const rotated = await runPlinth(["keys", "rotate", "--json"], here());
      expect(rotated.code, rotated.told).toBe(0);
      const { kid, state: announced } = JSON.parse(rotated.printed);
      expect(announced).toBe("announced");
      const again = await runPlinth(["keys", "rotate"], here());
      expect(again).toMatchObject({ code: 1, printed: "" });
      expect(again.told).toContain(`the last rotation is still under way: key ${kid} signs from`);
      const listed = await runPlinth(["keys", "list"], here());
      const lines = listed.printed.trim().split("\n");
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/ HS256 {2}signing, .*, verifies until 20/);
      expect(lines[1]).toContain(`${kid}  HS256  announced, signs from 20`);
      expect((await runPlinth(["keys", "melt"], here())).code).toBe(64);
    },
  );
});

describe("plinth user create", () => {
  it("works on a stopped instance", async () => {
    const made = await runPlinth(
      newUser("stopped@example.com", "--role", "admin", "--tier", "premium"),
      here(),
    );
    expect(made.told).toBe("");
    expect(JSON.parse(made.printed)).toMatchObject({
      email: "stopped@example.com",
      role: "admin",
      tier: "premium",
    });
    server = await startServer(data.path);
    const body = { email: "stopped@example.com", password: PASSWORD };
    const { json } = await createApi(server.url).call("POST", "/api/v1/auth/signin", body);
    expect(json["user"]).toMatchObject({ role: "admin", tier: "premium", emailVerified: true });
  });

  it("works on a running instance, through its control socket", async () => {
    server = await startServer(data.path);
    const made = await runPlinth(newUser("running@example.com"), here());
    expect(made).toMatchObject({ code: 0 });
    const body = { email: "running@example.com", password: PASSWORD };
    const { json } = await createApi(server.url).call("POST", "/api/v1/auth/signin", body);
    expect(json["user"]).toMatchObject({ role: "user", tier: "free" });
  });

  it.each(["stopped", "running"])(
    "ID-05: holds the password policy and refuses duplicates (%s)",
    async (state) => {
      if (state === "running") server = await startServer(data.path);
      const weak = await runPlinth(
        ["user", "create", "--email", "weak@example.com", "--password", "short"],
        here(),
      );
      expect(weak.code).toBe(1);
      expect(weak.told).not.toMatch(/\bat \S+:\d+/);
      expect((await runPlinth(newUser("twice@example.com"), here())).code).toBe(0);
      expect((await runPlinth(newUser("TWICE@example.com"), here())).code).toBe(1);
    },
  );

  it("reads the password from standard input, and names what is missing", async () => {
    const words = ["user", "create", "--email", "stdin@example.com", "--password", "-"];
    expect((await runPlinth(words, here(), { input: `${PASSWORD}\n` })).code).toBe(0);
    expect((await runPlinth(["user", "create", "--password", "x"], here())).told).toContain(
      "--email is missing",
    );
    const unsaid = await runPlinth(words.slice(0, 4), here(), { input: `${PASSWORD}\n` });
    expect([unsaid.code, unsaid.told]).toEqual([
      64,
      "plinth: --password is missing; - is standard input\n",
    ]);
    expect((await runPlinth(["user", "create", "--colour", "red"], here())).code).toBe(64);
  });
});

describe("looking at the application", () => {
  it("POL-06: the committed route table is the live one; a change makes exit 1 and a diff", async () => {
    expect(await runPlinth(["routes", "--check"], here())).toMatchObject({ code: 0 });
    const changed = join(data.path, "routes.txt");
    const other = await runPlinth(["routes", "--check", "--file", changed], here());
    expect(other.code).toBe(1);
    expect(other.printed).toContain("+ POST /api/v1/plans");
  });

  it("POL-04: lists public routes with reasons; POL-11: covers every column", async () => {
    const { printed } = await runPlinth(["routes", "--public", "--json"], here());
    const rows = JSON.parse(printed) as { access: string }[];
    expect(rows.every(({ access }) => /^public: .{8,}/.test(access))).toBe(true);
    const coverage = await runPlinth(["routes", "--coverage"], here());
    expect(coverage.printed).not.toContain("without:");
    expect(coverage.code).toBe(0);
  });

  it("migrations go down and up again with the data directory alone", async () => {
    await runPlinth(["migrate", "up"], here());
    expect((await runPlinth(["migrate", "status"], here())).printed).not.toContain("pending");
    const asked = await runPlinth(["migrate", "down"], here());
    expect(asked).toMatchObject({ code: 64, printed: "" });
    expect(asked.told).toMatch(/^plinth: this would take back \S+, .*--one.*--to ID.*\n$/);
    expect((await runPlinth(["migrate", "status"], here())).printed).not.toContain("pending");
    const down = await runPlinth(["migrate", "down", "--one"], here());
    expect(down.printed).toContain("took back");
    expect((await runPlinth(["migrate", "status"], here())).printed).toContain("pending");
    expect((await runPlinth(["migrate", "up"], here())).printed).toContain("applied");
  });

  it("CFG-04: secrets generate prints two different keys of 64 characters", async () => {
    const { printed } = await runPlinth(["secrets", "generate"], here());
    const keys = [...printed.matchAll(/=(\S+)/g)].map((match) => match[1]);
    expect(keys.map((key) => key?.length)).toEqual([64, 64]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("TST-06: a flag of another verb is one sentence and exit 64", async () => {
    expect(await runPlinth(["failover", "status", "--force"], here())).toEqual({
      code: 64,
      printed: "",
      told: "plinth: --force is for plinth failover run: plinth failover status does not take it; see plinth failover --help\n",
    });
  });

  it("an unknown command is one sentence and exit 64", async () => {
    const outcome = await runPlinth(["fly"], here());
    expect(outcome.code).toBe(64);
    expect(outcome.told.trim().split("\n")).toHaveLength(1);
  });
});
