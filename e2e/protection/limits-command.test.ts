import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi } from "../support/api.ts";
import { type Outcome, runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const SIGN_IN = "POST /api/v1/auth/signin";
const guide = readFileSync(
  fileURLToPath(new URL("../../docs/guide/limits.md", import.meta.url)),
  "utf8",
);

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

const limits = (...words: string[]): Promise<Outcome> =>
  runPlinth(["limits", ...words], { PLINTH_DATA: data.path });

const announced = async (): Promise<string | null> => {
  const response = await fetch(`${server?.url}/api/v1/auth/signin`, { method: "POST" });
  await response.arrayBuffer();
  return response.headers.get("ratelimit-policy");
};

/** The words of a command line as a shell would split them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");

describe("plinth limits", () => {
  it("POL-12: changes a running instance, tells what became what, and says who in the log", async () => {
    server = await startServer(data.path);
    expect(await announced()).toContain(`"${SIGN_IN}";q=5;w=60`);
    const set = await limits("set", SIGN_IN, "7/minute");
    expect(set).toMatchObject({ code: 0 });
    expect(set.printed).toContain("to   7/minute by address");
    expect(await announced()).toBe(`"${SIGN_IN}";q=7;w=60`);
    const document = await createApi(server.url).call("GET", "/docs/json");
    expect(JSON.stringify(document.json)).toContain("Limits: 7/minute by address.");
    const listed = await limits("list");
    expect(listed.printed).toMatch(/signin {2}7\/minute by address\n {2}declared: 5\/minute/);
    expect(server.logged()).toMatch(/"actor":"control socket, user [\w.@-]+".*limits reloaded/);
    const reset = await limits("reset", SIGN_IN);
    expect(reset).toMatchObject({ code: 0 });
    expect(await announced()).toContain("q=5;w=60");
  });

  it("POL-12: SIGHUP reads the file; what is refused is one sentence and changes nothing", async () => {
    server = await startServer(data.path);
    const file = join(data.path, "limits.json");
    writeFileSync(file, JSON.stringify({ [SIGN_IN]: { limits: ["9/minute"] } }));
    process.kill(server.pid, "SIGHUP");
    // The signal comes some time; the server says so when it has.
    await expect.poll(() => server?.logged(), { timeout: 10_000 }).toContain("signal SIGHUP");
    expect(await announced()).toBe(`"${SIGN_IN}";q=9;w=60`);
    writeFileSync(file, JSON.stringify({ "POST /nowhere": { limits: ["9/minute"] } }));
    const refused = await limits("reload");
    expect(refused.code).toBe(1);
    expect(refused.told.trim().split("\n")).toHaveLength(1);
    expect(refused.told).toContain("POST /nowhere: there is no such route");
    expect(await announced()).toBe(`"${SIGN_IN}";q=9;w=60`);
    await server.kill();
    const start = await runPlinth(["serve"], { PLINTH_DATA: data.path, PORT: "0" });
    expect(start.code).toBe(78);
    expect(start.told).toContain("POST /nowhere: there is no such route");
  });

  it("POL-12: set on a stopped instance, a limit holds from the next start", async () => {
    expect(await limits("set", SIGN_IN, "4/minute")).toMatchObject({ code: 0 });
    expect(await limits("set", SIGN_IN, "often")).toMatchObject({ code: 1 });
    expect(await limits("set", SIGN_IN, "1/minute", "1/hour")).toMatchObject({ code: 64 });
    server = await startServer(data.path);
    expect(await announced()).toBe(`"${SIGN_IN}";q=4;w=60`);
  });

  it("DOC-01: every command of the guide works as it stands there", async () => {
    server = await startServer(data.path);
    const json = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
    const commands = [...guide.matchAll(/^plinth (limits .*)$/gm)].map((match) => match[1] ?? "");
    expect(commands).toHaveLength(11);
    for (const command of commands) {
      if (command === "limits reload") writeFileSync(join(data.path, "limits.json"), json);
      const outcome = await runPlinth(wordsOf(command), { PLINTH_DATA: data.path });
      expect(`${command}: ${outcome.code} ${outcome.told}`).toBe(`${command}: 0 `);
    }
    expect(await announced()).toContain("q=10;w=60");
  });
});
