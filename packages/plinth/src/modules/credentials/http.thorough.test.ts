import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GOOD_PASSWORD, type Identity, startIdentity, tokenIn } from "../../testing/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());
// A day later every limit has room again.
beforeEach(() => identity.clock.advance(86_400_000));

const AUTH = "/api/v1/auth";
const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  identity.send("POST", `${AUTH}${path}`, body, headers);

interface Problem {
  readonly code: string;
  readonly details: readonly { readonly field: string; readonly rule: string }[];
}
const problem = async (response: Response): Promise<Problem> => (await response.json()) as Problem;

/** What a browser would send back: names and values of all cookies. */
const cookieHeader = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly user: { readonly id: string; readonly email: string; readonly role: string };
}

const signInAs = async (email: string, password = GOOD_PASSWORD) => {
  const response = await post("/signin", { email, password });
  expect(response.status).toBe(200);
  const body = (await response.json()) as SignedIn;
  return { response, body, bearer: { authorization: `Bearer ${body.accessToken}` } };
};

/** A member with a session, without a password to hash. */
const addMember = async () => {
  const account = await identity.addAccount();
  const session = await identity.addSession(account);
  return {
    account,
    session,
    bearer: { authorization: `Bearer ${session.tokens.accessToken}` },
    cookie: { cookie: `__Host-plinth=${session.cookie}` },
  };
};

