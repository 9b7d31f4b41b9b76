import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#core";
import { hashToken } from "#crypto";
import { type AccountTables, accountStatements } from "#modules/accounts";
import {
  GOOD_PASSWORD,
  type Identity,
  signedIn,
  startIdentity,
  tokenIn,
} from "../../../testing/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

import { createCredentialRepository } from "../repository.ts";

const OTHER_PASSWORD = "Rosen-um-9-Uhr!";
const origin = { requestId: "request-1", clientAddress: "192.0.2.7", agent: "Browser/1" };

let made = 0;
const addPerson = (password?: string) => {
  made += 1;
  return identity.credentials.createUser({
    email: `password-${made}@example.org`,
    ...(password === undefined ? {} : { password }),
    name: "Robin",
  });
};

const signIn = (email: string, password: string, device?: string) =>
  signedIn(identity.credentials.signIn({ email, password, device, cookie: undefined, origin }));
const reset = (token: string, password = OTHER_PASSWORD) =>
  identity.credentials.resetPassword({ token, password, device: undefined, origin });
const isAlive = async (cookie: string): Promise<boolean> =>
  (await identity.sessions.authenticator.authenticate({ cookie, bearer: undefined })) !== undefined;

const codeOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return "none";
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};

/** Asks for a link and reads it from the mail. */
const forgot = async (email: string): Promise<string> => {
  identity.clock.advance(1);
  await identity.credentials.forgotPassword(email);
  return tokenIn((await identity.mailsTo(email))[0]);
};

describe("a changed password", () => {
  it("ID-18, SES-09: asks for the current one, ends other sessions, tells the owner", async () => {
    const { id, email } = await addPerson(GOOD_PASSWORD);
    const here = await signIn(email, GOOD_PASSWORD);
    const there = await signIn(email, GOOD_PASSWORD);
    const change = (currentPassword: string, newPassword: string) =>
      identity.credentials.changePassword({
        accountId: id,
        sessionId: here.session.row.id,
        currentPassword,
        newPassword,
        device: here.device,
        origin,
      });
    expect(await isAlive(there.session.cookie)).toBe(true);
    expect(await codeOf(change("Not-the-one-1!", OTHER_PASSWORD))).toBe("CURRENT_PASSWORD_WRONG");
    expect(await codeOf(change(GOOD_PASSWORD, "short"))).toBe("VALIDATION_ERROR");
    expect(await codeOf(change(GOOD_PASSWORD, GOOD_PASSWORD))).toBe("VALIDATION_ERROR");
    expect(await isAlive(there.session.cookie)).toBe(true);
    await change(GOOD_PASSWORD, OTHER_PASSWORD);
    expect(await isAlive(here.session.cookie)).toBe(true);
    expect(await isAlive(there.session.cookie)).toBe(false);
    expect(await codeOf(identity.sessions.refresh(there.session.tokens.refreshToken, origin))).toBe(
      "AUTHENTICATION_ERROR",
    );
    const { refreshToken } = await identity.sessions.refresh(
      here.session.tokens.refreshToken,
      origin,
    );
    expect(refreshToken).toHaveLength(43);
    const [mail] = await identity.mailsTo(email);
    expect(mail?.subject).toBe("Your password for Test was changed");
    expect(await codeOf(signIn(email, GOOD_PASSWORD))).toBe("INVALID_CREDENTIALS");
    expect(await codeOf(signIn(email, OTHER_PASSWORD))).toBe("none");
  });
});

