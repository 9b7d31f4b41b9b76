import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#core";
import { GOOD_PASSWORD, type Identity, startIdentity, tokenIn } from "../../testing/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const codeOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return "none";
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};

const HOUR = 3_600_000;
const FROM = { requestId: "-", clientAddress: "192.0.2.1" };

describe("confirming an address", () => {
  const ask = async () => {
    const account = await identity.addAccount();
    await identity.accounts.resendVerification(account.id);
    const [mail] = await identity.mailsTo(account.email);
    return { account, token: tokenIn(mail) };
  };
  const isVerified = async (id: string) =>
    (await identity.accounts.find(id))?.email_verified_at !== null;

  it("ID-01: the link from the mail confirms once, within 48 hours", async () => {
    const { clock, accounts } = identity;
    const first = await ask();
    const second = await ask();
    expect(await isVerified(first.account.id)).toBe(false);
    clock.advance(48 * HOUR - 1);
    await accounts.verifyEmail(first.token);
    expect(await isVerified(first.account.id)).toBe(true);
    expect(await codeOf(accounts.verifyEmail(first.token))).toBe("LINK_INVALID");
    clock.advance(1);
    expect(await codeOf(accounts.verifyEmail(second.token))).toBe("LINK_INVALID");
    expect(await isVerified(second.account.id)).toBe(false);
  });

  it("a confirmed account gets no further mail, and the link stands behind a hash sign", async () => {
    const { account, token } = await ask();
    const mails = await identity.mailsTo(account.email);
    expect(mails[0]?.text).toContain(`${identity.app.localUrl}/account/verify-email#token=`);
    await identity.accounts.verifyEmail(token);
    await identity.accounts.resendVerification(account.id);
    expect(await identity.mailsTo(account.email)).toHaveLength(1);
  });

  it("the mail repeats nothing that a stranger typed", async () => {
    const account = await identity.addAccount({ name: "Win at https://evil.example" });
    await identity.accounts.resendVerification(account.id);
    const [mail] = await identity.mailsTo(account.email);
    expect(JSON.stringify(mail)).not.toContain("evil");
  });
});

describe("another address", () => {
  const ask = async (next: string) => {
    const account = await identity.addAccount();
    const session = await identity.addSession(account);
    await identity.accounts.requestEmailChange(account.id, next);
    const [mail] = await identity.mailsTo(next.trim().toLowerCase());
    return { account, session, mail, token: tokenIn(mail) };
  };
  const emailOf = async (id: string) => (await identity.accounts.find(id))?.email;

  it("ID-18: is set by the link alone, ends every session, and the old address is told", async () => {
    const { accounts, clock } = identity;
    const { account, session, token } = await ask("Next@Example.org ");
    expect(await emailOf(account.id)).toBe(account.email);
    const old = await identity.mailsTo(account.email);
    expect(old[0]?.subject).toContain("about to change");
    clock.advance(HOUR - 1);
    await accounts.confirmEmailChange(token, FROM);
    expect(await accounts.find(account.id)).toMatchObject({
      email: "next@example.org",
      email_verified_at: clock.now(),
    });
    const { cookie } = session;
    const { authenticate } = identity.sessions.authenticator;
    expect(await authenticate({ cookie, bearer: undefined })).toBeUndefined();
    expect(identity.events.at(-1)).toMatchObject({
      name: "account.email-changed",
      subject: account.id,
    });
    const told = (await identity.mailsTo(account.email))[0]?.text;
    expect(told).toContain("n…t@example.org");
    expect(await codeOf(accounts.confirmEmailChange(token, FROM))).toBe("LINK_INVALID");
  });

  it("ID-18: the link is over after an hour, and a newer one replaces it", async () => {
    const { accounts, clock } = identity;
    const first = await ask("late@example.org");
    clock.advance(HOUR);
    expect(await codeOf(accounts.confirmEmailChange(first.token, FROM))).toBe("LINK_INVALID");
    expect(await emailOf(first.account.id)).toBe(first.account.email);
  });

  it("P-082: an address that has an account is told, and the asker sees no difference", async () => {
    const owner = await identity.addAccount();
    const { account, mail, token } = await ask(owner.email);
    expect([mail?.subject.startsWith("Your address"), token]).toEqual([true, ""]);
    expect(await emailOf(account.id)).toBe(account.email);
  });

  it("goes to nobody who opened an account with it meanwhile", async () => {
    const { account, token } = await ask("meanwhile@example.org");
    await identity.addAccount({ email: "meanwhile@example.org" });
    expect(await codeOf(identity.accounts.confirmEmailChange(token, FROM))).toBe("LINK_INVALID");
    expect(await emailOf(account.id)).toBe(account.email);
  });

  it("refuses what is no address, and the present one", async () => {
    const account = await identity.addAccount();
    for (const text of ["nobody", `${account.email.toUpperCase()}`]) {
      const attempt = identity.accounts.requestEmailChange(account.id, text);
      expect(await codeOf(attempt)).toBe("VALIDATION_ERROR");
    }
  });

  it("a link for one purpose serves no other (ID-15, P-103)", async () => {
    const { accounts, credentials } = identity;
    const { token } = await ask("purpose@example.org");
    expect(await codeOf(accounts.verifyEmail(token))).toBe("LINK_INVALID");
    const origin = { requestId: "-", clientAddress: "192.0.2.1" };
    const reset = { token, password: GOOD_PASSWORD, device: undefined, origin };
    expect(await codeOf(credentials.resetPassword(reset))).toBe("LINK_INVALID");
    expect(await codeOf(credentials.unlockByMail(token, origin))).toBe("LINK_INVALID");
    await accounts.confirmEmailChange(token, FROM);
  });
});