describe("the way of a person over HTTP", () => {
  it("sign-up, sign-in, me, refresh, sign-out", async () => {
    const email = "way@example.org";
    const signUp = await post("/signup", { email, password: GOOD_PASSWORD, name: "Robin" });
    expect(signUp.status).toBe(201);
    expect(await signUp.json()).toMatchObject({
      status: "created",
      user: { email, name: "Robin" },
    });
    const { response, body, bearer } = await signInAs(email);
    expect(body).toMatchObject({ expiresIn: 1_800, user: { email, role: "user" } });
    const me = await identity.send("GET", `${AUTH}/me`, undefined, bearer);
    expect(await me.json()).toEqual({
      user: {
        id: body.user.id,
        email,
        name: "Robin",
        role: "user",
        tier: "free",
        emailVerified: false,
        language: null,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
      permissions: [],
    });
    const cookie = cookieHeader(response);
    expect((await identity.send("GET", `${AUTH}/me`, undefined, { cookie })).status).toBe(200);
    const refreshed = await post("/refresh", { refreshToken: body.refreshToken });
    expect(await refreshed.json()).toMatchObject({ expiresIn: 1_800 });
    const signOut = await post("/signout", undefined, bearer);
    expect(signOut.status).toBe(204);
    for (const headers of [bearer, { cookie }]) {
      const refused = await identity.send("GET", `${AUTH}/me`, undefined, headers);
      expect(refused.status).toBe(401);
      expect(refused.headers.get("www-authenticate")).toContain("Bearer");
    }
    expect((await post("/refresh", { refreshToken: body.refreshToken })).status).toBe(401);
  });

  it("ID-01: a second sign-up looks the same and changes nothing; only the mail differs", async () => {
    const email = "twice@example.org";
    const answers: unknown[] = [];
    for (const name of ["Robin", "Robin"]) {
      const response = await post("/signup", { email, password: GOOD_PASSWORD, name });
      const headers = [...response.headers.keys()].toSorted();
      answers.push({ status: response.status, body: await response.json(), headers });
      identity.clock.advance(60_000);
    }
    expect(answers[0]).toEqual(answers[1]);
    const taken = await post("/signup", { email, password: "Rosen-um-9-Uhr!", name: "Eve" });
    expect(taken.status).toBe(201);
    const subjects = (await identity.mailsTo(email)).map(({ subject }) => subject);
    expect(subjects).toEqual([
      "You have an account at Test already",
      "You have an account at Test already",
      "Confirm your e-mail address for Test",
    ]);
    const { body } = await signInAs(email);
    expect(body.user).toMatchObject({ name: "Robin", emailVerified: false });
  });

  it("ID-01, ID-15: links from mails are spent by POST only", async () => {
    const email = "mails@example.org";
    await post("/signup", { email, password: GOOD_PASSWORD });
    const token = tokenIn((await identity.mailsTo(email))[0]);
    for (const path of [`${AUTH}/email/verify?token=${token}`, `/account/verify-email`]) {
      expect((await identity.send("GET", path)).status).not.toBe(200);
    }
    const verified = await post("/email/verify", { token });
    expect(await verified.json()).toEqual({ status: "verified" });
    expect((await problem(await post("/email/verify", { token }))).code).toBe("LINK_INVALID");
    const forgot = await post("/password/forgot", { email });
    const unknown = await post("/password/forgot", { email: "unknown@example.org" });
    expect([forgot.status, unknown.status]).toEqual([202, 202]);
    expect(await forgot.text()).toBe(await unknown.text());
    identity.clock.advance(1);
    const link = tokenIn((await identity.mailsTo(email))[0]);
    const reset = await post("/password/reset", { token: link, password: "Rosen-um-9-Uhr!" });
    expect(reset.status).toBe(204);
    await signInAs(email, "Rosen-um-9-Uhr!");
  });
});

describe("cookies", () => {
  it("P-028, P-046, WEB-13: each cookie ever set or cleared has its flags", async () => {
    const email = "cookies@example.org";
    await identity.credentials.createUser({ email, password: GOOD_PASSWORD });
    const { response, bearer } = await signInAs(email);
    const change = await post(
      "/password/change",
      { currentPassword: GOOD_PASSWORD, newPassword: "Rosen-um-9-Uhr!" },
      bearer,
    );
    const signOut = await post("/signout", undefined, bearer);
    const cookies = [response, change, signOut].flatMap((one) => one.headers.getSetCookie());
    expect(cookies.map((cookie) => cookie.split("=")[0])).toEqual([
      "__Host-plinth",
      "__Host-plinth-device",
      "__Host-plinth-device",
      "__Host-plinth",
    ]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Path=\/;.*; Secure; HttpOnly; SameSite=(Lax|Strict)$/);
      expect(cookie).not.toMatch(/Domain/i);
    }
    const [session = "", device = "", , cleared = ""] = cookies;
    expect(session).toContain("SameSite=Lax");
    expect(session).toContain("Max-Age=604800");
    expect(device).toContain("SameSite=Strict");
    expect(cleared).toBe("__Host-plinth=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
  });

  it("a state change with a cookie needs the session's token", async () => {
    const { cookie } = await addMember();
    const bare = await post("/signout", undefined, cookie);
    expect((await problem(bare)).code).toBe("CSRF_ERROR");
    const csrf = await identity.send("GET", "/api/csrf-token", undefined, cookie);
    const { token } = (await csrf.json()) as { token: string };
    const allowed = await post("/signout", undefined, { ...cookie, "x-csrf-token": token });
    expect(allowed.status).toBe(204);
  });
});

describe("bad input", () => {
  it("ID-03, VAL-02: one 400 names the address and every failed rule", async () => {
    const response = await post("/signup", { email: "x\r\nBcc: y@z", password: "password" });
    expect(response.status).toBe(400);
    const { code, details } = await problem(response);
    expect(code).toBe("VALIDATION_ERROR");
    expect(details.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "body.email email",
      ...identity.credentials
        .checkPassword("password", {})
        .failed.map((rule) => `body.password ${rule}`),
    ]);
  });

  const BODIES: readonly (readonly [string, unknown])[] = [
    ["/signup", {}],
    ["/signup", { email: "a@example.org", password: GOOD_PASSWORD, name: 7 }],
    ["/signup", { email: "a@example.org", password: "x".repeat(1_001) }],
    ["/signup", { email: "a@example.org", password: GOOD_PASSWORD, name: "a\u0000b" }],
    ["/signin", { email: ["a@example.org"], password: GOOD_PASSWORD }],
    ["/signin", { email: "a@example.org", password: { $ne: "" } }],
    ["/signin", { email: "no address", password: "x" }],
    ["/refresh", { refreshToken: "" }],
    ["/refresh", { refreshToken: "x".repeat(200) }],
    ["/password/forgot", { email: "no address" }],
    ["/password/reset", { token: "x" }],
    ["/email/verify", { token: null }],
    ["/password/check", { password: 1 }],
  ];

  it.each(BODIES)("%s refuses %j with 400 and the field", async (path, body) => {
    const response = await post(path, body);
    expect(response.status).toBe(400);
    expect((await problem(response)).details[0]?.field).toMatch(/^body\./);
  });

  it("P-101: no further property is ever taken, and nothing changes by trying", async () => {
    const { account, bearer } = await addMember();
    const bodies: Readonly<Record<string, object>> = {
      "/signup": { email: "mass@example.org", password: GOOD_PASSWORD, name: "Mass" },
      "/signin": { email: account.email, password: GOOD_PASSWORD },
      "/password/change": { currentPassword: GOOD_PASSWORD, newPassword: "Rosen-um-9-Uhr!" },
      "/password/forgot": { email: account.email },
      "/password/reset": { token: "x".repeat(43), password: GOOD_PASSWORD },
      "/email/verify": { token: "x".repeat(43) },
      "/refresh": { refreshToken: "x".repeat(43) },
    };
    // A session is added for each try, so only the last sign-in may differ.
    const everybody = async () =>
      (await identity.credentials.listUsers()).map(({ lastSignInAt: _, ...user }) => user);
    const before = await everybody();
    const names = fc.oneof(
      fc.constantFrom("role", "tier", "id", "email_verified_at", "emailVerified", "balance"),
      fc.stringMatching(/^[a-zA-Z_]{1,12}$/),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(bodies)),
        names,
        fc.jsonValue({ maxDepth: 1 }),
        async (path, name, value) => {
          const body = bodies[path] ?? {};
          fc.pre(!Object.hasOwn(body, name) && !["__proto__", "constructor"].includes(name));
          identity.clock.advance(3_600_000);
          const { tokens } = await identity.addSession(account);
          const fresh = { authorization: `Bearer ${tokens.accessToken}` };
          const response = await post(path, { ...body, [name]: value }, fresh);
          expect([400, 429]).toContain(response.status);
        },
      ),
      { numRuns: 40 },
    );
    expect(await everybody()).toEqual(before);
    expect(bearer).toBeDefined();
  });
});

