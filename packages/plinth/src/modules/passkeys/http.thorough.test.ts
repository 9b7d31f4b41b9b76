import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../../readiness/support/passkeys/software-authenticator.ts";
import { GOOD_PASSWORD } from "../../testing/identity.ts";
import { cookieOf, startPasskeys } from "../../testing/passkeys.ts";
import { addFactor } from "../../testing/second-factors.ts";

const start = () => startPasskeys(createSoftwareAuthenticator);
let bench: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  bench = await start();
  await bench.identity.accounts.saveRole({
    name: "keeper",
    description: "Keeps the vault",
    permissions: [],
    needsSecondFactor: true,
  });
});
afterAll(() => bench.identity.app.stop());
// A day later every limit has room again.
beforeEach(() => bench.identity.clock.advance(86_400_000));

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test is about
const json = async (response: Response | Promise<Response>): Promise<any> =>
  (await response).json();
const list = async (bearer: string) => json(bench.send("GET", "/passkeys", bearer));

describe("adding a passkey", () => {
  it("ID-22, P-117: it counts, the owner hears of it, other sessions end, and this one gets a new id", async () => {
    const { identity, enrol, addMember, me, settle } = bench;
    const member = await addMember();
    const other = await identity.addSession(member.account);
    const added = await enrol(member.bearer, "My phone");
    expect(await me(other.tokens.accessToken)).toBe(401);
    expect(await me(member.bearer)).toBe(401);
    expect(await me(added.bearer)).toBe(200);
    expect(await list(added.bearer)).toEqual({
      available: true,
      passkeys: [
        {
          id: added.id,
          name: "My phone",
          synced: false,
          createdAt: new Date(identity.clock.now()).toISOString(),
          lastUsedAt: null,
        },
      ],
    });
    await settle();
    const [mail] = await identity.mailsTo(member.account.email);
    expect(mail?.subject).toBe("A passkey was added for Test");
    expect(identity.events.map(({ name }) => name)).toContain("passkey.added");
    // Verified by the device: the session has two factors from now on.
    const mfa = await json(bench.send("GET", "/mfa", added.bearer));
    expect(mfa.assurance).toBe(2);
  });

  it("ID-22: the options name the site and the account, never two times the same passkey", async () => {
    const { account, bearer, authenticator } = await bench.addOwner({ name: "Robin" });
    const options = await bench.begin("register", bearer);
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Test" },
      user: { name: account.email, displayName: "Robin" },
      attestation: "none",
      excludeCredentials: [
        { id: authenticator.credentialId, type: "public-key", transports: ["internal"] },
      ],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    expect(Buffer.from(options.user?.id ?? "", "base64url").toString()).toBe(account.id);
  });

  it("ID-22: a passkey that is known already is refused, whoever's it is", async () => {
    const owner = await bench.addOwner();
    for (const bearer of [owner.bearer, (await bench.addMember()).bearer]) {
      const begun = await bench.begin("register", bearer);
      const response = owner.authenticator.attest(bench.statementFor(begun));
      const answer = await bench.send("POST", "/passkeys/register/finish", bearer, { response });
      expect((await json(answer)).code).toBe("CONFLICT");
    }
  });

  it("ID-22: twenty passkeys are enough", async () => {
    const member = await bench.addMember();
    let { bearer } = member;
    for (let count = 0; count < 20; count += 1) {
      bench.identity.clock.advance(3_600_000);
      const now = await bench.identity.accounts.find(member.account.id);
      const fresh = now && (await bench.identity.addSession(now));
      ({ bearer } = await bench.enrol(fresh?.tokens.accessToken ?? ""));
    }
    const refused = await bench.send("POST", "/passkeys/register/begin", bearer);
    expect((await json(refused)).code).toBe("CONFLICT");
  });

  it("ID-18: it asks for a fresh proof, and for two factors where two-step sign-in is on", async () => {
    const { identity } = bench;
    const old = await bench.addMember();
    identity.clock.advance(601_000);
    const stale = await bench.send("POST", "/passkeys/register/begin", old.bearer);
    expect(await json(stale)).toMatchObject({
      code: "STEP_UP_REQUIRED",
      required: { maxAgeSeconds: 600 },
    });
    const guarded = await bench.addMember();
    await addFactor(identity, guarded.account, guarded.session.row.id);
    const after = await identity.accounts.find(guarded.account.id);
    const half = after && (await identity.addSession(after));
    const asked = await bench.send("POST", "/passkeys/register/begin", half?.tokens.accessToken);
    expect(await json(asked)).toMatchObject({ code: "STEP_UP_REQUIRED", required: { level: 2 } });
  });

  it("ID-17: who has a role that needs two factors, and a passkey, cannot get around it by the password", async () => {
    const owner = await bench.addOwner({ role: "keeper" });
    const now = await bench.identity.accounts.find(owner.account.id);
    const half = now && (await bench.identity.addSession(now));
    const bearer = half?.tokens.accessToken ?? "";
    for (const [method, path, body] of [
      ["POST", "/passkeys/register/begin", undefined],
      ["DELETE", `/passkeys/${owner.id}`, undefined],
      ["POST", "/mfa/totp/begin", { name: "Phone" }],
    ] as const) {
      const answer = await json(bench.send(method, path, bearer, body));
      expect(answer).toMatchObject({ code: "STEP_UP_REQUIRED", required: { level: 2 } });
    }
  });
});

