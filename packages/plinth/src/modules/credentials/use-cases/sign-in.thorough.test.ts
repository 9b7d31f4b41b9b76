import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#core";
import type { AccountView } from "#modules/accounts";
import {
  BY_PASSWORD,
  GOOD_PASSWORD,
  type Identity,
  signedIn,
  startIdentity,
  tokenIn,
} from "../../../testing/identity.ts";
import { createCredentialRepository } from "../repository.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

let made = 0;
/** An account with GOOD_PASSWORD. */
const addPerson = (): Promise<AccountView> => {
  made += 1;
  return identity.credentials.createUser({
    email: `sign-in-${made}@example.org`,
    password: GOOD_PASSWORD,
    name: "Robin",
  });
};

const origin = { requestId: "request-1", clientAddress: "192.0.2.7", agent: "Browser/1" };
const signIn = (email: string, password = GOOD_PASSWORD, device?: string, cookie?: string) =>
  signedIn(identity.credentials.signIn({ email, password, device, cookie, origin }));

/** Everything a client can see of a refusal. */
const refusal = async (attempt: Promise<unknown>) => {
  const fault = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(fault instanceof AppError)) throw new Error("was not refused");
  const { code, status, title, message, faults, extra, headers } = fault;
  return { code, status, title, message, faults, extra, headers };
};

/** Puts failures on record as wrong passwords would, without hashing each. */
const fail = async (accountId: string, times: number): Promise<void> => {
  const repository = createCredentialRepository(identity.app.store);
  for (let count = 0; count < times; count += 1) {
    await repository.recordFailure({ subject: accountId, accountId }, identity.clock.now(), {
      maxAttempts: 5,
      durationMs: 300_000,
    });
  }
};

const recordOf = async (id: string) =>
  (await identity.credentials.listUsers()).find((user) => user.id === id);