describe("sessions of a person", () => {
  it("SES-04: are listed and ended one by one, or all others", async () => {
    const { account, session, bearer } = await addMember();
    const others = [await identity.addSession(account), await identity.addSession(account)];
    const list = async () => {
      const response = await identity.send("GET", `${AUTH}/sessions`, undefined, bearer);
      return ((await response.json()) as { sessions: { id: string; current: boolean }[] }).sessions;
    };
    expect(await list()).toHaveLength(3);
    expect((await list()).filter(({ current }) => current).map(({ id }) => id)).toEqual([
      session.row.id,
    ]);
    const [first, second] = others;
    const ended = await identity.send(
      "DELETE",
      `${AUTH}/sessions/${first?.row.id}`,
      undefined,
      bearer,
    );
    expect(ended.status).toBe(204);
    const cookieOf = (cookie = "") => ({ cookie: `__Host-plinth=${cookie}` });
    const me = (headers: Record<string, string>) =>
      identity.send("GET", `${AUTH}/me`, undefined, headers);
    expect((await me(cookieOf(first?.cookie))).status).toBe(401);
    expect((await me(cookieOf(second?.cookie))).status).toBe(200);
    expect((await post("/sessions/revoke-others", undefined, bearer)).status).toBe(204);
    expect((await me(cookieOf(second?.cookie))).status).toBe(401);
    expect(await list()).toHaveLength(1);
    const all = await post("/sessions/revoke-all", undefined, bearer);
    expect([all.status, all.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringContaining("__Host-plinth=;"),
    ]);
    expect((await me(bearer)).status).toBe(401);
    expect(await identity.sessions.list(session.row.account_id, "")).toEqual([]);
  });

  it("P-102, AZ-04: another person's session answers 404 and lives on", async () => {
    const anna = await addMember();
    const ben = await addMember();
    const path = `${AUTH}/sessions/${anna.session.row.id}`;
    const foreign = await identity.send("DELETE", path, undefined, ben.bearer);
    const missing = await identity.send(
      "DELETE",
      `${AUTH}/sessions/01890000-0000-7000-8000-000000000000`,
      undefined,
      ben.bearer,
    );
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    const strip = ({ code, details }: Problem) => ({ code, details });
    expect(strip(await problem(foreign))).toEqual(strip(await problem(missing)));
    const list = await identity.send("GET", `${AUTH}/sessions`, undefined, ben.bearer);
    expect(await list.text()).not.toContain(anna.session.row.id);
    await post("/sessions/revoke-others", undefined, ben.bearer);
    const me = await identity.send("GET", `${AUTH}/me`, undefined, anna.bearer);
    expect(me.status).toBe(200);
  });
});

