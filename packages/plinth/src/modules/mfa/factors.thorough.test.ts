import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BY_PASSWORD, type Identity, startIdentity } from "../../testing/identity.ts";
import {
  addFactor,
  addPerson,
  challengeFor,
  ORIGIN,
  outcomeOf,
  verify,
  wrongCode,
} from "../../testing/second-factors.ts";
import type { MfaTables } from "./rows.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const ask = (cookie: string) =>
  identity.sessions.authenticator.authenticate({ cookie, bearer: undefined });
const rows = <T extends keyof MfaTables>(table: T) =>
  identity.app.store
    .read<Record<string, Record<string, unknown>>>()
    .selectFrom(table)
    .selectAll()
    .execute();

describe("setting up an authenticator app", () => {
  it("ID-17: the first code makes it count and gives ten recovery codes", async () => {
    const account = await identity.addAccount();
    const session = await identity.addSession(account);
    const { setup, confirmed } = await addFactor(identity, account, session.row.id);
    expect(setup).toMatchObject({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      uri: expect.stringMatching(/^otpauth:\/\/totp\/Test:/),
      expiresInSeconds: 600,
    });
    expect(setup.uri).toContain(encodeURIComponent(account.email));
    expect(confirmed.factor).toEqual({ id: setup.id, name: "Phone" });
    expect(new Set(confirmed.recoveryCodes).size).toBe(10);
    for (const code of confirmed.recoveryCodes) {
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    }
    expect((await identity.accounts.find(account.id))?.mfa).toBe(1);
    const [user] = (await identity.credentials.listUsers()).filter(({ id }) => id === account.id);
    expect(user?.mfa).toBe(true);
  });

  it("ID-18, P-117: ends other sessions, raises this one under a new id, tells the owner", async () => {
    const account = await identity.addAccount();
    const other = await identity.addSession(account);
    const session = await identity.addSession(account);
    expect([await ask(other.cookie), await ask(session.cookie)]).not.toContain(undefined);
    const { confirmed } = await addFactor(identity, account, session.row.id);
    expect(await ask(other.cookie)).toBeUndefined();
    expect(await ask(session.cookie)).toBeUndefined();
    expect(await ask(confirmed.session.cookie)).toMatchObject({ assurance: 2 });
    expect(confirmed.session.sessionId).not.toBe(session.row.id);
    const mails = await identity.mailsTo(account.email);
    expect(mails.map(({ subject }) => subject)).toEqual(["Two-step sign-in is on for Test"]);
  });

  it("nothing that could make a code lies readable at rest, nor is it told in logs or mails", async () => {
    const person = await addPerson(identity);
    const stored = JSON.stringify([await rows("mfa_factors"), await rows("mfa_recovery_codes")]);
    await identity.settle();
    const told =
      stored +
      identity.lines.join("") +
      JSON.stringify(identity.events) +
      JSON.stringify(await identity.mailsTo(person.account.email));
    for (const encoding of ["base64", "base64url", "hex", "latin1"] as const) {
      expect(told).not.toContain(Buffer.from(person.secret).toString(encoding));
    }
    for (const code of person.recoveryCodes) expect(told).not.toContain(code);
  });

  it("a secret that was moved to another account or factor proves nothing", async () => {
    const anna = await addPerson(identity);
    const ben = await addPerson(identity);
    const { store } = identity.app;
    const [own] = (await rows("mfa_factors")).filter(({ id }) => id === anna.factorId);
    await store
      .write<MfaTables>()
      .updateTable("mfa_factors")
      .set({ secret: String(own?.["secret"]) })
      .where("id", "=", ben.factorId)
      .execute();
    const { challenge } = await challengeFor(identity, ben.account.id);
    expect(await outcomeOf(verify(identity, challenge, anna.code()))).toBe("SECOND_FACTOR_INVALID");
  });

  it("waits ten minutes, takes the right code only, and counts once", async () => {
    const { mfa, clock } = identity;
    const account = await identity.addAccount();
    const session = await identity.addSession(account);
    const owner = { accountId: account.id, sessionId: session.row.id, origin: ORIGIN };
    const late = await mfa.begin(owner, "Late");
    clock.advance(600_000);
    expect(await outcomeOf(mfa.confirm(owner, late.id, "123456"))).toBe("MFA_SETUP_INVALID");
    const { confirmed, setup, code } = await addFactor(identity, account, session.row.id);
    const now = { ...owner, sessionId: confirmed.session.sessionId };
    expect(await outcomeOf(mfa.confirm(now, setup.id, code()))).toBe("MFA_SETUP_INVALID");
    const second = await mfa.begin(now, "Second");
    const wrong = wrongCode({ code: () => "123456" });
    await expect(mfa.confirm(now, second.id, wrong)).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      faults: [{ field: "body.code", rule: "totp" }],
    });
    const stranger = await identity.addAccount();
    const foreign = { ...owner, accountId: stranger.id };
    expect(await outcomeOf(mfa.confirm(foreign, second.id, "123456"))).toBe("MFA_SETUP_INVALID");
  });

  it("an account has five apps at most, and few set-ups that wait", async () => {
    const person = await addPerson(identity);
    let { sessionId } = person;
    for (let count = 1; count < 5; count += 1) {
      const { confirmed } = await addFactor(identity, person.account, sessionId, `App ${count}`);
      expect(confirmed.recoveryCodes).toEqual([]);
      sessionId = confirmed.session.sessionId;
    }
    const owner = { accountId: person.account.id, sessionId, origin: ORIGIN };
    expect(await outcomeOf(identity.mfa.begin(owner, "Sixth"))).toBe("CONFLICT");
    const other = await identity.addAccount();
    for (let count = 0; count < 6; count += 1) {
      await identity.mfa.begin({ accountId: other.id }, `Set-up ${count}`);
    }
    const waiting = (await rows("mfa_factors")).filter((row) => row["account_id"] === other.id);
    expect(waiting).toHaveLength(3);
  });
});