describe("sign-in", () => {
  it("works with any spelling of the address and gives tokens, cookie and device", async () => {
    const { email, id } = await addPerson();
    const { account, session, device } = await signIn(` ${email.toUpperCase()} `);
    expect(account.id).toBe(id);
    expect(session.row.agent).toBe("Browser/1");
    expect(Buffer.from(session.cookie, "base64url")).toHaveLength(32);
    expect(device).toMatch(/^[\w.-]+$/);
  });

  it("P-117: the session is a new one, and the one of the cookie is over", async () => {
    const { email } = await addPerson();
    const first = await signIn(email);
    const judge = identity.sessions.authenticator;
    const ask = (cookie: string) => judge.authenticate({ cookie, bearer: undefined });
    expect(await ask(first.session.cookie)).toBeDefined();
    const second = await signIn(email, GOOD_PASSWORD, undefined, first.session.cookie);
    expect(second.session.row.id).not.toBe(first.session.row.id);
    expect(await ask(first.session.cookie)).toBeUndefined();
    expect(await ask(second.session.cookie)).toBeDefined();
  });

  it("ID-19, P-082: every refusal is the same, and costs the same statements", async () => {
    const wrong = await addPerson();
    const locked = await addPerson();
    const disabled = await addPerson();
    await fail(locked.id, 5);
    await identity.accounts.setDisabled(disabled.id, true);
    const { store } = identity.app;
    const attempts: readonly (readonly [string, string])[] = [
      ["nobody@example.org", GOOD_PASSWORD],
      [wrong.email, "Another-good-1!"],
      [locked.email, GOOD_PASSWORD],
      [locked.email, "Another-good-1!"],
      [disabled.email, GOOD_PASSWORD],
    ];
    const seen: unknown[] = [];
    for (const [email, password] of attempts) {
      await identity.settle();
      const before = store.stats();
      const answer = await refusal(signIn(email, password));
      const after = store.stats();
      seen.push({
        answer,
        queries: after.queries - before.queries,
        transactions: after.transactions - before.transactions,
        flushes: after.flushes - before.flushes,
      });
    }
    expect(seen[0]).toMatchObject({ answer: { status: 401, code: "INVALID_CREDENTIALS" } });
    for (const one of seen) expect(one).toEqual(seen[0]);
  });

  it("ID-10: the right password is refused at 299 s and accepted at 301 s", async () => {
    const { clock } = identity;
    const { email, id } = await addPerson();
    await fail(id, 4);
    await refusal(signIn(email, "Another-good-1!"));
    clock.advance(299_000);
    expect((await refusal(signIn(email))).code).toBe("INVALID_CREDENTIALS");
    clock.advance(2_000);
    expect((await signIn(email)).account.id).toBe(id);
  });

  it("ID-13: three failures show three, a success shows none", async () => {
    const { email, id } = await addPerson();
    await fail(id, 2);
    await refusal(signIn(email, "Another-good-1!"));
    expect(await recordOf(id)).toMatchObject({
      failedAttempts: 3,
      lockedUntil: null,
      lastFailedLogin: new Date(identity.clock.now()).toISOString(),
      mfa: false,
      emailVerified: true,
    });
    await signIn(email);
    expect(await recordOf(id)).toMatchObject({ failedAttempts: 0, lastFailedLogin: null });
  });

  it("ID-14: a failure is one event without the password, a lock one alert and one mail", async () => {
    const { email, id } = await addPerson();
    const from = identity.events.length;
    await fail(id, 3);
    await refusal(signIn(email, "Secret-attempt-1!"));
    await refusal(signIn(email, "Secret-attempt-1!"));
    await refusal(signIn(email, "Secret-attempt-1!"));
    const events = identity.events.slice(from);
    const failures = events.filter(({ name }) => name === "signin.failed");
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatchObject({
      requestId: "request-1",
      clientAddress: "192.0.2.7",
      subject: id,
      data: { reason: "wrong-password" },
    });
    expect(events.filter(({ severity }) => severity === "alert")).toEqual([
      expect.objectContaining({ name: "account.locked", subject: id }),
    ]);
    const mails = await identity.mailsTo(email);
    expect(mails.map(({ subject }) => subject)).toEqual(["Sign-in to Test was locked for a while"]);
    await refusal(signIn("stranger@example.org", "Secret-attempt-1!"));
    expect(identity.events.at(-1)?.subject).toMatch(/^address:[\w-]{16}$/);
    const told = JSON.stringify(identity.events) + identity.lines.join("");
    expect(told).not.toMatch(/Secret-attempt|stranger@/);
  });

  it("a second lock is told in the log, not by another alert or mail", async () => {
    const { clock } = identity;
    const { email, id } = await addPerson();
    await fail(id, 5);
    clock.advance(301_000);
    await fail(id, 4);
    const from = identity.events.length;
    await refusal(signIn(email, "Another-good-1!"));
    expect(identity.events.slice(from).map(({ severity }) => severity)).toEqual([
      "warning",
      "warning",
    ]);
    expect(await identity.mailsTo(email)).toEqual([]);
    expect((await recordOf(id))?.lockedUntil).toBe(new Date(clock.now() + 600_000).toISOString());
  });

  it("ID-12: the link of the mail about a lock lifts it, once", async () => {
    const { email, id } = await addPerson();
    await fail(id, 4);
    await refusal(signIn(email, "Another-good-1!"));
    expect((await refusal(signIn(email))).code).toBe("INVALID_CREDENTIALS");
    const [mail] = await identity.mailsTo(email);
    const token = tokenIn(mail);
    await identity.credentials.unlockByMail(token, origin);
    expect((await signIn(email)).account.id).toBe(id);
    expect((await refusal(identity.credentials.unlockByMail(token, origin))).code).toBe(
      "LINK_INVALID",
    );
  });

  it("P-081, ID-12: whatever strangers do, the owner's known browser signs in", async () => {
    const { email, id } = await addPerson();
    const { device } = await signIn(email);
    // Strangers lock the account, with no device and with the device of an account of their own.
    const stranger = await addPerson();
    const foreign = (await signIn(stranger.email)).device;
    await fail(id, 4);
    await refusal(signIn(email, "Another-good-1!", foreign));
    expect((await recordOf(id))?.lockedUntil).not.toBeNull();
    expect((await refusal(signIn(email))).code).toBe("INVALID_CREDENTIALS");
    expect((await refusal(signIn(email, GOOD_PASSWORD, foreign))).code).toBe("INVALID_CREDENTIALS");
    expect((await signIn(email, GOOD_PASSWORD, device)).account.id).toBe(id);
    // And that does not open the door for the strangers again.
    expect((await refusal(signIn(email))).code).toBe("INVALID_CREDENTIALS");
  });

  it("P-080: the lane of a known device locks by the same rule", async () => {
    const { email, id } = await addPerson();
    const { device } = await signIn(email);
    const [deviceId = ""] = device.split(".");
    const repository = createCredentialRepository(identity.app.store);
    for (let count = 0; count < 5; count += 1) {
      await repository.recordFailure(
        { subject: `${id}/${deviceId}`, accountId: id },
        identity.clock.now(),
        { maxAttempts: 5, durationMs: 300_000 },
      );
    }
    expect((await refusal(signIn(email, GOOD_PASSWORD, device))).code).toBe("INVALID_CREDENTIALS");
    expect((await signIn(email)).account.id).toBe(id);
  });

  it("P-080: of parallel guesses none gets in after the fifth failure was counted", async () => {
    const { clock, app, sessions } = identity;
    const account = await identity.addAccount();
    const repository = createCredentialRepository(app.store);
    const subject = { subject: account.id, accountId: account.id };
    const rule = { maxAttempts: 5, durationMs: 300_000 };
    const now = clock.now();
    const failures = await Promise.all(
      Array.from({ length: 20 }, () => repository.recordFailure(subject, now, rule)),
    );
    expect(failures.filter(({ before, after }) => after.lockLevel > before.lockLevel)).toHaveLength(
      1,
    );
    const session = sessions.prepare(account, origin, BY_PASSWORD);
    const admission = { subject, accountId: account.id, session, replacesCookie: undefined, now };
    expect(await repository.admit(admission)).toEqual({ isAdmitted: false });
    expect(await sessions.list(account.id, "")).toEqual([]);
  });

  it("ID-08: a weaker hash is replaced at the next sign-in", async () => {
    const [weak, strong] = await Promise.all(
      [10, 11].map((cost) =>
        startIdentity({ env: { SECURITY_SETTINGS: `{"bcrypt_cost":${cost}}` } }),
      ) as [Promise<Identity>, Promise<Identity>],
    );
    try {
      const repository = createCredentialRepository(strong.app.store);
      const email = "old@example.org";
      await weak.credentials.createUser({ email, password: GOOD_PASSWORD });
      const stored = (await createCredentialRepository(weak.app.store).findByEmail(email))
        ?.password;
      const account = await strong.addAccount({ email });
      await strong.app.store
        .write<{ passwords: Record<string, unknown> }>()
        .insertInto("passwords")
        .values({ ...stored, account_id: account.id })
        .execute();
      await strong.credentials.signIn({
        email: account.email,
        password: GOOD_PASSWORD,
        device: undefined,
        cookie: undefined,
        origin,
      });
      await strong.settle();
      const after = (await repository.findByEmail(account.email))?.password;
      expect(stored?.hash).toMatch(/^\$2b\$10\$/);
      expect(after?.hash).toMatch(/^\$2b\$11\$/);
    } finally {
      await Promise.all([weak, strong].map(({ app }) => app.stop()));
    }
  });
});
