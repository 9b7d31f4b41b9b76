import { randomBytes } from "node:crypto";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "../../packages/plinth/src/core/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("access tokens on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const there = () => {
  if ("missing" in server) throw new Error("no PostgreSQL");
  return server;
};
/** Nodes of one application share their keys; limits are not what these tests are about. */
const shared = {
  SECRET_KEY: randomBytes(48).toString("base64url"),
  JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
  RATE_LIMIT_PER_MINUTE: "1000000",
  RATE_LIMIT_PER_HOUR: "10000000",
};
const ME = "/api/v1/auth/me";
const JWKS = "/.well-known/jwks.json";
const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;

describe.skipIf("missing" in server)("signing keys of two nodes on one database", () => {
  const nodes: Identity[] = [];
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.app.stop();
  });
  const start = async (url: string, clock: ManualClock, ALGORITHM: string): Promise<Identity> => {
    const env = { DATABASE_URL: url, ALGORITHM, ...shared };
    const node = await startIdentity({ clock, env });
    nodes.push(node);
    return node;
  };
  const me = (node: Identity, token: string) =>
    node.send("GET", ME, undefined, { authorization: `Bearer ${token}` });

  for (const algorithm of ["HS256", "EdDSA", "ES256"]) {
    it(`SES-10: a rotation under traffic on both refuses nobody: ${algorithm}`, async () => {
      const url = await there().createDatabase();
      const clock = createManualClock();
      const [a, b] = [await start(url, clock, algorithm), await start(url, clock, algorithm)];
      const account = await a.addAccount();
      const issued: string[] = [];
      const issue = async (node: Identity): Promise<string> => {
        const { tokens } = await node.addSession(account);
        issued.push(tokens.accessToken);
        return tokens.accessToken;
      };
      const statuses = new Set<number>();
      const traffic = async (): Promise<void> => {
        const calls = issued.flatMap((token) => [me(a, token), me(b, token)]);
        for (const { status } of await Promise.all(calls)) statuses.add(status);
      };
      const first = kidOf(await issue(a));
      expect(kidOf(await issue(b))).toBe(first);
      const flowing = [traffic(), traffic()];
      const { kid: next } = await a.tokens.rotate();
      await Promise.all(flowing);
      const seen = new Set<string>();
      for (let minute = 1; minute <= 20; minute += 1) {
        clock.advance(60_000);
        // What the timers of the nodes do every fifteen seconds.
        await Promise.all([a.tokens.maintain(), b.tokens.maintain(), traffic()]);
        const [fromA, fromB] = [kidOf(await issue(a)), kidOf(await issue(b))];
        expect([fromA, fromB]).toEqual(minute < 10 ? [first, first] : [next, next]);
        seen.add(fromB);
        await traffic();
      }
      expect([...seen]).toEqual([first, next]);
      expect([...statuses]).toEqual([200]);
    });
  }

  it("SES-10: a node that heard nothing looks an unknown key up, and accepts its tokens", async () => {
    const url = await there().createDatabase();
    const clock = createManualClock();
    const [a, deaf] = [await start(url, clock, "EdDSA"), await start(url, clock, "EdDSA")];
    const account = await a.addAccount();
    await a.tokens.rotate();
    clock.advance(600_000);
    const { tokens } = await a.addSession(account);
    const calls = Array.from({ length: 20 }, () => me(deaf, tokens.accessToken));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
    const [head, ...rest] = tokens.accessToken.split(".");
    const header = JSON.parse(Buffer.from(head ?? "", "base64url").toString());
    const other = Buffer.from(JSON.stringify({ ...header, kid: "unknown" })).toString("base64url");
    expect((await me(deaf, [other, ...rest].join("."))).status).toBe(401);
  });

  it("SES-10, P-049: nodes that make the first key at one moment agree on one, sealed there", async () => {
    const url = await there().createDatabase();
    const clock = createManualClock();
    const first = await start(url, clock, "ES256");
    const all = [first, await start(url, clock, "ES256"), await start(url, clock, "ES256")];
    for (let round = 0; round < 10; round += 1) {
      await there().query("delete from signing_keys", url);
      await Promise.all(all.map((node) => node.tokens.load()));
      const lists = await Promise.all(all.map((node) => node.tokens.list()));
      expect(new Set(lists.map((keys) => keys.map(({ kid }) => kid).join()))).toHaveProperty(
        "size",
        1,
      );
      expect(lists[0]).toHaveLength(1);
    }
    const [row] = await there().query("select * from signing_keys", url);
    expect(row).toMatchObject({ number: "1", algorithm: "ES256" });
    expect(Buffer.from(String(row?.["sealed_key"]), "base64url").readUInt8(0)).toBe(1);
    // An ASN.1 private key begins so; sealed, nothing of it can be seen.
    expect(String(row?.["sealed_key"])).not.toMatch(/^MIG/);
  });
});

describe.skipIf("missing" in server)("access tokens of two processes on one database", () => {
  const processes: ServerProcess[] = [];
  const directories = [scratchDirectory(), scratchDirectory()];
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill()));
  });
  afterAll(() => {
    for (const { remove } of directories) remove();
  });

  it("SES-07, SES-10, P-077: sign-out holds at once here, within a second there, and after a restart", async () => {
    const environment = {
      DATABASE_URL: await there().createDatabase(),
      ALGORITHM: "EdDSA",
      // Both are one application, whatever port each has.
      PUBLIC_URL: "http://localhost:8000",
      ...shared,
    };
    const start = async (index: number): Promise<ServerProcess> => {
      const one = await startServer(directories[index]?.path ?? "", environment);
      processes.push(one);
      return one;
    };
    const [a, b] = [await start(0), await start(1)];
    const email = "two-processes@example.org";
    const open = createApi(a.url);
    await open.call("POST", "/api/v1/auth/signup", { email, password: PASSWORD, name: "Robin" });
    const signIn = async (url: string) => {
      const body = { email, password: PASSWORD };
      const { json } = await createApi(url).call("POST", "/api/v1/auth/signin", body);
      return String(json["accessToken"]);
    };
    const statusOf = async (url: string, token: string): Promise<number> =>
      (await createApi(url, token).call("GET", ME)).status;
    const [token, kept] = [await signIn(a.url), await signIn(b.url)];
    expect([await statusOf(a.url, token), await statusOf(b.url, token)]).toEqual([200, 200]);

    expect((await createApi(a.url, token).call("POST", "/api/v1/auth/signout")).status).toBe(204);
    expect(await statusOf(a.url, token)).toBe(401);
    // The other process may believe it for a second; what begins after that is refused.
    const ended = performance.now();
    while (performance.now() - ended < 1_000) await statusOf(b.url, token);
    expect(await statusOf(b.url, token)).toBe(401);

    const rotated = await runPlinth(["keys", "rotate", "--json"], {
      PLINTH_DATA: directories[0]?.path ?? "",
      ...environment,
    });
    expect(rotated.code, rotated.told).toBe(0);
    const { kid } = JSON.parse(rotated.printed) as { kid: string };
    const published = async (url: string) =>
      (await createApi(url).call("GET", JWKS)).json["keys"] as { kid: string }[];
    expect((await published(a.url)).map((key) => key.kid)).toContain(kid);

    await Promise.all(processes.splice(0).map((one) => one.stop()));
    const again = await start(1);
    expect(await statusOf(again.url, token)).toBe(401);
    expect(await statusOf(again.url, kept)).toBe(200);
    // What the other process announced before it stopped is known to the one that starts.
    expect((await published(again.url)).map((key) => key.kid)).toContain(kid);
  });
});
