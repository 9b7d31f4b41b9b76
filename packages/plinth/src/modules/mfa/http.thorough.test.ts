import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseTotpSecret, totpCode, totpStepAt } from "#crypto";
import { GOOD_PASSWORD, type Identity, startIdentity, tokenIn } from "../../testing/identity.ts";
import { access } from "../access/index.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({ modules: [access] });
});
afterAll(() => identity.app.stop());
// A day later every limit has room again.
beforeEach(() => identity.clock.advance(86_400_000));

const AUTH = "/api/v1/auth";
type Headers = Readonly<Record<string, string>>;
const send = (method: string, path: string, body?: unknown, headers?: Headers) =>
  identity.send(method, `${AUTH}${path}`, body, headers);
const post = (path: string, body?: unknown, headers?: Headers) => send("POST", path, body, headers);
// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test is about
const json = async (response: Response): Promise<any> => response.json();

const cookieOf = (response: Response, name = "__Host-plinth"): string => {
  const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`));
  return line?.split(";")[0] ?? "";
};
const meWith = async (headers: Headers) => (await send("GET", "/me", undefined, headers)).status;

let made = 0;
/** An account with a password, and a session that began with it. */
const addMember = async (role = "user") => {
  made += 1;
  const email = `mfa-${made}@example.org`;
  const { id } = await identity.credentials.createUser({ email, password: GOOD_PASSWORD, role });
  const account = await identity.accounts.find(id);
  if (account === undefined) throw new Error("the account is gone");
  const session = await identity.addSession(account);
  const bearer = { authorization: `Bearer ${session.tokens.accessToken}` };
  return {
    id,
    email,
    account,
    session,
    bearer,
    cookie: { cookie: `__Host-plinth=${session.cookie}` },
  };
};
type Member = Awaited<ReturnType<typeof addMember>>;

/** Sets up an app over HTTP; a minute later, so that the next code is a new one. */
const enrol = async (member: Member, bearer: Headers = member.bearer) => {
  const begun = await json(await post("/mfa/totp/begin", { name: "Phone" }, bearer));
  const secret = parseTotpSecret(begun.secret);
  const code = (drift = 0) => totpCode(secret, totpStepAt(identity.clock.now()) + drift);
  const response = await post("/mfa/totp/confirm", { id: begun.id, code: code() }, bearer);
  expect(response.status).toBe(200);
  const confirmed = await json(response);
  identity.clock.advance(60_000);
  return {
    response,
    confirmed,
    code,
    bearer: { authorization: `Bearer ${confirmed.accessToken}` },
    codes: confirmed.recoveryCodes as readonly string[],
    factorId: begun.id as string,
  };
};

const signIn = (email: string, cookie?: string) =>
  post("/signin", { email, password: GOOD_PASSWORD }, cookie === undefined ? {} : { cookie });
const challengeOf = async (email: string): Promise<string> => {
  const response = await signIn(email);
  expect(response.status).toBe(202);
  return (await json(response)).challenge;
};

describe("signing in with a second factor", () => {
  it("ID-17: 202 without cookie or token, then 200 as any sign-in", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const first = await signIn(member.email);
    expect(first.status).toBe(202);
    expect(first.headers.getSetCookie()).toEqual([]);
    const body = await json(first);
    expect(body).toEqual({
      status: "second-factor-required",
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      methods: ["totp", "recovery"],
      expiresInSeconds: 300,
    });
    expect(await meWith({ authorization: `Bearer ${body.challenge}` })).toBe(401);
    const proof = { challenge: body.challenge, method: "totp", code: code() };
    const second = await post("/mfa/verify", proof);
    expect(second.status).toBe(200);
    const signedIn = await json(second);
    expect(signedIn.user.id).toBe(member.id);
    expect(await meWith({ authorization: `Bearer ${signedIn.accessToken}` })).toBe(200);
    expect(await meWith({ cookie: cookieOf(second) })).toBe(200);
    const names = second.headers.getSetCookie().map((line) => line.split("=")[0]);
    expect(names).toEqual(["__Host-plinth", "__Host-plinth-device"]);
    const replay = await post("/mfa/verify", proof);
    expect((await json(replay)).code).toBe("CHALLENGE_INVALID");
    const again = { ...proof, challenge: await challengeOf(member.email) };
    const refused = await post("/mfa/verify", again);
    expect(refused.status).toBe(401);
    expect((await json(refused)).code).toBe("SECOND_FACTOR_INVALID");
  });

  it("ID-13, P-080: a failed second factor leaves the count of wrong passwords, a sign-in resets it", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const failures = async () =>
      (await identity.credentials.listUsers()).find(({ id }) => id === member.id)?.failedAttempts;
    for (let count = 0; count < 2; count += 1) {
      await post("/signin", { email: member.email, password: "Another-good-1!" });
    }
    const challenge = await challengeOf(member.email);
    await post("/mfa/verify", { challenge, method: "recovery", code: "0000-0000" });
    expect(await failures()).toBe(2);
    expect((await post("/mfa/verify", { challenge, method: "totp", code: code() })).status).toBe(
      200,
    );
    expect(await failures()).toBe(0);
  });

  it("P-080: what was locked while the code was typed stays shut", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const challenge = await challengeOf(member.email);
    for (let count = 0; count < 4; count += 1) {
      await post("/signin", { email: member.email, password: "Another-good-1!" });
    }
    identity.clock.advance(60_000);
    await post("/signin", { email: member.email, password: "Another-good-1!" });
    const response = await post("/mfa/verify", { challenge, method: "totp", code: code() });
    expect((await json(response)).code).toBe("CHALLENGE_INVALID");
  });

  it("ID-18: a password that was reset by mail does not get around it", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const waiting = await challengeOf(member.email);
    await post("/password/forgot", { email: member.email });
    const mails = await identity.mailsTo(member.email);
    const token = tokenIn(mails.find(({ text }) => text.includes("#token=")));
    expect((await post("/password/reset", { token, password: "Rosen-um-9-Uhr!" })).status).toBe(
      204,
    );
    const old = await post("/mfa/verify", { challenge: waiting, method: "totp", code: code() });
    expect((await json(old)).code).toBe("CHALLENGE_INVALID");
    const next = await post("/signin", { email: member.email, password: "Rosen-um-9-Uhr!" });
    expect(next.status).toBe(202);
  });

  it("remembers a browser on request: no question, one factor, a strict cookie", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const proof = { challenge: await challengeOf(member.email), method: "totp", code: code() };
    const response = await post("/mfa/verify", { ...proof, remember: true });
    const line = response.headers.getSetCookie().find((text) => text.includes("plinth-trusted"));
    expect(line).toMatch(
      /^__Host-plinth-trusted=[\w-]{43}; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Strict$/,
    );
    const trusted = cookieOf(response, "__Host-plinth-trusted");
    const signedIn = await signIn(member.email, trusted);
    expect(signedIn.status).toBe(200);
    const bearer = { authorization: `Bearer ${(await json(signedIn)).accessToken}` };
    const overview = await json(await send("GET", "/mfa", undefined, bearer));
    expect(overview).toMatchObject({ enabled: true, required: false, assurance: 1 });
    const [device] = overview.rememberedDevices;
    const forgotten = await send(
      "DELETE",
      `/mfa/remembered-devices/${device.id}`,
      undefined,
      bearer,
    );
    expect(forgotten.status).toBe(204);
    const gone = await send("DELETE", `/mfa/remembered-devices/${device.id}`, undefined, bearer);
    expect(gone.status).toBe(404);
    expect((await signIn(member.email, trusted)).status).toBe(202);
  });
});

describe("stepping up", () => {
  it("ID-18: a stale session gets a step-up 401, and the password renews it", async () => {
    const { clock } = identity;
    const member = await addMember();
    clock.advance(600_001);
    const begin = (headers: Headers) => post("/mfa/totp/begin", {}, headers);
    const stale = await begin(member.bearer);
    expect(stale.status).toBe(401);
    expect(await json(stale)).toMatchObject({
      code: "STEP_UP_REQUIRED",
      required: { level: 1, maxAgeSeconds: 600 },
    });
    const wrong = await post("/step-up", { method: "password", secret: "x" }, member.bearer);
    expect([wrong.status, (await json(wrong)).code]).toEqual([403, "STEP_UP_FAILED"]);
    expect((await begin(member.bearer)).status).toBe(401);
    const proof = { method: "password", secret: GOOD_PASSWORD };
    const right = await post("/step-up", proof, member.bearer);
    expect(right.status).toBe(200);
    const { accessToken, expiresIn } = await json(right);
    expect(expiresIn).toBe(1_800);
    expect((await begin({ authorization: `Bearer ${accessToken}` })).status).toBe(200);
  });

  it("ID-18: so does changing a password, a quarter of an hour after the sign-in", async () => {
    const member = await addMember();
    const change = (headers: Headers) =>
      post(
        "/password/change",
        { currentPassword: GOOD_PASSWORD, newPassword: "Rosen-um-9-Uhr!" },
        headers,
      );
    identity.clock.advance(900_001);
    expect((await json(await change(member.bearer))).code).toBe("STEP_UP_REQUIRED");
    const proof = { method: "password", secret: GOOD_PASSWORD };
    const { accessToken } = await json(await post("/step-up", proof, member.bearer));
    expect((await change({ authorization: `Bearer ${accessToken}` })).status).toBe(204);
  });

  it("P-117: no id, cookie or token known before is worth anything after; refresh tokens carry on", async () => {
    const member = await addMember();
    const csrf = await identity.send("GET", "/api/csrf-token", undefined, member.cookie);
    const headers = { ...member.cookie, "x-csrf-token": (await json(csrf)).token };
    const proof = { method: "password", secret: GOOD_PASSWORD };
    const raised = await post("/step-up", proof, headers);
    expect(raised.status).toBe(200);
    const fresh = cookieOf(raised);
    expect(fresh).not.toBe(member.cookie.cookie);
    expect(await meWith(member.cookie)).toBe(401);
    expect(await meWith(member.bearer)).toBe(401);
    expect(await meWith({ cookie: fresh })).toBe(200);
    const { refreshToken } = member.session.tokens;
    expect((await post("/refresh", { refreshToken })).status).toBe(200);
  });

  it("ID-17: one factor is not enough to change factors; a code raises the session", async () => {
    const member = await addMember();
    const { code, factorId, codes } = await enrol(member);
    const session = await identity.addSession(
      (await identity.accounts.find(member.id)) ?? member.account,
    );
    const bearer = { authorization: `Bearer ${session.tokens.accessToken}` };
    const attempts: readonly (readonly [string, string, unknown])[] = [
      ["POST", "/mfa/totp/begin", {}],
      ["DELETE", `/mfa/totp/${factorId}`, undefined],
      ["POST", "/mfa/recovery-codes", undefined],
    ];
    for (const [method, path, body] of attempts) {
      const refused = await send(method, path, body, bearer);
      expect([refused.status, (await json(refused)).required.level]).toEqual([401, 2]);
    }
    const byPassword = { method: "password", secret: GOOD_PASSWORD };
    const fresher = await json(await post("/step-up", byPassword, bearer));
    const still = { authorization: `Bearer ${fresher.accessToken}` };
    expect((await send("DELETE", `/mfa/totp/${factorId}`, undefined, still)).status).toBe(401);
    const byCode = { method: "totp", secret: code() };
    const raised = await json(await post("/step-up", byCode, still));
    const high = { authorization: `Bearer ${raised.accessToken}` };
    const replay = await post("/step-up", byCode, high);
    expect(replay.status).toBe(403);
    const renewed = await json(await send("POST", "/mfa/recovery-codes", undefined, high));
    expect(renewed.recoveryCodes).toHaveLength(10);
    const last = { authorization: `Bearer ${renewed.accessToken}` };
    const used = await post("/step-up", { method: "recovery", secret: codes[0] }, last);
    expect(used.status).toBe(403);
    const removed = await send("DELETE", `/mfa/totp/${factorId}`, undefined, last);
    expect(removed.status).toBe(200);
    expect(await meWith(last)).toBe(401);
    expect(await meWith({ cookie: cookieOf(removed) })).toBe(200);
    expect((await signIn(member.email)).status).toBe(200);
  });

  it("ID-11: failures count like those of a sign-in, by factor, and lock", async () => {
    const member = await addMember();
    const { bearer, codes } = await enrol(member);
    const wrong = { method: "password", secret: "Another-good-1!" };
    const seen: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      seen.push((await post("/step-up", wrong, bearer)).status);
    }
    expect(seen).toEqual([403, 403, 403, 403, 403]);
    expect((await post("/step-up", wrong, bearer)).status).toBe(429);
    identity.clock.advance(60_000);
    const right = await post("/step-up", { method: "password", secret: GOOD_PASSWORD }, bearer);
    expect(right.status).toBe(403);
    expect((await signIn(member.email)).status).toBe(401);
    const byCode = { method: "recovery", secret: codes[0] };
    expect((await post("/step-up", byCode, bearer)).status).toBe(200);
  });

  it("nobody can step up without a session", async () => {
    const proof = { method: "password", secret: GOOD_PASSWORD };
    expect((await post("/step-up", proof)).status).toBe(401);
  });
});

describe("bad input", () => {
  it("is refused with 400 and the field, and costs no attempt", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const challenge = await challengeOf(member.email);
    const bodies: readonly (readonly [string, unknown, string])[] = [
      ["/mfa/verify", {}, "body.challenge"],
      ["/mfa/verify", { challenge, method: "sms", code: "123456" }, "body.method"],
      ["/mfa/verify", { challenge, method: "totp", code: 123456 }, "body.code"],
      ["/mfa/verify", { challenge, method: "totp", code: "" }, "body.code"],
      ["/mfa/verify", { challenge, method: "totp", code: "1".repeat(65) }, "body.code"],
      ["/mfa/verify", { challenge, method: "totp", code: "١٢٣٤٥٦" }, "body.code"],
      ["/mfa/verify", { challenge, method: "totp", code: "123456\u0000" }, "body.code"],
      ["/mfa/verify", { challenge, method: "totp", code: ["123456"] }, "body.code"],
      ["/mfa/verify", { challenge: "x".repeat(129), method: "totp", code: "1" }, "body.challenge"],
      [
        "/mfa/verify",
        { challenge, method: "totp", code: "123456", remember: "yes" },
        "body.remember",
      ],
      ["/mfa/verify", { challenge, method: "totp", code: "123456", role: "admin" }, "body.role"],
    ];
    for (const [path, body, field] of bodies) {
      identity.clock.advance(13_000);
      const response = await post(path, body);
      expect(response.status, JSON.stringify(body).slice(0, 100)).toBe(400);
      expect((await json(response)).details[0].field).toContain(field.split(".")[0]);
    }
    identity.clock.advance(60_000);
    const text = `{"challenge":"${"x".repeat(1_048_576)}"}`;
    const huge = await identity.app.fetch(`${AUTH}/mfa/verify`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: text,
    });
    expect(huge.status).toBe(413);
    identity.clock.advance(60_000);
    const right = { challenge, method: "totp", code: ` ${code().slice(0, 3)} ${code().slice(3)} ` };
    expect((await post("/mfa/verify", right)).status).toBe(200);
  });

  it("of set-ups and step-ups as well", async () => {
    const { bearer } = await addMember();
    const bodies: readonly (readonly [string, unknown])[] = [
      ["/mfa/totp/begin", { name: "" }],
      ["/mfa/totp/begin", { name: "a\nb" }],
      ["/mfa/totp/begin", { name: "x".repeat(61) }],
      ["/mfa/totp/confirm", { id: "1", code: "123456" }],
      ["/mfa/totp/confirm", { id: "01890000-0000-7000-8000-000000000000", code: "123456" }],
      ["/step-up", { method: "totp", secret: "12345" }],
      ["/step-up", { method: "passwort", secret: "x" }],
      ["/step-up", { method: "password" }],
      ["/step-up", { method: "recovery", secret: "ABCD-EFGU" }],
    ];
    for (const [path, body] of bodies) {
      identity.clock.advance(13_000);
      expect((await post(path, body, bearer)).status, JSON.stringify(body)).toBe(400);
    }
    const none = await send("DELETE", "/mfa/totp/1", undefined, bearer);
    expect(none.status).toBe(400);
  });
});

describe("limits and figures", () => {
  it("RL-04: the second step takes five tries a minute, by address and by challenge", async () => {
    const seen: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const body = { challenge: "x".repeat(43), method: "totp", code: "123456" };
      seen.push((await post("/mfa/verify", body)).status);
    }
    expect(seen).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it("OBS-05: every judged code is counted, by method and outcome", async () => {
    const member = await addMember();
    const { code } = await enrol(member);
    const value = (outcome: string): number => {
      const text = identity.app.metrics.render();
      const line = `plinth_second_factor_checks_total{method="totp",outcome="${outcome}"}`;
      const found = text.split("\n").find((one) => one.includes(line.slice(7)));
      return Number(found?.split(" ").at(-1) ?? 0);
    };
    const before = [value("right"), value("wrong")];
    const challenge = await challengeOf(member.email);
    const wrong = ["000000", "111111"].find((text) => text !== code()) ?? "";
    await post("/mfa/verify", { challenge, method: "totp", code: wrong });
    await post("/mfa/verify", { challenge, method: "totp", code: code() });
    expect([value("right"), value("wrong")]).toEqual(before.map((count) => count + 1));
  });
});

describe("administrators", () => {
  it("ID-18: remove the factors of others; a user may not, and nobody a stranger's", async () => {
    const admin = await addMember("admin");
    const member = await addMember();
    const { bearer } = await enrol(member);
    const reset = (id: string, headers: Headers) =>
      identity.send("POST", `/api/v1/admin/users/${id}/mfa/reset`, undefined, headers);
    expect((await reset(member.id, bearer)).status).toBe(403);
    const missing = "01890000-0000-7000-8000-000000000000";
    expect((await reset(missing, admin.bearer)).status).toBe(404);
    expect((await reset(admin.id, admin.bearer)).status).toBe(409);
    expect((await reset(member.id, admin.bearer)).status).toBe(204);
    expect(await meWith(bearer)).toBe(401);
    expect((await signIn(member.email)).status).toBe(200);
    identity.clock.advance(900_001);
    expect((await json(await reset(member.id, admin.bearer))).code).toBe("STEP_UP_REQUIRED");
  });
});

describe("roles that need a second factor", () => {
  it("ID-17: without one they reach their own account and nothing else", async () => {
    const before = identity;
    identity = await startIdentity({ modules: [access], env: { MFA_REQUIRED_ROLES: "admin" } });
    try {
      const admin = await addMember("admin");
      const other = await addMember();
      const adminRoute = (headers: Headers) =>
        identity.send("POST", `/api/v1/admin/users/${other.id}/mfa/reset`, undefined, headers);
      const refused = await adminRoute(admin.bearer);
      expect(refused.status).toBe(401);
      expect(await json(refused)).toMatchObject({
        code: "STEP_UP_REQUIRED",
        required: { level: 2 },
      });
      const overview = await json(await send("GET", "/mfa", undefined, admin.bearer));
      expect(overview).toMatchObject({ enabled: false, required: true, assurance: 1 });
      const { bearer, factorId, code } = await enrol(admin);
      expect((await adminRoute(bearer)).status).toBe(204);
      expect((await send("DELETE", `/mfa/totp/${factorId}`, undefined, bearer)).status).toBe(409);
      const challenge = await challengeOf(admin.email);
      const proof = { challenge, method: "totp", code: code(), remember: true };
      const response = await post("/mfa/verify", proof);
      expect(cookieOf(response, "__Host-plinth-trusted")).toBe("");
      const signedIn = { authorization: `Bearer ${(await json(response)).accessToken}` };
      expect((await adminRoute(signedIn)).status).toBe(204);
    } finally {
      await identity.app.stop();
      identity = before;
    }
  });

  it("a role that does not exist stops the start", async () => {
    await expect(startIdentity({ env: { MFA_REQUIRED_ROLES: "administrator" } })).rejects.toThrow(
      /MFA_REQUIRED_ROLES/,
    );
  });
});
