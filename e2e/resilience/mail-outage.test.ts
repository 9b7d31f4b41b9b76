import { afterEach, describe, expect, it } from "vitest";
import { access } from "../../packages/plinth/src/modules/access/index.ts";
import { dependencies } from "../../packages/plinth/src/modules/dependencies/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { startStubSmtp } from "../support/stub-smtp.ts";

/** For what comes soon on a machine that is not busy. */
const PATIENT = { timeout: 60_000 } as const;

interface Seen {
  readonly status: string;
  readonly refused: number;
  readonly running: number;
  readonly waiting: number;
  readonly lastFault: unknown;
}

/** An application whose mail goes to a stub; a manual clock keeps its limits out of the way. */
const start = async (openSeconds: number) => {
  const stub = await startStubSmtp();
  const identity: Identity = await startIdentity({
    modules: [access, status, dependencies],
    env: {
      SMTP_URL: stub.url,
      TRUSTED_PROXIES: '["127.0.0.1"]',
      MAIL_TIMEOUT_SECONDS: "1",
      DEPENDENCY_OPEN_SECONDS: String(openSeconds),
    },
  });
  const admin = await identity.addAccount({ role: "admin" });
  let asked = 0;
  /** Somebody forgot a password: one mail, and an answer that does not tell whether there was one. */
  const forget = async (): Promise<number> => {
    asked += 1;
    const { email } = await identity.addAccount();
    const from = { "x-forwarded-for": `203.0.113.${asked % 250}` };
    const path = "/api/v1/auth/password/forgot";
    const reply = await identity.send("POST", path, { email }, from);
    await reply.arrayBuffer();
    return reply.status;
  };
  const ask = async (method: string, path: string) => {
    identity.clock.advance(1_000);
    // The clock moves with every look: a session of before may have ended.
    const { tokens } = await identity.addSession(admin);
    const authorization = `Bearer ${tokens.accessToken}`;
    const reply = await identity.send(method, path, undefined, { authorization });
    const text = await reply.text();
    return { status: reply.status, degraded: reply.headers.get("degraded"), text };
  };
  const mail = async (): Promise<Seen> => {
    const { text } = await ask("GET", "/api/v1/admin/dependencies");
    const { dependencies: list } = JSON.parse(text) as { dependencies: [Seen] };
    return list[0];
  };
  /** How mail is once all that was asked for has been tried; what failed waits for the clock. */
  const whenTried = async (): Promise<Seen> => {
    await identity.app.jobs.settled();
    return mail();
  };
  return { stub, identity, forget, ask, mail, whenTried };
};

type Started = Awaited<ReturnType<typeof start>>;

describe("mail fails while the application goes on", () => {
  let running: Started | undefined;
  const begin = async (openSeconds: number): Promise<Started> => {
    running = await start(openSeconds);
    return running;
  };
  afterEach(async () => {
    await running?.identity.app.stop();
    await running?.stub.close();
  });

  it("RES-01, RES-03, RES-04: a server that hangs is left alone: no socket is opened, all else answers", async () => {
    const { stub, identity, forget, ask, mail, whenTried } = await begin(3_600);
    stub.set("hangs");
    for (let call = 0; call < 5; call += 1) expect(await forget()).toBe(202);
    // Other routes answer while mails hang.
    expect((await ask("GET", "/ready")).status).toBe(200);
    // Who asked is answered before the mail is in the queue.
    await expect.poll(whenTried, PATIENT).toMatchObject({ status: "open", running: 0 });
    const opened = stub.connections();
    // As many at once as there are connections; then the breaker knows enough.
    expect([3, 4, 5]).toContain(opened);
    for (let call = 0; call < 5; call += 1) expect(await forget()).toBe(202);
    const refused = async () => (await whenTried()).refused;
    await expect.poll(refused, PATIENT).toBeGreaterThanOrEqual(5);
    expect(stub.connections()).toBe(opened);
    const health = await ask("GET", "/health");
    expect([health.status, health.degraded]).toEqual([200, "mail;mode=degraded"]);
    expect(JSON.parse(health.text)).toMatchObject({ status: "degraded" });
    expect((await ask("GET", "/metrics")).text).toMatch(
      /dependency_breaker_state\{dependency="mail"\} 2/,
    );
    // An administrator who knows that it works again need not wait.
    stub.set("works");
    expect((await ask("POST", "/api/v1/admin/dependencies/mail/reset")).status).toBe(204);
    // Nothing was lost: all that waited arrives.
    await forget();
    let jumps = 0;
    const taken = async () => {
      // What failed is tried later each time; after half an hour the links in the mails are too old.
      if (jumps < 10) identity.clock.advance(120_000);
      jumps += 1;
      await identity.app.jobs.settled();
      return stub.taken();
    };
    await expect.poll(taken, PATIENT).toBe(11);
    expect((await mail()).status).toBe("closed");
    expect((await ask("GET", "/health")).degraded).toBeNull();
  }, 300_000);

  it("RES-02: a server that comes back is found by itself, without a restart, and its time is metered", async () => {
    const { stub, forget, ask, mail, whenTried } = await begin(1);
    stub.set("fails");
    for (let call = 0; call < 5; call += 1) await forget();
    await expect.poll(whenTried, PATIENT).toMatchObject({ status: "open" });
    stub.set("works");
    const tried = async () => {
      await forget();
      return (await mail()).status;
    };
    await expect.poll(tried, { ...PATIENT, interval: 200 }).toBe("closed");
    expect(stub.taken()).toBeGreaterThanOrEqual(2);
    const { text } = await ask("GET", "/metrics");
    expect(text).toMatch(/dependency_recovery_seconds_count\{dependency="mail"\} 1/);
    expect(text).toMatch(/dependency_breaker_state\{dependency="mail"\} 0/);
  });

  it("RES-01: a server that refuses recipients works; one that stalls in the middle does not", async () => {
    const { stub, forget, whenTried } = await begin(3_600);
    stub.set("refuses");
    for (let call = 0; call < 7; call += 1) await forget();
    const offers = async () => {
      await whenTried();
      return stub.offers();
    };
    await expect.poll(offers, PATIENT).toBe(7);
    expect(await whenTried()).toMatchObject({
      running: 0,
      waiting: 0,
      status: "closed",
      lastFault: { name: "Error" },
    });
    stub.set("stalls");
    for (let call = 0; call < 5; call += 1) await forget();
    // On a busy machine what is tried again was refused by the breaker when this looks.
    await expect.poll(whenTried, PATIENT).toMatchObject({ status: "open" });
  });
});