describe("removing and replacing", () => {
  it("ID-18: the last app goes with the recovery codes; the owner hears of it", async () => {
    const { mfa } = identity;
    const person = await addPerson(identity);
    const other = await identity.addSession(person.account);
    const owner = { accountId: person.account.id, sessionId: person.sessionId, origin: ORIGIN };
    const { session } = await mfa.remove(owner, person.factorId);
    expect(await ask(person.cookie)).toBeUndefined();
    expect(await ask(other.cookie)).toBeUndefined();
    expect(await ask(session.cookie)).toBeDefined();
    expect(await mfa.overview(person.account.id)).toMatchObject({
      enabled: false,
      factors: [],
      recoveryCodesLeft: 0,
    });
    const again = { ...owner, sessionId: session.sessionId };
    expect(await outcomeOf(mfa.remove(again, person.factorId))).toBe("NOT_FOUND");
    expect(await outcomeOf(mfa.renewCodes(again))).toBe("CONFLICT");
    const subjects = (await identity.mailsTo(person.account.email)).map(({ subject }) => subject);
    expect(subjects).toContain("Two-step sign-in is off for Test");
  });

  it("removing does not make a session fresher than it was", async () => {
    const person = await addPerson(identity);
    const before = await ask(person.cookie);
    const owner = { accountId: person.account.id, sessionId: person.sessionId, origin: ORIGIN };
    identity.clock.advance(300_000);
    const { session } = await identity.mfa.remove(owner, person.factorId);
    expect((await ask(session.cookie))?.authenticatedAt).toBe(before?.authenticatedAt);
  });

  it("ID-17: new recovery codes make the old ones void", async () => {
    const person = await addPerson(identity);
    const owner = { accountId: person.account.id, sessionId: person.sessionId, origin: ORIGIN };
    const { recoveryCodes } = await identity.mfa.renewCodes(owner);
    const [old = "", fresh = ""] = [person.recoveryCodes[0], recoveryCodes[0]];
    const { challenge } = await challengeFor(identity, person.account.id);
    expect(await outcomeOf(verify(identity, challenge, old))).toBe("SECOND_FACTOR_INVALID");
    expect(await outcomeOf(verify(identity, challenge, fresh))).toBe("in");
    expect((await identity.mfa.overview(person.account.id)).recoveryCodesLeft).toBe(9);
  });

  it("another person's app is not found", async () => {
    const anna = await addPerson(identity);
    const ben = await addPerson(identity);
    const owner = { accountId: ben.account.id, sessionId: ben.sessionId, origin: ORIGIN };
    expect(await outcomeOf(identity.mfa.remove(owner, anna.factorId))).toBe("NOT_FOUND");
    expect(await ask(anna.cookie)).toBeDefined();
  });

  it("ID-18: an administrator removes the factors of others, never the password", async () => {
    const { mfa } = identity;
    const person = await addPerson(identity);
    const by = { accountId: (await identity.addAccount({ role: "admin" })).id, origin: ORIGIN };
    await mfa.reset(person.account.id, by);
    expect(await ask(person.cookie)).toBeUndefined();
    expect(await mfa.isEnabled(person.account.id)).toBe(false);
    expect(await outcomeOf(mfa.reset(by.accountId, by))).toBe("CONFLICT");
    expect(await outcomeOf(mfa.reset("01890000-0000-7000-8000-000000000000", by))).toBe(
      "NOT_FOUND",
    );
    const [mail] = await identity.mailsTo(person.account.email);
    expect(mail?.subject).toBe("Two-step sign-in was reset for Test");
    expect(identity.events.at(-1)).toMatchObject({
      name: "mfa.reset",
      subject: person.account.id,
      data: { by: by.accountId },
    });
  });

  it("PRIV-02, PRIV-03: every table says what it holds of a person, and forgets it", async () => {
    const person = await addPerson(identity);
    const { id } = person.account;
    const { challenge } = await challengeFor(identity, id);
    await verify(identity, challenge, person.code(), { remember: true });
    const next = await challengeFor(identity, id);
    await outcomeOf(verify(identity, next.challenge, wrongCode(person)));
    const entries = identity.mfa.personalData;
    for (const { table, export: give } of entries) {
      expect((await give(id)).length, table).toBeGreaterThan(0);
    }
    const exported = JSON.stringify(await Promise.all(entries.map((entry) => entry.export(id))));
    expect(exported).toContain("Phone");
    expect(exported).not.toMatch(/[\w-]{40,}|[0-9A-Z]{4}-[0-9A-Z]{4}"/);
    for (const { erase } of [...entries, ...entries]) await erase(id);
    for (const entry of entries) expect(await entry.export(id), entry.table).toEqual([]);
  });

  it("a session by password alone stays one after a second factor was shown elsewhere", async () => {
    const person = await addPerson(identity);
    const session = await identity.addSession(person.account, BY_PASSWORD);
    expect(await ask(session.cookie)).toMatchObject({ assurance: 1 });
  });
});
