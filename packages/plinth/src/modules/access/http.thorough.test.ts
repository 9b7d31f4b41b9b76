import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountStatements } from "#modules/accounts";
import { type Identity, startIdentity, tokenIn } from "../../testing/identity.ts";
import { access } from "./index.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({ modules: [access] });
});
afterAll(() => identity.app.stop());
// A day later every limit has room again.
beforeEach(() => identity.clock.advance(86_400_000));

const ADMIN = "/api/v1/admin";
type Json = Record<string, unknown>;

/** Somebody with a role and a fresh session. */
const addPerson = async (role = "user") => {
  const account = await identity.addAccount({ role });
  const session = await identity.addSession(account);
  const headers = { authorization: `Bearer ${session.tokens.accessToken}` };
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await identity.send(method, ADMIN + path, body, headers);
    const text = await response.text();
    const isJson = text.startsWith("{");
    return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Json };
  };
  return { account, session, ask };
};

const SUPPORT = { description: "Helps people", permissions: ["users:read", "users:write"] };

/** Somebody of a role that may handle users, but not everything. */
const addSupport = async () => {
  const { ask } = await addPerson("admin");
  expect((await ask("PUT", "/roles/support", SUPPORT)).status).toBe(200);
  return addPerson("support");
};

describe("accounts in the hands of administrators", () => {
  it("AZ-02: user and stranger are refused on every route", async () => {
    const user = await addPerson();
    const own = identity.app.policies.filter(({ module }) => module === "access");
    expect(own.length).toBeGreaterThan(15);
    for (const { method, path } of own) {
      const url = path.replace(/:(id|session)/g, user.account.id).replace(":name", "support");
      const body = method === "GET" ? undefined : {};
      const stranger = await identity.send(method, url, body);
      expect([url, stranger.status]).toEqual([url, 401]);
      const known = await user.ask(method, url.slice(ADMIN.length), body);
      expect([url, known.status, known.body["reason"]]).toEqual([url, 403, "permission"]);
    }
  });

  it("ID-13: finds people by part of address or name, page by page", async () => {
    const { ask } = await addPerson("admin");
    const made = [];
    for (const name of ["Zoe 100%", "Zoe Two", "Other"]) {
      made.push(await identity.addAccount({ name, email: `${made.length}-zoe_x@example.org` }));
    }
    const namesOf = ({ body }: { body: Json }) =>
      (body["users"] as Json[]).map((user) => user["name"]).toSorted();
    expect(namesOf(await ask("GET", "/users?search=ZOE%20"))).toEqual(["Zoe 100%", "Zoe Two"]);
    expect(namesOf(await ask("GET", "/users?search=100%25"))).toEqual(["Zoe 100%"]);
    expect(namesOf(await ask("GET", "/users?search=zoe_x"))).toHaveLength(3);
    expect(namesOf(await ask("GET", "/users?search=oe_T"))).toEqual([]);
    const first = await ask("GET", "/users?limit=2");
    const second = await ask("GET", `/users?limit=100&after=${String(first.body["next"])}`);
    expect(namesOf(first)).toHaveLength(2);
    expect(second.body["next"]).toBeNull();
    expect(first.text + second.text).toContain(made[2]?.id);
  });

  it("ID-13, AZ-04: gives everybody who fits as one file, more than a page of them", async () => {
    const { ask } = await addPerson("admin");
    const made = new Set<string>();
    for (let at = 0; at < 101; at += 1) {
      made.add((await identity.addAccount({ name: "=Many", email: `${at}@many.example` })).id);
    }
    const { text } = await ask("GET", "/users/export?search=many.example");
    const [head, ...rows] = text.trimEnd().split("\r\n");
    expect(head).toMatch(/^"id","email","name","role"/);
    expect(new Set(rows.map((row) => row.split(",")[0]?.slice(1, -1)))).toEqual(made);
    expect(rows[0]).toContain(`"'=Many"`);
    expect((await ask("GET", "/users/export?role=nobody")).text.trimEnd()).toBe(head);
  });

  it("ID-18: opens an account whose owner alone chooses the password", async () => {
    const { ask } = await addPerson("admin");
    const email = "invited@example.org";
    const made = await ask("POST", "/users", { email, name: "Invited", tier: "premium" });
    expect([made.status, made.body["user"]]).toMatchObject([
      201,
      { email, tier: "premium", role: "user", passwordChangedAt: null },
    ]);
    expect(made.text).not.toMatch(/token|password"/);
    const [mail] = await identity.mailsTo(email);
    const password = "Tulpen-um-7-Uhr";
    const chosen = await identity.send("POST", "/api/v1/auth/password/reset", {
      token: tokenIn(mail),
      password,
    });
    expect(chosen.status).toBe(204);
    expect((await ask("POST", "/users", { email })).status).toBe(409);
    const withPassword = await ask("POST", "/users", { email: "x@example.org", password });
    expect(withPassword.status).toBe(400);
  });

  it("SES-09: a changed role acts on the next request, a disabled account has none", async () => {
    const { ask } = await addPerson("admin");
    const other = await addPerson("admin");
    expect((await other.ask("GET", "/users")).status).toBe(200);
    const path = `/users/${other.account.id}`;
    expect((await ask("PATCH", path, { role: "user" })).status).toBe(200);
    expect((await other.ask("GET", "/users")).status).toBe(403);
    expect((await ask("PATCH", path, { disabled: true })).status).toBe(200);
    expect((await other.ask("GET", "/users")).status).toBe(401);
  });

  it("P-117: a role that may do more ends the sessions known before", async () => {
    const { ask } = await addPerson("admin");
    const person = await addPerson();
    const path = `/users/${person.account.id}`;
    expect((await ask("PATCH", path, { role: "admin" })).status).toBe(200);
    expect((await person.ask("GET", "/users")).status).toBe(401);
  });

  it("AZ-01: nobody gives or takes what they do not have themselves", async () => {
    const support = await addSupport();
    const admin = await addPerson("admin");
    const person = await addPerson();
    const path = `/users/${person.account.id}`;
    expect((await support.ask("PATCH", path, { tier: "premium" })).status).toBe(200);
    for (const [method, target, body] of [
      ["PATCH", path, { role: "admin" }],
      ["PATCH", `/users/${admin.account.id}`, { disabled: true }],
      ["POST", `/users/${admin.account.id}/password-link`, undefined],
      ["POST", `/users/${admin.account.id}/sessions/revoke`, undefined],
      ["POST", `/users/${admin.account.id}/mfa/reset`, undefined],
      ["POST", "/users", { email: "more@example.org", role: "admin" }],
    ] as const) {
      const answer = await support.ask(method, target, body);
      expect([target, answer.status, answer.body["code"]]).toEqual([
        target,
        403,
        "ROLE_BEYOND_YOURS",
      ]);
    }
    expect((await support.ask("PUT", "/roles/support", SUPPORT)).status).toBe(403);
  });

  it("the last administrator stays, and nobody changes their own rights", async () => {
    const alone = await startIdentity({ modules: [access] });
    try {
      const [first, second] = await Promise.all([
        alone.addAccount({ role: "admin" }),
        alone.addAccount({ role: "admin" }),
      ]);
      const headersOf = async (account: typeof first) => ({
        authorization: `Bearer ${(await alone.addSession(account)).tokens.accessToken}`,
      });
      const demote = async (by: typeof first, whom: typeof first) =>
        alone.send("PATCH", `${ADMIN}/users/${whom.id}`, { role: "user" }, await headersOf(by));
      const own = await demote(first, first);
      expect([own.status, ((await own.json()) as Json)["code"]]).toEqual([409, "OWN_ACCOUNT"]);
      const both = await Promise.all([demote(first, second), demote(second, first)]);
      const statuses = both.map(({ status }) => status).toSorted();
      expect(statuses[0]).toBe(200);
      expect([401, 403, 409]).toContain(statuses[1]);
      const left = await alone.credentials.listUsers({ role: "admin" });
      expect(left).toHaveLength(1);
    } finally {
      await alone.app.stop();
    }
  });

  it("ID-12: an administrator lifts a lock", async () => {
    const { ask } = await addPerson("admin");
    const email = "locked@example.org";
    const made = await identity.credentials.createUser({ email, password: "Tulpen-um-7-Uhr" });
    const signIn = (password: string) =>
      identity.send("POST", "/api/v1/auth/signin", { email, password });
    for (let tries = 0; tries < 5; tries += 1) await signIn("Wrong-password-1!");
    identity.clock.advance(60_000);
    expect((await signIn("Tulpen-um-7-Uhr")).status).toBe(401);
    const seen = await ask("GET", `/users/${made.id}`);
    expect(seen.body["user"]).toMatchObject({ failedAttempts: 5 });
    expect((seen.body["user"] as Json)["lockedUntil"]).not.toBeNull();
    expect((await ask("POST", `/users/${made.id}/unlock`)).status).toBe(204);
    expect((await signIn("Tulpen-um-7-Uhr")).status).toBe(200);
  });

  it("SES-04: an administrator ends one session or all of somebody", async () => {
    const { ask } = await addPerson("admin");
    const person = await addPerson();
    await identity.addSession(person.account);
    const path = `/users/${person.account.id}`;
    const me = () =>
      identity.send("GET", "/api/v1/auth/me", undefined, {
        authorization: `Bearer ${person.session.tokens.accessToken}`,
      });
    const { body } = await ask("GET", path);
    expect(body["sessions"]).toHaveLength(2);
    expect((await me()).status).toBe(200);
    const own = `${path}/sessions/${person.session.row.id}`;
    expect((await ask("DELETE", own)).status).toBe(204);
    expect((await ask("DELETE", own)).status).toBe(404);
    expect((await me()).status).toBe(401);
    expect((await ask("POST", `${path}/sessions/revoke`)).status).toBe(204);
    expect((await ask("GET", path)).body["sessions"]).toHaveLength(0);
  });

  it("ID-18: a session whose proof is old is asked again before it changes anything", async () => {
    const { session } = await addPerson("admin");
    const person = await addPerson();
    const origin = { requestId: "-", clientAddress: "192.0.2.1" };
    const change = async (accessToken: string) => {
      const path = `${ADMIN}/users/${person.account.id}`;
      const authorization = `Bearer ${accessToken}`;
      const answer = await identity.send("PATCH", path, { tier: "premium" }, { authorization });
      return [answer.status, ((await answer.json()) as Json)["code"]];
    };
    identity.clock.advance(1_700_000);
    const later = await identity.sessions.refresh(session.tokens.refreshToken, origin);
    expect(await change(later.accessToken)).toEqual([200, undefined]);
    identity.clock.advance(100_001);
    expect(await change(later.accessToken)).toEqual([401, "STEP_UP_REQUIRED"]);
  });
});

describe("roles", () => {
  it("AZ-01: a role does exactly what it says, from the next request on", async () => {
    const { ask } = await addPerson("admin");
    const role = { description: "Looks", permissions: ["users:read"] };
    expect((await ask("PUT", "/roles/viewer", role)).body["role"]).toEqual({
      name: "viewer",
      ...role,
      needsSecondFactor: false,
      builtIn: false,
    });
    const viewer = await addPerson("viewer");
    const me = await identity.send("GET", "/api/v1/auth/me", undefined, {
      authorization: `Bearer ${viewer.session.tokens.accessToken}`,
    });
    expect(await me.json()).toMatchObject({ permissions: ["users:read"] });
    const target = `/users/${viewer.account.id}`;
    expect((await viewer.ask("GET", "/users")).status).toBe(200);
    expect((await viewer.ask("PATCH", target, { tier: "premium" })).status).toBe(403);
    expect((await ask("PUT", "/roles/viewer", { ...role, permissions: [] })).status).toBe(200);
    expect((await viewer.ask("GET", "/users")).status).toBe(403);
  });

  it("ID-17: a role can ask for two factors", async () => {
    const { ask } = await addPerson("admin");
    const role = { description: "x", permissions: ["users:read"], needsSecondFactor: true };
    await ask("PUT", "/roles/careful", role);
    const account = await identity.addAccount({ role: "careful" });
    const statusWith = async (assurance: 1 | 2) => {
      const { tokens } = await identity.addSession(account, { factors: ["password"], assurance });
      const authorization = `Bearer ${tokens.accessToken}`;
      return (await identity.send("GET", `${ADMIN}/users`, undefined, { authorization })).status;
    };
    expect([await statusWith(1), await statusWith(2)]).toEqual([401, 200]);
  });

  it("built-in and used roles stay; permissions that no route asks are refused", async () => {
    const { ask } = await addPerson("admin");
    await addSupport();
    const code = async (method: string, path: string, body?: unknown) =>
      (await ask(method, path, body)).body["code"];
    expect(await code("PUT", "/roles/admin", SUPPORT)).toBe("ROLE_IN_USE");
    expect(await code("DELETE", "/roles/admin")).toBe("ROLE_IN_USE");
    expect(await code("DELETE", "/roles/support")).toBe("ROLE_IN_USE");
    expect(await code("DELETE", "/roles/unheard")).toBe("NOT_FOUND");
    const odd = { description: "x", permissions: ["users:read", "user:read"] };
    const refused = await ask("PUT", "/roles/odd", odd);
    expect(refused.body["details"]).toMatchObject([{ field: "body.permissions.1" }]);
  });
});

describe("access reviews", () => {
  it("AZ-05: say who may do what and when they last came, and keep what was signed", async () => {
    const { ask, account } = await addPerson("admin");
    const person = await addPerson();
    const lineOf = async (path: string) =>
      ((await ask("GET", path)).body["lines"] as Json[]).find(
        (line) => line["accountId"] === person.account.id,
      );
    const before = await lineOf("/access-report");
    expect(before).toMatchObject({ email: person.account.email, role: "user", permissions: [] });
    expect(before?.["lastSignInAt"]).toBe(new Date(identity.clock.now()).toISOString());
    const signed = await ask("POST", "/access-reviews", { note: "Looked at everybody" });
    expect(signed.body["review"]).toMatchObject({ reviewer: account.email });
    const { id } = signed.body["review"] as { id: string };
    await ask("PATCH", `/users/${person.account.id}`, { disabled: true });
    expect(await lineOf("/access-report")).toMatchObject({ disabled: true });
    expect(await lineOf(`/access-reviews/${id}`)).toMatchObject({ disabled: false });
    expect((await ask("GET", "/access-reviews")).body["reviews"]).toMatchObject([{ id }]);
  });

  it("AZ-05: tell of everybody page by page, once each", async () => {
    const { ask } = await addPerson("admin");
    const made = identity.accounts.prepare({
      email: "many@example.org",
      name: "M",
      verified: true,
    });
    await identity.app.store.transaction(async (tx) => {
      for (let i = 0; i < 1_001; i += 1) {
        const id = `01a00000-0000-7000-8000-${String(i).padStart(12, "0")}`;
        const row = { ...made, id, email: `many-${i}@example.org` };
        await accountStatements(tx).insertAccount(row);
      }
    });
    const first = (await ask("GET", "/access-report")).body;
    expect(first["lines"]).toHaveLength(1_000);
    const rest = (await ask("GET", `/access-report?after=${String(first["next"])}`)).body;
    expect(rest["next"]).toBeNull();
    const lines = [first, rest].flatMap((page) => page["lines"] as Json[]);
    expect(new Set(lines.map((line) => line["accountId"])).size).toBe(lines.length);
    expect(lines.filter(({ email }) => /^many-\d/.test(String(email)))).toHaveLength(1_001);
  });

  it("PRIV-03: an erased person leaves no address in a signed review", async () => {
    const { ask } = await addPerson("admin");
    const person = await addPerson();
    const signed = await ask("POST", "/access-reviews", { note: "x" });
    const { id } = signed.body["review"] as { id: string };
    for (const { erase } of identity.accounts.personalData) await erase(person.account.id);
    const { text } = await ask("GET", `/access-reviews/${id}/export`);
    expect(text).toContain(`"${person.account.id}","(erased)"`);
    expect(text).not.toContain(person.account.email);
  });

  it("exports lines that no spreadsheet runs", async () => {
    const { ask } = await addPerson("admin");
    await identity.addAccount({ email: "=cmd@example.org" });
    const { text, status } = await ask("GET", "/access-report.csv");
    expect(status).toBe(200);
    expect(text.split("\r\n")[0]).toBe(
      '"account","email","role","permissions","disabled","second factor","last sign-in"',
    );
    expect(text).toContain(`"'=cmd@example.org"`);
  });
});