describe("signing in with a passkey", () => {
  it("ID-22, ID-17, P-117: answers as every sign-in, with two factors and a new session", async () => {
    const owner = await bench.addOwner();
    const before = await bench.identity.addSession(
      (await bench.identity.accounts.find(owner.account.id)) ?? owner.account,
    );
    const response = await bench.identity.send(
      "POST",
      "/api/v1/auth/passkeys/signin/finish",
      { response: await bench.answer(owner) },
      { cookie: `__Host-plinth=${before.cookie}` },
    );
    expect(response.status).toBe(200);
    const body = await json(response);
    expect(Object.keys(body).toSorted()).toEqual([
      "accessToken",
      "expiresIn",
      "refreshToken",
      "user",
    ]);
    expect(body.user.id).toBe(owner.account.id);
    const names = response.headers.getSetCookie().map((line) => line.split("=")[0]);
    expect(names).toEqual(["__Host-plinth", "__Host-plinth-device"]);
    expect(cookieOf(response)).not.toContain(before.cookie);
    expect(await bench.me(before.tokens.accessToken)).toBe(401);
    expect(await bench.me(body.accessToken)).toBe(200);
    expect((await json(bench.send("GET", "/mfa", body.accessToken))).assurance).toBe(2);
    const { passkeys } = await list(body.accessToken);
    expect(passkeys[0].lastUsedAt).toBe(new Date(bench.identity.clock.now()).toISOString());
  });

  it("ID-22, ID-19: the options are the same for everybody and write nothing", async () => {
    const { challenge: first, ...rest } = await bench.begin("signin");
    const { challenge: second, ...others } = await bench.begin("signin");
    expect(rest).toEqual(others);
    expect(rest).toEqual({
      rpId: "localhost",
      timeout: 300_000,
      userVerification: "required",
      allowCredentials: [],
    });
    expect(first).not.toBe(second);
    const rows = await bench.identity.app.store
      .read<{ passkey_challenges: { challenge_hash: string } }>()
      .selectFrom("passkey_challenges")
      .selectAll()
      .execute();
    const used = rows.length;
    for (let count = 0; count < 20; count += 1) await bench.begin("signin");
    const after = await bench.identity.app.store
      .read<{ passkey_challenges: { challenge_hash: string } }>()
      .selectFrom("passkey_challenges")
      .selectAll()
      .execute();
    expect(after).toHaveLength(used);
  });

  it("ID-22: goes around neither a disabled account nor a removed passkey", async () => {
    const disabled = await bench.addOwner();
    await bench.identity.accounts.setDisabled(disabled.account.id, true);
    expect((await bench.signIn(await bench.answer(disabled))).status).toBe(401);
    const owner = await bench.addOwner();
    const second = await bench.enrol(owner.bearer);
    expect((await bench.send("DELETE", `/passkeys/${owner.id}`, second.bearer)).status).toBe(200);
    expect((await bench.signIn(await bench.answer(owner))).status).toBe(401);
    expect((await bench.signIn(await bench.answer(second))).status).toBe(200);
  });

  it("ID-18: an administrator's reset removes passkeys too, and ends the sessions they began", async () => {
    const owner = await bench.addOwner();
    const { accessToken } = await json(bench.signIn(await bench.answer(owner)));
    await bench.identity.mfa.reset(owner.account.id, {
      accountId: "somebody-else",
      origin: { requestId: "-", clientAddress: "192.0.2.1" },
    });
    expect(await bench.me(accessToken)).toBe(401);
    expect((await bench.signIn(await bench.answer(owner))).status).toBe(401);
  });
});

