import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totpCode, totpStepAt } from "#crypto";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import {
  addPerson,
  challengeFor,
  ORIGIN,
  outcomeOf,
  verify,
  wrongCode,
} from "../../../testing/second-factors.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const ask = (cookie: string) =>
  identity.sessions.authenticator.authenticate({ cookie, bearer: undefined });

describe("the second step of a sign-in", () => {
  it("ID-17: starts a session with two factors; without any there is nothing to ask", async () => {
    const person = await addPerson(identity);
    const next = await challengeFor(identity, person.account.id);
    expect(next).toMatchObject({ methods: ["totp", "recovery"], expiresInSeconds: 300 });
    const { session, device, account } = await verify(identity, next.challenge, person.code());
    expect(account.id).toBe(person.account.id);
    expect(session.row).toMatchObject({ assurance: 2, factors: "password totp" });
    expect(await ask(session.cookie)).toMatchObject({ assurance: 2, lacksSecondFactor: false });
    expect(identity.sessions.devices.deviceOf(device, account.id)).toBeDefined();
    const plain = await identity.addAccount();
    const step = { firstFactor: "password", deviceId: undefined, remembered: undefined } as const;
    expect(await identity.mfa.next({ ...step, account: plain, origin: ORIGIN })).toEqual({
      kind: "enough",
      proof: { factors: ["password"], assurance: 1 },
    });
  });

  it("ID-17: takes a code one step early or late, and no code twice", async () => {
    const person = await addPerson(identity);
    const used = person.code(-1);
    const tries = [used, used, person.code(0), person.code(-1), person.code(1), person.code(2)];
    const seen: string[] = [];
    for (const code of tries) {
      const { challenge } = await challengeFor(identity, person.account.id);
      seen.push(await outcomeOf(verify(identity, challenge, code)));
    }
    const refused = "SECOND_FACTOR_INVALID";
    expect(seen).toEqual(["in", refused, "in", refused, "in", refused]);
  });

  it("ID-17: a recovery code works once; the owner hears of it, and of the last three", async () => {
    const person = await addPerson(identity);
    for (const code of person.recoveryCodes.slice(0, 7)) {
      const typed = code.toLowerCase().replace("-", " ").replaceAll("0", "o").replaceAll("1", "l");
      const { challenge } = await challengeFor(identity, person.account.id);
      const { session } = await verify(identity, challenge, typed, { method: "recovery" });
      expect(session.row.factors).toBe("password recovery");
    }
    const { challenge } = await challengeFor(identity, person.account.id);
    const [first = ""] = person.recoveryCodes;
    expect(await outcomeOf(verify(identity, challenge, first))).toBe("SECOND_FACTOR_INVALID");
    expect((await identity.mfa.overview(person.account.id)).recoveryCodesLeft).toBe(3);
    const subjects = (await identity.mailsTo(person.account.email)).map(({ subject }) => subject);
    expect(subjects.filter((text) => text === "A recovery code was used for Test")).toHaveLength(6);
    expect(subjects).toContain("A recovery code was used for Test; 3 left");
  });

  it("recovery codes of another account are none", async () => {
    const anna = await addPerson(identity);
    const ben = await addPerson(identity);
    const { challenge } = await challengeFor(identity, ben.account.id);
    const [code = ""] = anna.recoveryCodes;
    expect(await outcomeOf(verify(identity, challenge, code))).toBe("SECOND_FACTOR_INVALID");
    const own = await challengeFor(identity, anna.account.id);
    expect(await outcomeOf(verify(identity, own.challenge, code))).toBe("in");
  });

  it("waits five minutes, and ends with the sign-in", async () => {
    const { clock } = identity;
    const person = await addPerson(identity);
    const late = await challengeFor(identity, person.account.id);
    clock.advance(300_000 - 1);
    const early = await challengeFor(identity, person.account.id);
    clock.advance(1);
    expect(await outcomeOf(verify(identity, late.challenge, person.code()))).toBe(
      "CHALLENGE_INVALID",
    );
    expect(await outcomeOf(verify(identity, early.challenge, person.code()))).toBe("in");
    clock.advance(30_000);
    expect(await outcomeOf(verify(identity, early.challenge, person.code()))).toBe(
      "CHALLENGE_INVALID",
    );
    expect(await outcomeOf(verify(identity, "x".repeat(43), person.code()))).toBe(
      "CHALLENGE_INVALID",
    );
  });

  it("takes five wrong codes, whatever the method", async () => {
    const person = await addPerson(identity);
    const { challenge } = await challengeFor(identity, person.account.id);
    const wrong = wrongCode(person);
    const codes = [wrong, "0000-0000", wrong, "0000-0001", wrong, person.code()];
    const seen: string[] = [];
    for (const code of codes) seen.push(await outcomeOf(verify(identity, challenge, code)));
    expect(seen).toEqual([...Array(5).fill("SECOND_FACTOR_INVALID"), "CHALLENGE_INVALID"]);
    const other = await challengeFor(identity, person.account.id);
    expect(await outcomeOf(verify(identity, other.challenge, person.code()))).toBe("in");
  });

  it("what cannot be a code costs no attempt", async () => {
    const person = await addPerson(identity);
    const { challenge } = await challengeFor(identity, person.account.id);
    const none = [
      "12345",
      "1234567",
      "abcdef",
      "١٢٣٤٥٦",
      "１２３４５６",
      "12 34",
      "-1e+5",
      "1.0000",
    ];
    for (const code of [...none, ...none]) {
      const attempt = verify(identity, challenge, code, { method: "totp" });
      expect(await outcomeOf(attempt)).toBe("VALIDATION_ERROR");
    }
    for (const code of ["ABCD", "ABCD-EFGU", "ABCD-EFGH-J", "ÀBCD-EFGH", "ſBCD-EFGH"]) {
      const attempt = verify(identity, challenge, code, { method: "recovery" });
      expect(await outcomeOf(attempt)).toBe("VALIDATION_ERROR");
    }
    const spaced = ` ${person.code().slice(0, 3)} ${person.code().slice(3)}\t`;
    expect(await outcomeOf(verify(identity, challenge, spaced))).toBe("in");
  });

  it("SES-12: several tabs all complete; more than ten waiting sign-ins push out the oldest", async () => {
    const person = await addPerson(identity);
    const tabs = await Promise.all([1, 2, 3].map(() => challengeFor(identity, person.account.id)));
    const codes = [person.code(-1), person.code(0), person.code(1)];
    const seen: string[] = [];
    for (const [index, tab] of tabs.entries()) {
      seen.push(await outcomeOf(verify(identity, tab.challenge, codes[index] ?? "")));
    }
    expect(seen).toEqual(["in", "in", "in"]);
    const first = await challengeFor(identity, person.account.id);
    for (let count = 0; count < 10; count += 1) {
      identity.clock.advance(1);
      await challengeFor(identity, person.account.id);
    }
    identity.clock.advance(60_000);
    expect(await outcomeOf(verify(identity, first.challenge, person.code()))).toBe(
      "CHALLENGE_INVALID",
    );
  });

  it("is over when the account is not what it was: disabled, new password, new factor", async () => {
    const { accounts } = identity;
    const person = await addPerson(identity);
    const { id } = person.account;
    const first = await challengeFor(identity, id);
    await accounts.setDisabled(id, true);
    expect(await outcomeOf(verify(identity, first.challenge, person.code()))).toBe(
      "CHALLENGE_INVALID",
    );
    await accounts.setDisabled(id, false);
    expect(await outcomeOf(verify(identity, first.challenge, person.code()))).toBe(
      "CHALLENGE_INVALID",
    );
    const second = await challengeFor(identity, id);
    expect(await outcomeOf(verify(identity, second.challenge, person.code()))).toBe("in");
  });

  it("P-117: ends the session that the browser brought", async () => {
    const person = await addPerson(identity);
    const { challenge } = await challengeFor(identity, person.account.id);
    const { session } = await verify(identity, challenge, person.code(), {
      cookie: person.cookie,
    });
    expect(await ask(person.cookie)).toBeUndefined();
    expect(await ask(session.cookie)).toBeDefined();
  });

  it("what began on a known device ends there", async () => {
    const { devices } = identity.sessions;
    const person = await addPerson(identity);
    const { id } = person.account;
    const device = devices.remember(undefined, id);
    const deviceId = devices.deviceOf(device, id);
    if (deviceId === undefined) throw new Error("the device is unknown");
    const { challenge } = await challengeFor(identity, id, { deviceId });
    const elsewhere = devices.remember(undefined, id);
    for (const other of [undefined, elsewhere]) {
      const attempt = verify(identity, challenge, person.code(), { device: other });
      expect(await outcomeOf(attempt)).toBe("CHALLENGE_INVALID");
    }
    expect(await outcomeOf(verify(identity, challenge, person.code(), { device }))).toBe("in");
  });
});

