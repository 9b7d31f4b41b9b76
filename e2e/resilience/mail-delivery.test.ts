import { randomBytes } from "node:crypto";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { access } from "../../packages/plinth/src/modules/access/index.ts";
import { dependencies } from "../../packages/plinth/src/modules/dependencies/index.ts";
import { jobs } from "../../packages/plinth/src/modules/jobs/index.ts";
import { mail } from "../../packages/plinth/src/modules/mail/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import {
  GOOD_PASSWORD,
  type Identity,
  startIdentity,
} from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startServer } from "../support/server.ts";
import { type StubSmtp, startStubSmtp } from "../support/stub-smtp.ts";

const POLL = { timeout: 15_000, interval: 50 };
const PROXY = { TRUSTED_PROXIES: '["127.0.0.1"]' };

/** An application whose mail goes to a stub; its pauses end when the clock is moved. */
const start = async (timeoutSeconds: number) => {
  const stub = await startStubSmtp();
  const identity: Identity = await startIdentity({
    modules: [access, status, dependencies, jobs, mail],
    env: { SMTP_URL: stub.url, MAIL_TIMEOUT_SECONDS: String(timeoutSeconds), ...PROXY },
  });
  const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
  const authorization = `Bearer ${tokens.accessToken}`;
  let asked = 0;
  const ask = async (path: string) => {
    const answer = await identity.send("GET", path, undefined, { authorization });
    return JSON.parse(await answer.text());
  };
  /** Somebody forgot a password: the answer never tells how it goes with the mail. */
  const forget = async (address?: string): Promise<string> => {
    asked += 1;
    const email = address ?? (await identity.addAccount()).email;
    const from = { "x-forwarded-for": `203.0.113.${asked}` };
    const path = "/api/v1/auth/password/forgot";
    const answer = await identity.send("POST", path, { email }, from);
    expect(answer.status).toBe(202);
    await answer.arrayBuffer();
    return email;
  };
  /** Time for what waits; the queue looks because something new comes in. */
  const later = async (): Promise<void> => {
    identity.clock.advance(120_000);
    await forget(`nobody-${asked}@example.org`);
    await identity.app.jobs.settled();
  };
  const mailsOf = async (state: string) =>
    ((await ask(`/api/v1/admin/jobs?state=${state}`)).jobs as { name: string }[]).filter(
      ({ name }) => name === "send-mail",
    );
  const countsOf = async () => (await ask("/api/v1/admin/mail/summary")).kinds[0];
  return { stub, identity, ask, forget, later, mailsOf, countsOf };
};

describe("a mail server that does not take a mail at once", () => {
  let running: Awaited<ReturnType<typeof start>> | undefined;
  const begin = async (timeoutSeconds = 30) => {
    running = await start(timeoutSeconds);
    return running;
  };
  afterEach(async () => {
    await running?.identity.app.stop();
    await running?.stub.close();
    running = undefined;
  });

  it("SCALE-03, RES-01: greylisting delays mails, and opens no breaker", async () => {
    const { stub, identity, ask, forget, later, mailsOf, countsOf } = await begin();
    stub.set("greylists");
    const people: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) people.push(await forget());
    await identity.app.jobs.settled();
    expect(stub.taken()).toBe(0);
    const waiting = await mailsOf("ready");
    expect(waiting).toHaveLength(7);
    // Its words are shown, without the address that they name.
    expect(waiting[0]).toMatchObject({ attempt: 1, lastError: expect.stringContaining("4.7.1 …") });
    expect(JSON.stringify(waiting)).not.toContain("@");
    const [seen] = (await ask("/api/v1/admin/dependencies")).dependencies;
    expect(seen).toMatchObject({ status: "closed" });
    await later();
    expect(new Set(stub.mails().map(({ to }) => to))).toEqual(new Set(people));
    expect(stub.taken()).toBe(7);
    expect(await countsOf()).toMatchObject({ name: "password-reset", sent: 7, failed: 0 });
  });

  it("SCALE-03: an address that is refused for good gets no further mail, and a dead letter tells", async () => {
    const { stub, identity, forget, mailsOf, countsOf } = await begin();
    stub.set("refuses");
    const email = await forget();
    await identity.app.jobs.settled();
    const [dead] = await mailsOf("dead");
    expect(dead).toMatchObject({ attempt: 1, lastError: expect.stringContaining("nobody lives") });
    // An address that somebody mistyped makes nothing unhealthy.
    expect((await identity.app.modules.health())["jobs"]).toMatchObject({ healthy: true });
    const offers = stub.offers();
    stub.set("works");
    await forget(email);
    await identity.app.jobs.settled();
    expect(stub.offers()).toBe(offers);
    expect(await countsOf()).toMatchObject({ sent: 0, failed: 1, suppressed: 1 });
  });

  it("SCALE-03: a line that is cut in the middle of a mail, and a server that says nothing", async () => {
    const { stub, identity, forget, later, mailsOf } = await begin(2);
    stub.set("drops");
    const cut = await forget();
    await identity.app.jobs.settled();
    stub.set("stalls");
    const stalled = await forget();
    await identity.app.jobs.settled();
    expect(await mailsOf("ready")).toHaveLength(2);
    stub.set("works");
    await later();
    expect(
      stub
        .mails()
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual([cut, stalled].toSorted());
  });
});

