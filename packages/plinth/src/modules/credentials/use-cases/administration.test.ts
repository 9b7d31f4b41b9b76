import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#core";
import {
  GOOD_PASSWORD,
  type Identity,
  signedIn,
  startIdentity,
} from "../../../testing/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const origin = { requestId: "request-1", clientAddress: "192.0.2.7" };
const signIn = (email: string, password: string) =>
  signedIn(
    identity.credentials.signIn({ email, password, device: undefined, cookie: undefined, origin }),
  );

const faultOf = async (attempt: Promise<unknown>): Promise<AppError> => {
  const fault = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(fault instanceof AppError)) throw new Error("was not refused");
  return fault;
};

describe("the first administrator", () => {
  it("ID-21: has no password until the set-up link was used, once", async () => {
    const { credentials } = identity;
    const first = await credentials.ensureFirstAdministrator("admin@example.org");
    if (!first.created) throw new Error("was not created");
    expect(first.link.url).toContain(`/account/reset-password#token=${first.link.token}`);
    expect((await faultOf(signIn("admin@example.org", ""))).code).toBe("INVALID_CREDENTIALS");
    expect((await faultOf(signIn("admin@example.org", "admin"))).code).toBe("INVALID_CREDENTIALS");
    // A link that was lost is replaced; there is still one administrator.
    const again = await credentials.ensureFirstAdministrator("other@example.org");
    if (!again.created) throw new Error("was not created");
    expect(again.email).toBe("admin@example.org");
    await credentials.resetPassword({
      token: again.link.token,
      password: GOOD_PASSWORD,
      device: undefined,
      origin,
    });
    expect(await credentials.ensureFirstAdministrator("admin@example.org")).toEqual({
      created: false,
    });
    const late = await faultOf(
      credentials.resetPassword({
        token: first.link.token,
        password: GOOD_PASSWORD,
        device: undefined,
        origin,
      }),
    );
    expect(late.code).toBe("LINK_INVALID");
    const { account } = await signIn("admin@example.org", GOOD_PASSWORD);
    expect(account.role).toBe("admin");
  });

  it("the set-up link ends after 24 hours", async () => {
    const { credentials, clock } = identity;
    await credentials.createUser({ email: "late@example.org" });
    const link = await credentials.createSetupLink("late@example.org");
    expect(link.expiresAt).toBe(new Date(clock.now() + 86_400_000).toISOString());
    clock.advance(86_400_000);
    const request = { token: link.token, password: GOOD_PASSWORD, device: undefined, origin };
    expect((await faultOf(credentials.resetPassword(request))).code).toBe("LINK_INVALID");
    expect((await faultOf(credentials.createSetupLink("nobody@example.org"))).code).toBe(
      "NOT_FOUND",
    );
  });
});

describe("accounts that operators open", () => {
  it("ID-05: are held to the same rules, every fault in one answer", async () => {
    const { credentials } = identity;
    const fault = await faultOf(
      credentials.createUser({
        email: "not an address",
        password: "password",
        role: "root",
        tier: "No tier",
      }),
    );
    expect(fault.code).toBe("VALIDATION_ERROR");
    const fields = fault.faults.map(({ field }) => field);
    expect(new Set(fields)).toEqual(
      new Set(["body.email", "body.password", "body.role", "body.tier"]),
    );
    const rules = fault.faults.filter(({ field }) => field === "body.password");
    expect(rules.map(({ rule }) => rule)).toEqual(credentials.checkPassword("password", {}).failed);
  });

  it("get role, tier and name, and an address is taken once", async () => {
    const { credentials } = identity;
    const user = await credentials.createUser({
      email: "Premium@Example.org",
      role: "admin",
      tier: "premium",
      name: "Pat",
    });
    expect(user).toMatchObject({
      email: "premium@example.org",
      role: "admin",
      tier: "premium",
      name: "Pat",
      emailVerified: true,
    });
    const twice = await faultOf(credentials.createUser({ email: "premium@example.org" }));
    expect(twice.code).toBe("CONFLICT");
  });

  it("are listed in pages without anything of their passwords", async () => {
    const { credentials } = identity;
    const all = await credentials.listUsers();
    const [first] = await credentials.listUsers({ limit: 1 });
    const rest = await credentials.listUsers({ afterId: first?.id ?? "" });
    expect([first, ...rest]).toEqual(all);
    expect(JSON.stringify(all)).not.toMatch(/hash|\$2b\$|\$argon2/);
  });
});