describe("failures of the second factor", () => {
  const failUntilLocked = async (accountId: string, wrong: string, deviceId?: string) => {
    const device = deviceId === undefined ? {} : { deviceId };
    for (let count = 0; count < 5; count += 1) {
      const { challenge } = await challengeFor(identity, accountId, device);
      await outcomeOf(verify(identity, challenge, wrong));
    }
  };
  const tryWith = async (accountId: string, code: string) => {
    const { challenge } = await challengeFor(identity, accountId);
    return outcomeOf(verify(identity, challenge, code));
  };

  it("ID-10, ID-11: five lock it over all challenges, for 300 s and then for 600; the other factor stays open", async () => {
    const { clock } = identity;
    const person = await addPerson(identity);
    const { id } = person.account;
    const refused = "SECOND_FACTOR_INVALID";
    await failUntilLocked(id, wrongCode(person));
    expect(await tryWith(id, person.code())).toBe(refused);
    const [recovery = ""] = person.recoveryCodes;
    expect(await tryWith(id, recovery)).toBe("in");
    clock.advance(299_000);
    expect(await tryWith(id, person.code())).toBe(refused);
    clock.advance(2_000);
    await failUntilLocked(id, wrongCode(person));
    clock.advance(599_000);
    expect(await tryWith(id, person.code())).toBe(refused);
    clock.advance(2_000);
    expect(await tryWith(id, person.code())).toBe("in");
  });

  it("ID-14: one alert and one mail, which says that somebody passed the first step", async () => {
    const person = await addPerson(identity);
    const from = identity.events.length;
    await failUntilLocked(person.account.id, wrongCode(person));
    const events = identity.events.slice(from);
    expect(events.filter(({ name }) => name === "mfa.failed")).toHaveLength(5);
    expect(events.filter(({ severity }) => severity === "alert")).toEqual([
      expect.objectContaining({ name: "mfa.locked", subject: person.account.id }),
    ]);
    const mails = await identity.mailsTo(person.account.email);
    expect(mails[0]?.subject).toBe("Codes for Test were locked for a while");
    expect(JSON.stringify(events)).not.toContain(wrongCode(person));
  });

  it("P-081, ID-12: strangers with the password do not lock out a known device", async () => {
    const { devices } = identity.sessions;
    const person = await addPerson(identity);
    const { id } = person.account;
    const device = devices.remember(undefined, id);
    const deviceId = devices.deviceOf(device, id);
    if (deviceId === undefined) throw new Error("the device is unknown");
    await failUntilLocked(id, wrongCode(person));
    const { challenge } = await challengeFor(identity, id, { deviceId });
    expect(await outcomeOf(verify(identity, challenge, person.code(), { device }))).toBe("in");
    identity.clock.advance(60_000);
    expect(await tryWith(id, person.code())).toBe("SECOND_FACTOR_INVALID");
  });

  it("of parallel guesses, all codes there are, none gets in after the fifth failure", async () => {
    const person = await addPerson(identity);
    const challenges = await Promise.all(
      Array.from({ length: 8 }, () => challengeFor(identity, person.account.id)),
    );
    const step = totpStepAt(identity.clock.now());
    const right = totpCode(person.secret, step);
    const guesses = [...Array(7).fill(wrongCode(person)), right] as string[];
    const seen = await Promise.all(
      guesses.map((code, index) =>
        outcomeOf(verify(identity, challenges[index]?.challenge ?? "", code)),
      ),
    );
    expect(seen).not.toContain("in");
  });
});