describe("a forgotten password", () => {
  it("ID-15: the link works once, and only its hash is stored", async () => {
    const { id, email } = await addPerson();
    const session = await identity.addSession((await identity.accounts.find(id))!);
    expect(await isAlive(session.cookie)).toBe(true);
    const token = await forgot(email);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const rows = await identity.app.store
      .read<AccountTables>()
      .selectFrom("one_time_tokens")
      .selectAll()
      .where("account_id", "=", id)
      .execute();
    expect(rows.map((row) => row.token_hash)).toEqual([hashToken(token)]);
    expect(identity.lines.join("")).not.toContain(token);
    // What the rules refuse does not spend the link.
    expect(await codeOf(reset(token, "short"))).toBe("VALIDATION_ERROR");
    await reset(token);
    expect(await codeOf(reset(token))).toBe("LINK_INVALID");
    expect(await isAlive(session.cookie)).toBe(false);
    const [mail] = await identity.mailsTo(email);
    expect(mail?.subject).toBe("Your password for Test was changed");
    expect(await codeOf(signIn(email, OTHER_PASSWORD))).toBe("none");
  });

  it("ID-15: the link ends after an hour", async () => {
    const { email } = await addPerson();
    const early = await forgot(email);
    identity.clock.advance(3_599_000);
    const late = await forgot(email);
    identity.clock.advance(1_000);
    expect(await codeOf(reset(early))).toBe("LINK_INVALID");
    identity.clock.advance(3_598_000);
    expect(await codeOf(reset(late))).toBe("none");
  });

  it("ID-12: unlocks the account and makes this browser a known one", async () => {
    const { id, email } = await addPerson(GOOD_PASSWORD);
    const repository = createCredentialRepository(identity.app.store);
    for (let count = 0; count < 5; count += 1) {
      await repository.recordFailure({ subject: id, accountId: id }, identity.clock.now(), {
        maxAttempts: 5,
        durationMs: 300_000,
      });
    }
    expect(await codeOf(signIn(email, GOOD_PASSWORD))).toBe("INVALID_CREDENTIALS");
    const { device } = await reset(await forgot(email));
    expect((await signIn(email, OTHER_PASSWORD, device)).account.id).toBe(id);
    expect((await signIn(email, OTHER_PASSWORD)).account.id).toBe(id);
  });

  it("P-082: the request becomes the same job for every address", async () => {
    const { email } = await addPerson();
    const { overview } = identity.app.jobs;
    await identity.settle();
    const before = new Set((await overview.list(undefined, 1_000)).map(({ id }) => id));
    const nobody = "nobody-at-all@example.org";
    for (const address of [email, nobody]) await identity.credentials.forgotPassword(address);
    const after = await overview.list(undefined, 1_000);
    const added = after.filter(({ id, name }) => !before.has(id) && name === "send-reset-link");
    expect(added).toHaveLength(2);
    expect(await identity.mailsTo(nobody)).toEqual([]);
    expect(await identity.mailsTo(email)).toHaveLength(1);
  });

  const linksOf = async (id: string): Promise<readonly string[]> => {
    const rows = await identity.app.store
      .read<AccountTables>()
      .selectFrom("one_time_tokens")
      .select("token_hash")
      .where("account_id", "=", id)
      .execute();
    return rows.map((row) => row.token_hash).sort();
  };

  it("asking often leaves at most five links, the newest", async () => {
    const { id, email } = await addPerson();
    const tokens: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      tokens.push(await forgot(email));
      identity.clock.advance(13 * 60_000);
    }
    expect(await linksOf(id)).toEqual(tokens.slice(-5).map(hashToken).sort());
  });

  it("asking more often than mails are sent leaves the links that were mailed", async () => {
    const { id, email } = await addPerson();
    for (let count = 0; count < 7; count += 1) await forgot(email);
    const mailed = (await identity.mailsTo(email)).map((mail) => hashToken(tokenIn(mail)));
    expect(mailed).toHaveLength(5);
    expect(await linksOf(id)).toEqual(mailed.sort());
  });

  it("P-103: of parallel uses of one token one wins", async () => {
    const { email } = await addPerson();
    const token = await forgot(email);
    const codes = await Promise.all(
      Array.from({ length: 4 }, (_, index) => codeOf(reset(token, `Rosen-um-9-Uhr-${index}`))),
    );
    expect(codes.filter((code) => code === "none")).toHaveLength(1);
    expect(codes.filter((code) => code === "LINK_INVALID")).toHaveLength(3);
  });
});

describe("one-time tokens", () => {
  const uses = 12;

  const consumeInParallel = async (
    consume: (tokenHash: string, now: number) => Promise<unknown>,
  ): Promise<number> => {
    const account = await identity.addAccount();
    const link = identity.accounts.prepareLink(account.id, "verify");
    await identity.accounts.saveLink(link);
    const results = await Promise.all(
      Array.from({ length: uses }, () => consume(link.row.token_hash, identity.clock.now())),
    );
    return results.filter((result) => result !== undefined).length;
  };

  it("P-103: check and consumption are one statement, so one of many wins", async () => {
    const db = identity.app.store.write<AccountTables>();
    const won = await consumeInParallel((tokenHash, now) =>
      accountStatements(db).consumeToken({ tokenHash, purposes: ["verify"], now }),
    );
    expect(won).toBe(1);
  });

  it("P-103: goes red when checking and deleting are two steps", async () => {
    const { store } = identity.app;
    const won = await consumeInParallel(async (tokenHash) => {
      const found = await store
        .read<AccountTables>()
        .selectFrom("one_time_tokens")
        .selectAll()
        .where("token_hash", "=", tokenHash)
        .executeTakeFirst();
      await store
        .write<AccountTables>()
        .deleteFrom("one_time_tokens")
        .where("token_hash", "=", tokenHash)
        .execute();
      return found;
    });
    expect(won).toBeGreaterThan(1);
  });

  it("a token of one purpose is no token of another", async () => {
    const account = await identity.addAccount();
    const link = identity.accounts.prepareLink(account.id, "verify");
    await identity.accounts.saveLink(link);
    expect(await codeOf(reset(link.token))).toBe("LINK_INVALID");
    const other = identity.accounts.prepareLink(account.id, "reset");
    await identity.accounts.saveLink(other);
    expect(await codeOf(identity.accounts.verifyEmail(other.token))).toBe("LINK_INVALID");
  });
});