describe("accounts", () => {
  it("are found by any spelling of their address", async () => {
    const { accounts } = identity;
    const { id } = await identity.addAccount({ email: "anna@xn--bcher-kva.example" });
    expect((await accounts.findByEmail(" Anna@BÜCHER.example "))?.id).toBe(id);
    expect(await accounts.findByEmail("nobody@example.org")).toBeUndefined();
    expect(await accounts.findByEmail("no address")).toBeUndefined();
  });

  it("AZ-01: roles and tiers are words that exist; nothing else is taken", async () => {
    const { accounts } = identity;
    const { id } = await identity.addAccount();
    expect(() => accounts.prepare({ email: "a@example.org", name: "", role: "root" })).toThrow();
    expect(() => accounts.prepare({ email: "a@example.org", name: "", tier: "Free!" })).toThrow();
    expect(() => accounts.prepare({ email: "no address", name: "" })).toThrow(RangeError);
    await expect(accounts.setRole(id, "root")).rejects.toThrow(RangeError);
    expect(await accounts.setRole("00000000-0000-7000-8000-000000000000", "admin")).toBe(undefined);
    expect(accounts.permissionsOf("admin")).toEqual(["*"]);
    expect(accounts.permissionsOf("user")).toEqual([]);
    expect(accounts.permissionsOf("constructor")).toEqual([]);
  });

  it("PRIV-02, PRIV-03: every table says what it holds of a person, and forgets it", async () => {
    const { accounts, sessions, credentials } = identity;
    const { id } = await credentials.createUser({
      email: "erase-me@example.org",
      password: "Tulpen-um-7-Uhr",
      name: "Erase Me",
    });
    const other = await identity.addAccount();
    await identity.addSession(other);
    await identity.addSession((await accounts.find(id))!);
    await accounts.saveLink(accounts.prepareLink(id, "reset"));
    await codeOf(
      credentials.signIn({
        email: "erase-me@example.org",
        password: "Another-good-1!",
        device: undefined,
        cookie: undefined,
        origin: { requestId: "-", clientAddress: "192.0.2.1" },
      }),
    );
    const entries = [credentials, sessions, accounts].flatMap((one) => one.personalData);
    const tables = entries.map(({ table }) => table);
    expect(tables.toSorted()).toEqual([
      "accounts",
      "lockouts",
      "one_time_tokens",
      "passwords",
      "refresh_tokens",
      "sessions",
    ]);
    for (const { table, export: give } of entries) {
      expect(await give(id), table).toHaveLength(1);
    }
    const exported = JSON.stringify(await Promise.all(entries.map((entry) => entry.export(id))));
    expect(exported).toContain("erase-me@example.org");
    expect(exported).not.toMatch(/\$2b\$|\$argon2|[0-9a-f]{64}/);
    for (const { erase } of [...entries, ...entries]) await erase(id);
    for (const entry of entries) expect(await entry.export(id), entry.table).toEqual([]);
    expect(await accounts.find(other.id)).toBeDefined();
    expect(await sessions.list(other.id, "")).toHaveLength(1);
  });
});
