import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  EXAMPLE_FILE,
  hasLanguage,
  type Language,
  startUpstreamProcess,
  type UpstreamProcess,
} from "../gateway-support/upstream-process.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

let data: ReturnType<typeof scratchDirectory>;
let gateway: ServerProcess;
let upstreams: UpstreamProcess[];
let key: string;

const here = () => ({ PLINTH_DATA: data.path });
const file = (): string => join(data.path, "policy.json");

/** The guide's policy file, over upstreams that run here. */
const writeFile = (changes: object = {}): void => {
  const example = JSON.parse(readFileSync(EXAMPLE_FILE, "utf8")) as object;
  const origins = upstreams.map(({ port }) => `http://127.0.0.1:${port}`);
  writeFileSync(file(), JSON.stringify({ ...example, upstreams: origins, ...changes }));
};

/** As the guide says: the key first, then the applications, then the gateway. */
const start = async (
  languages: readonly Language[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const { printed } = await runPlinth(["gateway", "--print-key"], here());
  key = printed.trim();
  upstreams = await Promise.all(languages.map((language) => startUpstreamProcess(language, key)));
  writeFile();
  gateway = await startServer(data.path, environment, ["--policy", file()], "gateway");
};

const newUser = async (role: string): Promise<string> => {
  const email = `${role}@example.com`;
  await runPlinth(
    ["user", "create", "--email", email, "--password", PASSWORD, "--role", role],
    here(),
  );
  const api = createApi(gateway.url);
  const { json } = await api.call("POST", "/api/v1/auth/signin", { email, password: PASSWORD });
  return String(json["accessToken"]);
};

beforeEach(() => {
  data = scratchDirectory();
  upstreams = [];
});
afterEach(async () => {
  await gateway?.kill();
  await Promise.all(upstreams.map((upstream) => upstream.kill()));
  data.remove();
});

const languages = ["javascript", "python"] as const;
for (const language of languages) {
  if (!hasLanguage(language)) {
    process.stderr.write(`\n*** SKIPPED: the ${language} upstream, no python3 here ***\n`);
  }
}

describe.each(languages.filter(hasLanguage))("the example of the guide, over %s", (language) => {
  it("GW-01: says who calls, signed; nothing forged arrives; no path without policy does", async () => {
    await start([language]);
    const user = await newUser("user");
    const admin = await newUser("admin");
    const ask = async (path: string, token: string | undefined, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      const response = await fetch(gateway.url + path, { ...init, headers });
      const text = await response.text();
      return { status: response.status, json: text === "" ? {} : JSON.parse(text) };
    };
    const forged = {
      "Plinth-User": "somebody-else",
      plinth_role: "admin",
      "PLINTH-SIGNATURE": "x",
      "X-Forwarded-For": "192.0.2.1",
    };
    const nobody = await ask("/", undefined, { headers: forged });
    expect(nobody).toMatchObject({ status: 200, json: { language, user: null, role: null } });
    expect(nobody.json.headers.filter((name: string) => name.includes("_"))).toEqual([]);
    const known = await ask("/?x=%2F%20", user, { headers: forged });
    expect(known).toMatchObject({ status: 200, json: { role: "user", target: "/?x=%2F%20" } });
    expect(known.json.user).toMatch(/^[0-9a-f-]{36}$/);
    expect(known.json.headers).not.toContain("authorization");
    const body = '{ "text":"caf\\u00e9" }';
    const note = { method: "POST", body, headers: { "content-type": "application/json" } };
    expect(await ask("/notes", user, note)).toMatchObject({ status: 201, json: { body } });
    expect((await ask("/notes", undefined, note)).status).toBe(401);
    expect((await ask("/notes/none", user)).status).toBe(400);
    expect((await ask("/admin/users", user)).status).toBe(403);
    expect((await ask("/admin/users", admin)).status).toBe(200);
    expect((await ask("/secret", admin)).status).toBe(404);
    // Whoever goes around the gateway is told so by the application itself.
    const around = `http://127.0.0.1:${upstreams[0]?.port}/`;
    expect((await fetch(around, { headers: { "Plinth-User": "x" } })).status).toBe(403);
  });
});

describe("plinth gateway", () => {
  it("GW-03: passes events on as they come", async () => {
    await start(["javascript"]);
    const leaving = new AbortController();
    const response = await fetch(`${gateway.url}/events`, { signal: leaving.signal });
    const reader = response.body?.getReader();
    for (let count = 0; count < 3; count += 1) {
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toMatch(/^data: /);
    }
    leaving.abort();
  });

  it("GW-02: one of two upstreams is killed under load: no GET fails, and it comes back", async () => {
    // The guide's file limits by address: each request comes from one of its own.
    await start(["javascript", "javascript"], { TRUSTED_PROXIES: '["127.0.0.1"]' });
    const total = 1_200;
    const statuses = new Map<number | string, number>();
    let asked = 0;
    let killed: Promise<void> | undefined;
    const ask = async (): Promise<number | string> => {
      asked += 1;
      const headers = { "x-forwarded-for": `10.0.${asked >> 8}.${asked & 255}` };
      try {
        const response = await fetch(`${gateway.url}/`, { headers });
        await response.text();
        return response.status;
      } catch (fault) {
        return String(fault);
      }
    };
    const askOn = async (): Promise<void> => {
      while (asked < total) {
        if (asked >= total / 3) killed ??= upstreams[0]?.kill();
        const status = await ask();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 16 }, askOn));
    await killed;
    expect([...statuses]).toEqual([[200, asked]]);
    const port = upstreams[0]?.port ?? 0;
    upstreams.push(await startUpstreamProcess("javascript", key, port));
    // Requests find it out, and none of them pays for it.
    while (!gateway.logged().includes("can be reached again")) expect(await ask()).toBe(200);
  });

  it("GW-02: SIGHUP takes up the upstreams of the changed file, and nothing of a faulty one", async () => {
    await start(["javascript"], { TRUSTED_PROXIES: '["127.0.0.1"]' });
    const [before] = upstreams;
    const after = await startUpstreamProcess("javascript", key);
    upstreams = [after];
    writeFile();
    process.kill(gateway.pid, "SIGHUP");
    await expect.poll(gateway.logged).toContain("the upstreams were replaced");
    await before?.kill();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const headers = { "x-forwarded-for": `10.1.0.${at}` };
        return (await fetch(`${gateway.url}/`, { headers })).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    writeFileSync(file(), "{");
    process.kill(gateway.pid, "SIGHUP");
    await expect.poll(gateway.logged).toContain("the policy file cannot be taken up");
    expect((await fetch(`${gateway.url}/`)).status).toBe(200);
  });

  it("POL-02, POL-03: refuses a malformed file with its name, the route and the field", async () => {
    writeFile({
      upstreams: ["http://127.0.0.1:9"],
      routes: [
        { method: "GET", path: "/health", policy: {} },
        {
          method: "GET",
          path: "/x",
          policy: { acces: "user", summary: "x", responses: { 200: null } },
        },
      ],
    });
    const outcome = await runPlinth(["gateway", "--policy", file()], { ...here(), PORT: "0" });
    expect(outcome.code).toBe(78);
    expect(outcome.told).toContain("policy.json: routes[1] GET /x: policy.access is missing");
    expect(outcome.told).not.toMatch(/\bat \S+:\d+/);
  });

  it("refuses a path that is taken, naming the file", async () => {
    const policy = { access: "user", summary: "x", responses: { 200: { type: "object" } } };
    writeFile({
      upstreams: ["http://127.0.0.1:9"],
      routes: [{ method: "GET", path: "/health", policy }],
    });
    const outcome = await runPlinth(["gateway", "--policy", file(), "--check"], here());
    expect(outcome).toMatchObject({ code: 78, printed: "" });
    expect(outcome.told).toContain("policy.json: GET /health: declared twice");
  });

  it("--check prints the policies of the file and starts nothing", async () => {
    const outcome = await runPlinth(["gateway", "--policy", EXAMPLE_FILE, "--check"], here());
    expect(outcome.code).toBe(0);
    expect(outcome.printed).toContain("GET /admin/*\n  module: gateway\n  access: role admin\n");
    expect((await runPlinth(["gateway"], here())).told).toContain("--policy is missing");
  });
});