describe("limits", () => {
  const statuses = async (times: number, path: string, body: (index: number) => unknown) => {
    const seen: number[] = [];
    for (let index = 0; index < times; index += 1) {
      seen.push((await post(path, body(index))).status);
    }
    return seen;
  };

  it("RL-02, ID-11: sign-in 5 a minute by address: the sixth is 429", async () => {
    const seen = await statuses(6, "/signin", () => ({ email: "no address", password: "x" }));
    expect(seen).toEqual([400, 400, 400, 400, 400, 429]);
  });

  it("RL-03: sign-up 3 a minute, reset 3 an hour, verification 5 an hour", async () => {
    const signUp = await statuses(4, "/signup", () => ({ email: "no address", password: "x" }));
    expect(signUp).toEqual([400, 400, 400, 429]);
    const forgot = await statuses(4, "/password/forgot", () => ({ email: "no address" }));
    expect(forgot).toEqual([400, 400, 400, 429]);
    const verify = await statuses(6, "/email/verify", () => ({ token: "x" }));
    expect(verify).toEqual([400, 400, 400, 400, 400, 429]);
  });

  it("RL-04: every route of this area has a rule", () => {
    const routes = identity.app.policies.filter(({ path }) => path.startsWith(AUTH));
    expect(routes.length).toBeGreaterThanOrEqual(15);
    for (const { limits } of routes) expect(limits.length).toBeGreaterThan(0);
  });
});

describe("help with passwords", () => {
  it("ID-05: the page's meter and the sign-up agree", async () => {
    const policy = await identity.send("GET", `${AUTH}/password/policy`);
    const { minLength, rules } = (await policy.json()) as {
      minLength: number;
      rules: { id: string }[];
    };
    expect(minLength).toBe(12);
    expect(rules.map(({ id }) => id)).toContain("min-length");
    for (const password of ["short", "Password123!", "Tulpen-1234-Uhr", "x".repeat(40)]) {
      identity.clock.advance(60_000);
      const person = { email: "meter@example.org", name: "Meter" };
      const check = await post("/password/check", { password, ...person });
      const { ok, failed } = (await check.json()) as { ok: boolean; failed: string[] };
      expect(ok).toBe(false);
      const { details } = await problem(await post("/signup", { ...person, password }));
      expect(details.map(({ rule }) => rule)).toEqual(failed);
    }
  });
});

describe("the development mailbox", () => {
  const read = (headers: Record<string, string> = {}) =>
    identity.send("GET", "/api/v1/dev/mailbox", undefined, headers);

  it("is open to this machine in development and test", async () => {
    const { account } = await addMember();
    await identity.accounts.resendVerification(account.id);
    const [mail] = await identity.mailsTo(account.email);
    const { mails } = (await (await read()).json()) as { mails: { id: string }[] };
    expect(mails.find(({ id }) => id === mail?.id)).toEqual({
      id: mail?.id,
      to: account.email,
      subject: mail?.subject,
      text: mail?.text,
      sentAt: mail?.sentAt,
    });
  });

  it("is not mounted in staging, and not where mail goes to a server", async () => {
    const policies = identity.app.policies.map(({ path }) => path);
    expect(policies).toContain("/api/v1/dev/mailbox");
    const served = await startIdentity({ env: { SMTP_URL: "smtp://127.0.0.1:2525" } });
    try {
      const paths = served.app.policies.map(({ path }) => path);
      expect(paths).not.toContain("/api/v1/dev/mailbox");
    } finally {
      await served.app.stop();
    }
  });
});
