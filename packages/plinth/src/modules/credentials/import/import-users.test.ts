import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../../testing/identity.ts";
import type { ImportRow } from "./read-row.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const HASH = "pbkdf2_sha256$1000$aSaltOfDjango12$n5m12WDtgdp4X6rDOY5rP/7skOuIEizqHR14Aw1pric=";
const HASH_PASSWORD = "Tulpen-um-7-Uhr é";

let made = 0;
const fresh = (): string => {
  made += 1;
  return `import-${made}@example.org`;
};
const rowsOf = (...values: readonly ImportRow["values"][]): readonly ImportRow[] =>
  values.map((one, index) => ({ row: index + 2, values: one }));
const run = async (rows: readonly ImportRow[], isDryRun = false) =>
  (await identity.credentials.importUsers({ rows, isDryRun })).map(({ row, refused }) => [
    row,
    refused.map(({ code }) => code),
  ]);

describe("importing accounts", () => {
  it("ID-08: takes address, name, role, tier, confirmation and hash over; the hash signs in", async () => {
    const email = fresh();
    const values = {
      email: ` ${email.toUpperCase()}`,
      name: "Robin",
      role: "admin",
      tier: "premium",
      emailVerified: "TRUE",
      passwordHash: HASH,
    };
    expect(await run(rowsOf(values))).toEqual([[2, []]]);
    const account = await identity.accounts.findByEmail(email);
    expect(account).toMatchObject({ email, name: "Robin", role: "admin", tier: "premium" });
    expect(account?.email_verified_at).not.toBeNull();
    const body = { email, password: HASH_PASSWORD };
    expect((await identity.send("POST", "/api/v1/auth/signin", body)).status).toBe(200);
  });

  it("ID-08: defaults are a user, free, not confirmed, who has to set a password", async () => {
    const email = fresh();
    expect(await run(rowsOf({ email, name: null }))).toEqual([[2, []]]);
    const account = await identity.accounts.findByEmail(email);
    expect(account).toMatchObject({ role: "user", tier: "free", name: "" });
    expect(account?.email_verified_at).toBeNull();
    const body = { email, password: GOOD_PASSWORD };
    expect((await identity.send("POST", "/api/v1/auth/signin", body)).status).toBe(401);
    await identity.send("POST", "/api/v1/auth/password/forgot", { email });
    expect(await identity.mailsTo(email)).toHaveLength(1);
  });

  it("ID-08: names every reason of a row, and no value of it", async () => {
    const rows = rowsOf(
      {
        email: "nobody at example",
        name: "a\u0007b",
        role: "root",
        tier: "Gold!",
        emailVerified: "perhaps",
        passwordHash: "$6$secret$hash",
        colour: "red",
      },
      {
        email: fresh(),
        passwordHash: "$2b$20$Xha2abyepdK2vkL1u8gRLeiLZ4pJV07wK3J.KmIXznNR/UHgUoJHC",
      },
      { email: fresh(), password: "short" },
      { email: fresh(), password: GOOD_PASSWORD, passwordHash: HASH },
      { email: 7, name: ["x"], emailVerified: {} },
    );
    expect(await run(rows)).toEqual([
      [
        2,
        [
          "COLUMN_UNKNOWN",
          "EMAIL_INVALID",
          "NAME_INVALID",
          "ROLE_UNKNOWN",
          "TIER_INVALID",
          "EMAIL_VERIFIED_INVALID",
          "HASH_UNKNOWN",
        ],
      ],
      [3, ["HASH_OUT_OF_BOUNDS"]],
      [4, ["PASSWORD_REFUSED"]],
      [5, ["PASSWORD_AND_HASH"]],
      [6, ["EMAIL_INVALID", "NAME_INVALID", "EMAIL_VERIFIED_INVALID"]],
    ]);
    const outcomes = await identity.credentials.importUsers({ rows, isDryRun: true });
    expect(JSON.stringify(outcomes)).not.toMatch(/nobody at|secret|Gold|perhaps|root|red"/);
  });

  it("ID-08: an address that has an account is refused in any spelling, and nothing changes", async () => {
    const email = fresh();
    await run(rowsOf({ email, name: "First", passwordHash: HASH }));
    const before = await identity.accounts.findByEmail(email);
    const again = {
      email: email.toUpperCase(),
      name: "Second",
      role: "admin",
      password: GOOD_PASSWORD,
    };
    const other = { email: fresh() };
    const twice = { email: ` ${other.email}` };
    expect(await run(rowsOf(again, other, twice))).toEqual([
      [2, ["DUPLICATE"]],
      [3, []],
      [4, ["DUPLICATE"]],
    ]);
    expect(await identity.accounts.findByEmail(email)).toEqual(before);
    const body = { email, password: HASH_PASSWORD };
    expect((await identity.send("POST", "/api/v1/auth/signin", body)).status).toBe(200);
  });

  it("ID-08: a dry run says the same and writes nothing", async () => {
    const email = fresh();
    const rows = rowsOf({ email, password: GOOD_PASSWORD }, { email }, { email: "no" });
    const writes = identity.app.store.stats().transactions;
    const dry = await run(rows, true);
    expect(identity.app.store.stats().transactions).toBe(writes);
    expect(await identity.accounts.findByEmail(email)).toBeUndefined();
    expect(await run(rows)).toEqual(dry);
    expect(dry).toEqual([
      [2, []],
      [3, ["DUPLICATE"]],
      [4, ["EMAIL_INVALID"]],
    ]);
  });

  it("ID-08: a batch is one transaction", async () => {
    const [one, two] = [fresh(), fresh()];
    const before = identity.app.store.stats().transactions;
    await run(rowsOf({ email: one, passwordHash: HASH }, { email: two, passwordHash: HASH }));
    expect(identity.app.store.stats().transactions).toBe(before + 1);
  });

  it("ID-08: an import leaves audit events with its counts", () => {
    const heard: unknown[] = [];
    identity.app.events.on("audit", (event) => heard.push(event));
    identity.credentials.announceImport({
      stage: "finished",
      isDryRun: false,
      imported: 3,
      refused: 1,
      actor: "command line, user robin",
    });
    expect(heard).toEqual([
      {
        name: "accounts.import-finished",
        outcome: "success",
        actor: "command line, user robin",
        data: { dryRun: false, imported: 3, refused: 1 },
      },
    ]);
  });
});