describe("confirming with a passkey", () => {
  it("ID-18, P-117: raises the session to two fresh factors under a new id", async () => {
    const owner = await bench.addOwner();
    const account = await bench.identity.accounts.find(owner.account.id);
    const half = account && (await bench.identity.addSession(account));
    const bearer = half?.tokens.accessToken ?? "";
    bench.identity.clock.advance(601_000);
    const begun = await bench.begin("step-up", bearer);
    expect(begun).toMatchObject({ allowCredentials: [{ id: owner.authenticator.credentialId }] });
    const assertion = owner.authenticator.assert(bench.statementFor(begun), owner.userHandle);
    const { userHandle: _, ...withoutHandle } = assertion.response;
    const body = { response: { ...assertion, response: withoutHandle } };
    const answer = await bench.send("POST", "/passkeys/step-up/finish", bearer, body);
    expect(answer.status).toBe(200);
    const raised = await json(answer);
    expect(await bench.me(bearer)).toBe(401);
    expect((await json(bench.send("GET", "/mfa", raised.accessToken))).assurance).toBe(2);
    expect((await bench.send("POST", "/passkeys/register/begin", raised.accessToken)).status).toBe(
      200,
    );
    const again = await bench.send("POST", "/passkeys/step-up/finish", raised.accessToken, body);
    expect((await json(again)).code).toBe("STEP_UP_FAILED");
  });

  it("ID-22: neither another account's passkey nor another account's challenge confirms", async () => {
    const anna = await bench.addOwner();
    const ben = await bench.addOwner();
    const begun = await bench.begin("step-up", anna.bearer);
    const statement = bench.statementFor(begun);
    for (const [bearer, response] of [
      [anna.bearer, ben.authenticator.assert(statement, ben.userHandle)],
      [anna.bearer, ben.authenticator.assert(statement, anna.userHandle)],
      [ben.bearer, ben.authenticator.assert(statement, ben.userHandle)],
    ] as const) {
      const answer = await bench.send("POST", "/passkeys/step-up/finish", bearer, { response });
      expect((await json(answer)).code).toBe("STEP_UP_FAILED");
    }
    const none = await bench.addMember();
    const refused = await bench.send("POST", "/passkeys/step-up/begin", none.bearer);
    expect((await json(refused)).code).toBe("CONFLICT");
  });
});

describe("keeping passkeys", () => {
  it("ID-22: the owner names them, nobody else does", async () => {
    const owner = await bench.addOwner();
    const path = `/passkeys/${owner.id}`;
    const renamed = await json(bench.send("PATCH", path, owner.bearer, { name: "Blue key" }));
    expect(renamed.passkey.name).toBe("Blue key");
    const { bearer } = await bench.addOwner();
    for (const [method, body] of [
      ["PATCH", { name: "Mine" }],
      ["DELETE", undefined],
    ] as const) {
      expect((await bench.send(method, path, bearer, body)).status).toBe(404);
    }
    for (const name of ["", "x".repeat(61), "a\u0000b", "a\nb"]) {
      expect((await bench.send("PATCH", path, owner.bearer, { name })).status).toBe(400);
    }
    expect((await list(owner.bearer)).passkeys[0].name).toBe("Blue key");
  });

  it("ID-22: the last passkey stays where there is no password, and goes where there is one", async () => {
    const bare = await bench.addOwner();
    const refused = await bench.send("DELETE", `/passkeys/${bare.id}`, bare.bearer);
    expect(refused.status).toBe(409);
    expect((await json(refused)).code).toBe("LAST_FACTOR");
    const email = `with-password-${bench.identity.clock.now()}@example.org`;
    const { id } = await bench.identity.credentials.createUser({ email, password: GOOD_PASSWORD });
    const account = await bench.identity.accounts.find(id);
    const session = account && (await bench.identity.addSession(account));
    const added = await bench.enrol(session?.tokens.accessToken ?? "");
    const removed = await bench.send("DELETE", `/passkeys/${added.id}`, added.bearer);
    expect(removed.status).toBe(200);
    const { accessToken } = await json(removed);
    expect(await bench.me(added.bearer)).toBe(401);
    expect((await list(accessToken)).passkeys).toEqual([]);
    await bench.settle();
    const [mail] = await bench.identity.mailsTo(email);
    expect(mail?.subject).toBe("A passkey was removed for Test");
  });

  it("ID-17: the last passkey stays where the role needs a second factor", async () => {
    const email = `keeper-${bench.identity.clock.now()}@example.org`;
    const { id } = await bench.identity.credentials.createUser({
      email,
      password: GOOD_PASSWORD,
      role: "keeper",
    });
    const account = await bench.identity.accounts.find(id);
    const session = account && (await bench.identity.addSession(account));
    const added = await bench.enrol(session?.tokens.accessToken ?? "");
    const refused = await bench.send("DELETE", `/passkeys/${added.id}`, added.bearer);
    expect((await json(refused)).code).toBe("LAST_FACTOR");
  });

  it("PRIV-01: an export holds no key, and an erasure leaves none", async () => {
    const owner = await bench.addOwner();
    const [entry] = bench.service.personalData;
    const exported = await entry?.export(owner.account.id);
    expect(exported).toMatchObject([{ name: "Laptop", synced: false }]);
    expect(JSON.stringify(exported)).not.toContain(owner.authenticator.credentialId);
    await entry?.erase(owner.account.id);
    expect((await list(owner.bearer)).passkeys).toEqual([]);
  });

  it("RL-04: every route has a limit of its own", () => {
    const routes = bench.identity.app.policies.filter(({ module }) => module === "passkeys");
    expect(routes).toHaveLength(9);
    const loose = routes.filter(
      ({ method, limits }) =>
        method !== "GET" && limits.some(({ windows }) => windows.some(({ limit }) => limit > 300)),
    );
    expect(loose).toEqual([]);
  });
});
