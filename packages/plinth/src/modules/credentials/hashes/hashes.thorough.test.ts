import { afterEach, describe, expect, it } from "vitest";
import { createManualClock, Secret } from "#core";
import { createKeyring, createPasswordHasher, recognisePasswordHash } from "#crypto";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../../testing/identity.ts";
import { createHashRepository, createHashStandIns } from "./index.ts";

let identity: Identity;
afterEach(() => identity.app.stop());

const MIXED = [
  "$argon2id$v=19$m=1024,t=2,p=2$Iskf5nSS/tL7PiFPWFdK1g$ZUKzN6D+xjJ0HR4D/2Lvmy+HtI9v06ehe/vKH00qmpE",
  "pbkdf2_sha256$1000$aSaltOfDjango12$n5m12WDtgdp4X6rDOY5rP/7skOuIEizqHR14Aw1pric=",
  "9ac2696cc283725a2ac6ea780c25d76988ed644b31721f630e2efb22e026904f",
];
const IMPORTED_PASSWORD = "Tulpen-um-7-Uhr é";

const store = async (text: string, email?: string) => {
  const account = await identity.addAccount(email === undefined ? {} : { email });
  const found = recognisePasswordHash(text);
  if ("refused" in found) throw new Error(found.refused);
  await identity.app.store
    .write<{ passwords: Record<string, string | number> }>()
    .insertInto("passwords")
    .values({ account_id: account.id, ...found.stored, changed_at: 1 })
    .execute();
  return account;
};

const signIn = (email: string, password: string) =>
  identity.send("POST", "/api/v1/auth/signin", { email, password });

const BCRYPT = { env: { SECURITY_SETTINGS: '{"bcrypt_cost":10}' } };

describe("hashes of other systems", () => {
  it.each(MIXED)("ID-08: %s signs in once; then our hash stands in the row", async (text) => {
    identity = await startIdentity(BCRYPT);
    const account = await store(text);
    expect((await signIn(account.email, "Rosen-um-9-Uhr!")).status).toBe(401);
    const before = await identity.credentials.countHashes();
    expect(before.kinds.map(({ state }) => state)).toEqual(["weak"]);
    expect((await signIn(account.email, IMPORTED_PASSWORD)).status).toBe(200);
    await identity.settle();
    const { kinds } = await identity.credentials.countHashes();
    expect(kinds).toEqual([{ label: "bcrypt, cost 10", state: "current", accounts: 1 }]);
    expect((await signIn(account.email, IMPORTED_PASSWORD)).status).toBe(200);
  });

  it("ID-08: counts every kind, most frequent first, and accounts without a password", async () => {
    identity = await startIdentity();
    for (const text of [...MIXED, MIXED[2] ?? ""]) await store(text);
    await identity.addAccount();
    const report = await identity.credentials.countHashes();
    expect(report.kinds.map(({ label, accounts }) => [label, accounts])).toEqual([
      ["SHA-256 without salt", 2],
      ["PBKDF2 with SHA256, 1000 rounds", 1],
      ["argon2id, 1024 KiB, 2 passes", 1],
    ]);
    expect(report.withoutPassword).toBe(1);
  });

  it("ID-08: a change of the default upgrades at the next sign-in", async () => {
    identity = await startIdentity({ env: { SECURITY_SETTINGS: '{"password_hash":"argon2id"}' } });
    const { email } = await identity.credentials.createUser({
      email: "argon@example.org",
      password: GOOD_PASSWORD,
    });
    const { kinds } = await identity.credentials.countHashes();
    expect(kinds[0]).toMatchObject({ label: "argon2id, 19456 KiB, 2 passes", state: "current" });
    expect((await signIn(email, GOOD_PASSWORD)).status).toBe(200);
    const old = await store((await createPasswordHasher({ cost: 10 }).hash(GOOD_PASSWORD)).hash);
    expect((await signIn(old.email, GOOD_PASSWORD)).status).toBe(200);
    await identity.settle();
    expect((await identity.credentials.countHashes()).kinds).toHaveLength(1);
  });
});

describe("what stands in for an unknown account", () => {
  const standIns = (clock = createManualClock()) => ({
    clock,
    standIns: createHashStandIns({
      repository: createHashRepository(identity.app.store),
      keyring: createKeyring(new Secret("a secret for the tests of this file only")),
      clock,
    }),
  });

  it("ID-19: costs each kind as often as it is there, the same each time for an address", async () => {
    identity = await startIdentity();
    for (const text of [...MIXED, MIXED[2] ?? ""]) await store(text);
    const { standIns: picking } = standIns();
    const counts = new Map<string, number>();
    for (let at = 0; at < 2_000; at += 1) {
      const first = await picking.pick(`nobody-${at}@example.org`);
      expect(await picking.pick(`nobody-${at}@example.org`)).toEqual(first);
      counts.set(first?.scheme ?? "", (counts.get(first?.scheme ?? "") ?? 0) + 1);
    }
    // Four accounts: two, one, one. Twenty standard deviations of room.
    expect([...counts.keys()].sort()).toEqual(["argon2id", "pbkdf2", "sha256"]);
    expect(Math.abs((counts.get("sha256") ?? 0) - 1_000)).toBeLessThan(450);
    expect(Math.abs((counts.get("pbkdf2") ?? 0) - 500)).toBeLessThan(390);
  });

  it("ID-19: after a change of the default it costs what the old accounts cost", async () => {
    identity = await startIdentity({ env: { SECURITY_SETTINGS: '{"password_hash":"argon2id"}' } });
    const { standIns: picking } = standIns();
    await store((await createPasswordHasher({ cost: 10 }).hash(GOOD_PASSWORD)).hash);
    expect((await picking.pick("nobody@example.org"))?.scheme).toBe("bcrypt");
  });

  it("ID-19: looks again after ten minutes; nobody is picked while nobody is there", async () => {
    identity = await startIdentity();
    const { clock, standIns: picking } = standIns();
    expect(await picking.pick("nobody@example.org")).toBeUndefined();
    await store(MIXED[0] ?? "");
    expect(await picking.pick("nobody@example.org")).toBeUndefined();
    clock.advance(600_000);
    expect((await picking.pick("nobody@example.org"))?.scheme).toBe("argon2id");
  });
});