describe("remembered devices", () => {
  const remember = async (person: Awaited<ReturnType<typeof addPerson>>, remembered?: string) => {
    const { challenge } = await challengeFor(identity, person.account.id);
    const verified = await verify(identity, challenge, person.code(), {
      remember: true,
      remembered,
    });
    return verified.remembered ?? "";
  };
  const nextWith = async (accountId: string, remembered: string) => {
    const account = await identity.accounts.find(accountId);
    if (account === undefined) throw new Error("the account is gone");
    const step = { account, firstFactor: "password", deviceId: undefined, origin: ORIGIN } as const;
    return identity.mfa.next({ ...step, remembered });
  };

  it("are not asked at sign-in for 30 days, and count as one factor", async () => {
    const { clock } = identity;
    const person = await addPerson(identity);
    const cookie = await remember(person);
    const enough = {
      kind: "enough",
      proof: { factors: ["password", "remembered-device"], assurance: 1 },
    };
    expect(await nextWith(person.account.id, cookie)).toEqual(enough);
    clock.advance(30 * 86_400_000 - 1);
    expect(await nextWith(person.account.id, cookie)).toEqual(enough);
    clock.advance(1);
    expect(await nextWith(person.account.id, cookie)).toMatchObject({ kind: "challenge" });
  });

  it("one browser is remembered for several accounts, and for no other", async () => {
    const anna = await addPerson(identity);
    const ben = await addPerson(identity);
    const eve = await addPerson(identity);
    const both = await remember(ben, await remember(anna));
    for (const { account } of [anna, ben]) {
      expect(await nextWith(account.id, both)).toMatchObject({ kind: "enough" });
    }
    expect(await nextWith(eve.account.id, both)).toMatchObject({ kind: "challenge" });
    for (const broken of [
      "",
      "x",
      both.slice(1),
      `${both}.${"x".repeat(43)}x`,
      "x".repeat(9_000),
    ]) {
      expect(await nextWith(ben.account.id, broken)).toMatchObject({ kind: "challenge" });
    }
  });

  it("are listed and forgotten one by one, each by its owner", async () => {
    const { mfa } = identity;
    const person = await addPerson(identity);
    const other = await addPerson(identity);
    const cookie = await remember(person);
    const [listed] = (await mfa.overview(person.account.id)).rememberedDevices;
    expect(listed).toMatchObject({ agent: "Browser/1" });
    expect(await mfa.forgetDevice(other.account.id, listed?.id ?? "")).toBe(false);
    expect(await mfa.forgetDevice(person.account.id, listed?.id ?? "")).toBe(true);
    expect(await nextWith(person.account.id, cookie)).toMatchObject({ kind: "challenge" });
  });

  it("are forgotten with a change of factors, and with whatever else ends all sessions", async () => {
    const person = await addPerson(identity);
    const cookie = await remember(person);
    const owner = { accountId: person.account.id, sessionId: person.sessionId, origin: ORIGIN };
    await identity.mfa.renewCodes(owner);
    expect(await nextWith(person.account.id, cookie)).toMatchObject({ kind: "challenge" });
    identity.clock.advance(60_000);
    const again = await remember(person);
    await identity.accounts.setDisabled(person.account.id, true);
    await identity.accounts.setDisabled(person.account.id, false);
    expect(await nextWith(person.account.id, again)).toMatchObject({ kind: "challenge" });
    expect((await identity.mfa.overview(person.account.id)).rememberedDevices).toEqual([]);
  });

  it("ID-17: a role that needs two factors is asked every time", async () => {
    const { accounts } = identity;
    await accounts.saveRole({
      name: "careful",
      description: "Asks for two factors",
      permissions: [],
      needsSecondFactor: true,
    });
    const person = await addPerson(identity);
    const cookie = await remember(person);
    await accounts.setRole(person.account.id, "careful");
    expect(await nextWith(person.account.id, cookie)).toMatchObject({ kind: "challenge" });
    identity.clock.advance(60_000);
    expect(await remember(person)).toBe("");
    const owner = { accountId: person.account.id, sessionId: person.sessionId, origin: ORIGIN };
    expect(await outcomeOf(identity.mfa.remove(owner, person.factorId))).toBe("CONFLICT");
  });
});