describe("a process that is killed with mails on their way", () => {
  it("SCALE-03: sends them once it is back; one that was taken unheard comes again under its own name", async () => {
    const stub: StubSmtp = await startStubSmtp();
    const data = scratchDirectory();
    const env = { ...PROXY, SMTP_URL: stub.url };
    const account = (email: string) => ({ email, password: PASSWORD, name: "Test" });
    try {
      stub.set("hangs");
      const first = await startServer(data.path, env);
      const signUp = await createApi(first.url).call(
        "POST",
        "/api/v1/auth/signup",
        account("first@example.org"),
      );
      expect(signUp.status).toBe(201);
      await expect.poll(stub.connections, POLL).toBeGreaterThan(0);
      await first.kill();

      stub.set("mute");
      const second = await startServer(data.path, env);
      await expect.poll(stub.taken, POLL).toBe(1);
      await second.kill();

      stub.set("works");
      const third = await startServer(data.path, env);
      await expect.poll(stub.taken, POLL).toBe(2);
      expect(await third.stop()).toBe(0);
      const mails = stub.mails();
      expect(mails.map(({ to }) => to)).toEqual(["first@example.org", "first@example.org"]);
      expect(mails[0]?.messageId).toMatch(/^<[0-9a-f-]{36}@[\w.-]+>$/);
      expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
    } finally {
      await stub.close();
      data.remove();
    }
  }, 60_000);
});

const server = await startPostgres();
if ("missing" in server) announceSkipped("mail over two nodes", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

describe.skipIf("missing" in server)("mail over two nodes on PostgreSQL", () => {
  it("SCALE-01: each mail is sent once, whichever node took it in", async () => {
    if ("missing" in server) return;
    const stub = await startStubSmtp();
    const clock = createManualClock();
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
      SMTP_URL: stub.url,
      ...PROXY,
    };
    const nodes = [await startIdentity({ clock, env }), await startIdentity({ clock, env })];
    try {
      const emails = Array.from({ length: 12 }, (_, turn) => `node-${turn}@example.org`);
      await Promise.all(
        emails.map(async (email, turn) => {
          const from = { "x-forwarded-for": `203.0.113.${turn}` };
          const body = { email, password: GOOD_PASSWORD };
          const answer = await nodes[turn % 2]?.send("POST", "/api/v1/auth/signup", body, from);
          expect(answer?.status).toBe(201);
        }),
      );
      await expect.poll(stub.taken, POLL).toBeGreaterThanOrEqual(emails.length);
      for (const node of nodes) await node.settle();
      expect(
        stub
          .mails()
          .map(({ to }) => to)
          .toSorted(),
      ).toEqual(emails.toSorted());
    } finally {
      for (const node of nodes) await node.app.stop();
      await stub.close();
    }
  });
});
