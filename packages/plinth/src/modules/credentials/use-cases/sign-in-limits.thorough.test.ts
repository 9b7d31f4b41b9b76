import { afterEach, describe, expect, it } from "vitest";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../../testing/identity.ts";

const open: Identity[] = [];
const start = async (options: Parameters<typeof startIdentity>[0]): Promise<Identity> => {
  const identity = await startIdentity({
    ...options,
    env: { TRUSTED_PROXIES: '["127.0.0.1"]', ...options?.env },
  });
  open.push(identity);
  return identity;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ app }) => app.stop()));
});

const trySignIn = (
  identity: Identity,
  from: string,
  body: { readonly email: string; readonly password: string },
): Promise<Response> =>
  identity.send("POST", "/api/v1/auth/signin", body, { "x-forwarded-for": from });

describe("a sign-in beyond the limit", () => {
  const guess = { email: "nobody@example.org", password: "Rosen-um-9-Uhr!" };

  /** What one address costs that asks again and again, once it is refused. */
  const costOfRefusals = async (identity: Identity) => {
    const from = "198.51.100.7";
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await trySignIn(identity, from, guess)).status).toBe(401);
    }
    await identity.settle();
    const counters = () => {
      const { queries, transactions, flushes } = identity.app.store.stats();
      const checks = identity.app.metrics
        .render()
        .split("\n")
        .filter((line) => line.startsWith("password_checks_total"));
      return { queries, transactions, flushes, checks };
    };
    const before = counters();
    const statuses = new Set<number>();
    for (let tries = 0; tries < 20; tries += 1) {
      statuses.add((await trySignIn(identity, from, guess)).status);
    }
    await identity.settle();
    return { statuses: [...statuses], before, after: counters() };
  };

  it("POL-10: a throttled sign-in leaves the counters of hash pool and queries unchanged", async () => {
    const { statuses, before, after } = await costOfRefusals(await start({}));
    expect(statuses).toEqual([429]);
    expect(before.queries).toBeGreaterThan(0);
    expect(before.checks.join()).toContain('{outcome="started"} 5');
    expect(after).toEqual(before);
  });

  it("POL-10: goes red where the limit is not asked first", async () => {
    const late = await start({
      alter: {
        controls: (controls) => ({ ...controls, stages: { ...controls.stages, protect: [] } }),
      },
    });
    const { before, after } = await costOfRefusals(late);
    expect(after.queries).toBeGreaterThan(before.queries);
    expect(after.checks).not.toEqual(before.checks);
  });
});

describe("a thousand addresses against one account", () => {
  const ADDRESSES = 1_000;
  /** As many at once as the rule allows, so that none overtakes the lock. */
  const AT_ONCE = 5;
  const WRONG = 5;
  const email = "wanted@example.org";
  /** bcrypt, cost 4, as another system might have kept it: checked in a millisecond. */
  const IMPORTED = "$2b$04$UvQ.adHep9e6I2ycMFB1a.dC0lKkWNrWb9Wswqg72KqBqH4QjQEgy";

  /** Every address guesses once: wrong until the account's rule should speak, right from then on. */
  const attack = async (identity: Identity): Promise<number | undefined> => {
    const [outcome] = await identity.credentials.importUsers({
      rows: [{ row: 2, values: { email, emailVerified: "yes", passwordHash: IMPORTED } }],
      isDryRun: false,
    });
    expect(outcome?.refused).toEqual([]);
    const guess = async (at: number): Promise<number> => {
      const from = `198.18.${at >> 8}.${at & 255}`;
      const password = at < WRONG ? `Falsch-${at}-Mal` : GOOD_PASSWORD;
      return (await trySignIn(identity, from, { email, password })).status;
    };
    for (let at = 0; at < ADDRESSES; at += AT_ONCE) {
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => guess(at + i)));
      const gotIn = statuses.indexOf(200);
      if (gotIn >= 0) return at + gotIn;
      expect(new Set(statuses)).toEqual(new Set([401]));
    }
    return undefined;
  };

  it("RL-16: the account's own rule stops them all, until its lock ends", async () => {
    const identity = await start({});
    expect(await attack(identity)).toBeUndefined();
    identity.clock.advance(300_000);
    const owner = await trySignIn(identity, "192.0.2.1", { email, password: GOOD_PASSWORD });
    expect(owner.status).toBe(200);
  });

  it("RL-16: goes red where only addresses are counted", async () => {
    const patient = '{"bcrypt_cost":10,"max_login_attempts":100}';
    expect(await attack(await start({ env: { SECURITY_SETTINGS: patient } }))).toBe(5);
  });
});
