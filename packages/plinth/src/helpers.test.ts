import {
  AppError,
  constantTimeEqual,
  createOpaqueToken,
  createPasswordHasher,
  createPasswordPolicy,
  createSecureRandom,
  createTotpSecret,
  hashToken,
  matchTotp,
  type PasswordHasher,
  parseTotpSecret,
  recognisePasswordHash,
  requireAdmin,
  requireAuth,
  route,
  type StoredPassword,
  totpCode,
  totpSecretText,
  totpStepAt,
  totpUri,
} from "plinth";
import { expect, test } from "vitest";

/** What an application of its own makes of the helpers: no module, no store, no server. */
const createSignIn = (hasher: PasswordHasher, rows: Map<string, StoredPassword>) => {
  const policy = createPasswordPolicy(
    {
      password_profile: "classic",
      password_min_length: 12,
      password_require_special: true,
      password_require_uppercase: true,
      password_require_lowercase: true,
      password_require_digits: true,
    },
    { applicationName: "Blumenladen" },
  );
  return {
    register: async (email: string, password: string): Promise<readonly string[]> => {
      const { ok, failed } = policy.check(password, { email });
      if (ok) rows.set(email, await hasher.hash(password));
      return failed;
    },
    signIn: async (email: string, password: string): Promise<string | undefined> => {
      const stored = rows.get(email);
      const isRight =
        stored === undefined
          ? await hasher.verifyUnknown(password)
          : await hasher.verify(password, stored);
      if (!isRight || stored === undefined) return undefined;
      if (hasher.needsUpgrade(stored)) rows.set(email, await hasher.hash(password));
      return createOpaqueToken(createSecureRandom());
    },
  };
};

test("ID-21: passwords and tokens import alone from the package, typed", async () => {
  const rows = new Map<string, StoredPassword>();
  const { register, signIn } = createSignIn(createPasswordHasher({ cost: 10 }), rows);
  expect(await register("a@example.org", "Blumenladen-7-mal")).toEqual(["not-personal"]);
  expect(await register("a@example.org", "Tulpen-um-7-Uhr")).toEqual([]);
  expect(await signIn("a@example.org", "Tulpen-um-8-Uhr")).toBeUndefined();
  expect(await signIn("b@example.org", "Tulpen-um-7-Uhr")).toBeUndefined();
  const token = (await signIn("a@example.org", "Tulpen-um-7-Uhr")) ?? "";
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(constantTimeEqual(hashToken(token), hashToken(token))).toBe(true);
  // @ts-expect-error a hash is two columns, never one text
  const misuse: string = rows.get("a@example.org");
  expect(misuse).toBeTypeOf("object");
});

test("ID-21: an imported hash moves to the own scheme with the first sign-in", async () => {
  const hasher = createPasswordHasher({ scheme: "argon2id" });
  const found = recognisePasswordHash(
    "pbkdf2_sha256$1000$aSaltOfDjango12$n5m12WDtgdp4X6rDOY5rP/7skOuIEizqHR14Aw1pric=",
  );
  if ("refused" in found) throw new Error(found.refused);
  const rows = new Map([["a@example.org", found.stored]]);
  const { signIn } = createSignIn(hasher, rows);
  expect(await signIn("a@example.org", "Tulpen-um-7-Uhr é")).toBeDefined();
  expect(rows.get("a@example.org")?.scheme).toBe("argon2id");
});

test("ID-21: time-based codes import alone as well; a code is good once", () => {
  const secret = createTotpSecret(createSecureRandom());
  const now = 1_800_000_000_000;
  const step = matchTotp(secret, totpCode(secret, totpStepAt(now)), { now, after: 0 });
  expect(step).toBe(totpStepAt(now));
  const again = { now, after: step ?? 0 };
  expect(matchTotp(secret, totpCode(secret, totpStepAt(now)), again)).toBeUndefined();
  expect(Buffer.from(parseTotpSecret(totpSecretText(secret)))).toEqual(Buffer.from(secret));
  expect(totpUri(secret, { issuer: "Blumenladen", account: "a" })).toMatch(/^otpauth:\/\/totp\//);
});

test("ID-09: a full queue is an error of the catalogue for applications as well", async () => {
  const hasher = createPasswordHasher({ cost: 10, concurrency: 1, queueLimit: 0 });
  const [first, second] = await Promise.allSettled([hasher.hash("one"), hasher.hash("two")]);
  expect(first?.status).toBe("fulfilled");
  expect(second).toMatchObject({ reason: expect.any(AppError) });
});

test("AZ-01: the guards requireAuth and requireAdmin are parts of a policy", async () => {
  const policy = { summary: "Answers", responses: { 204: null } } as const;
  const open = route.get("/a", { ...requireAuth, ...policy }, () => undefined);
  const shut = route.get("/b", { ...requireAdmin, ...policy }, () => undefined);
  expect([open.declaration.access, shut.declaration.access]).toEqual(["user", { role: "admin" }]);
});
