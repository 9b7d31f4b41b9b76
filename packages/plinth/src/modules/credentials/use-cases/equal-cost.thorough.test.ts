import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEvents, createIdGenerator, Secret } from "#core";
import {
  createKeyring,
  createPasswordHasher,
  createSealer,
  createSecureRandom,
  type PasswordHasher,
} from "#crypto";
import { createJobs } from "#services/jobs";
import { createMailer, createMails } from "#services/mail";
import { english } from "#services/texts";
import { createLogger, createMetrics } from "#telemetry";
import { quietDependencies } from "../../../resilience/dependencies.test-support.ts";
import { createBackground } from "../../../services/background/index.ts";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../../testing/identity.ts";
import { createHashRepository, createHashStandIns } from "../hashes/index.ts";
import type { CredentialParts } from "../parts.ts";
import { createPasswordPolicy } from "../policy/index.ts";
import { createCredentialRepository } from "../repository.ts";
import { createForgot } from "./passwords.ts";
import { createSignIn } from "./sign-in.ts";
import { createSignUp } from "./sign-up.ts";
import { createLockNotice } from "./unlock.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
  // What is done later is not what somebody waits for, and is not counted.
  await identity.app.jobs.stop();
});
afterAll(() => identity.app.stop());

/** The real use cases around the real hasher, whose work is counted. */
const setUp = (alter: (hasher: PasswordHasher) => PasswordHasher = (hasher) => hasher) => {
  const { app, clock, accounts, sessions } = identity;
  const random = createSecureRandom();
  const log = createLogger({
    level: "error",
    clock,
    component: "test",
    destination: { write: () => undefined },
  });
  const keyring = createKeyring(new Secret("a secret for the tests of this file only"));
  // Takes jobs in and does none: what is counted is what somebody waits for.
  const jobs = createJobs({
    store: app.store,
    newId: createIdGenerator(clock, random),
    monotonic: clock,
    startTimer: clock.startTimer,
    jitter: () => 1,
    broadcast: { publish: () => undefined, subscribe: () => () => undefined },
    metrics: createMetrics(),
    log,
    sealer: createSealer({ key: keyring.derive("job-payloads"), random }),
  });
  const post = createMails({
    mailer: createMailer({
      config: app.config,
      clock,
      log,
      dependencies: quietDependencies(clock),
    }),
    jobs,
    store: app.store,
    clock,
    keyring,
    metrics: createMetrics(),
    log,
    config: app.config.mail,
  });
  const work = { hashes: 0, checks: 0 };
  const real = createPasswordHasher({ cost: 10 });
  // The innermost counts, so that what an altered hasher leaves out is not counted.
  const counting: PasswordHasher = {
    ...real,
    hash: (password) => {
      work.hashes += 1;
      return real.hash(password);
    },
    verify: (password, stored) => {
      work.checks += 1;
      return real.verify(password, stored);
    },
    verifyUnknown: (password, like) => {
      work.checks += 1;
      return real.verifyUnknown(password, like);
    },
  };
  const parts: CredentialParts = {
    repository: createCredentialRepository(app.store),
    accounts,
    sessions,
    mfa: identity.mfa,
    hasher: alter(counting),
    hashStandIns: createHashStandIns({
      repository: createHashRepository(app.store),
      keyring,
      clock,
    }),
    policy: createPasswordPolicy(app.config.security),
    devices: sessions.devices,
    lockRule: { maxAttempts: 5, durationMs: 300_000 },
    keyring,
    clock,
    random,
    events: createEvents(() => undefined),
    mail: post.mails,
    jobs,
    background: createBackground({ log }),
    mailContext: () => ({ t: english, application: "Test", publicUrl: "http://localhost" }),
  };
  /** What one attempt costs. */
  const costOf = async (attempt: () => Promise<unknown>) => {
    const before = { ...work };
    const stats = app.store.stats();
    await attempt().catch(() => undefined);
    const { transactions, flushes } = app.store.stats();
    return {
      hashes: work.hashes - before.hashes,
      checks: work.checks - before.checks,
      transactions: transactions - stats.transactions,
      flushes: flushes - stats.flushes,
    };
  };
  const notice = createLockNotice(parts);
  const forgot = createForgot(parts);
  jobs.declare([post.handled, notice.handled, forgot.handled], []);
  return { parts, notice, forgot, costOf };
};

const origin = { requestId: "-", clientAddress: "192.0.2.1" };

describe("what an attempt costs", () => {
  const signInCosts = async (alter?: (hasher: PasswordHasher) => PasswordHasher) => {
    const { parts, notice, costOf } = setUp(alter);
    const signIn = createSignIn(parts, notice);
    const attempt = (email: string) => () =>
      signIn({ email, password: "Rosen-um-9-Uhr!", device: undefined, cookie: undefined, origin });
    const withoutPassword = await identity.addAccount();
    const known = await identity.credentials.createUser({
      email: `cost-${identity.clock.now()}@example.org`,
      password: GOOD_PASSWORD,
    });
    const emails = ["nobody@example.org", known.email, withoutPassword.email];
    const costs = [];
    for (const email of emails) costs.push(await costOf(attempt(email)));
    identity.clock.advance(1);
    return costs;
  };

  it("ID-19, P-082: sign-in: one check, one durable write, whoever is asked for", async () => {
    const costs = await signInCosts();
    const one = { hashes: 0, checks: 1, transactions: 1, flushes: 1 };
    expect(costs).toEqual([one, one, one]);
  });

  it("P-082: goes red without a check for unknown accounts", async () => {
    const [unknown, known] = await signInCosts((hasher) => ({
      ...hasher,
      verifyUnknown: async () => false,
    }));
    expect(unknown).not.toEqual(known);
  });

  it("ID-01: sign-up: one hash, one durable transaction, known address or not", async () => {
    const { parts, costOf } = setUp();
    const signUp = createSignUp(parts);
    const attempt = () =>
      signUp({ email: "cost@example.org", password: GOOD_PASSWORD, name: "Robin" });
    const first = await costOf(attempt);
    expect(first).toEqual({ hashes: 1, checks: 0, transactions: 1, flushes: 1 });
    expect(await costOf(attempt)).toEqual(first);
    await parts.background.drain();
  });

  it("ID-12, P-082: the wrong password that locks costs the same, whoever is locked out", async () => {
    const { parts, notice, costOf } = setUp();
    const signIn = createSignIn(parts, notice);
    const { email } = await identity.addAccount();
    const costs = [];
    for (const address of [email, "locked-out@example.org"]) {
      const attempt = () => {
        const wrong = { email: address, password: "Rosen-um-9-Uhr!" };
        return signIn({ ...wrong, device: undefined, cookie: undefined, origin });
      };
      for (let turn = 0; turn < 4; turn += 1) await attempt().catch(() => undefined);
      costs.push(await costOf(attempt));
    }
    const one = { hashes: 0, checks: 1, transactions: 1, flushes: 1 };
    expect(costs).toEqual([one, one]);
  });

  it("ID-15, P-082: a forgotten password: one durable write, known address or not", async () => {
    const { forgot, costOf } = setUp();
    const { email } = await identity.addAccount();
    const one = { hashes: 0, checks: 0, transactions: 0, flushes: 1 };
    for (const address of [email, "nobody@example.org"]) {
      expect(await costOf(() => forgot.forgotPassword(address))).toEqual(one);
    }
  });
});
