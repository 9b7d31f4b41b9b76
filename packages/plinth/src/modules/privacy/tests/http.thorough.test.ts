import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AccountRow } from "#modules/accounts";
import { activity } from "#modules/activity";
import { files } from "#modules/files";
import type { PreparedSession } from "#modules/sessions";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { ERASURE_LEDGER, type PrivacyService } from "../index.ts";
import { type Clinic, clinic } from "./clinic.test-support.ts";

const ROOT = "/api/v1/privacy";
let identity: Identity;
const service = () => identity.app.modules.service("privacy") as PrivacyService;
const treated = () => identity.app.modules.service("clinic") as Clinic;

beforeAll(async () => {
  identity = await startIdentity({
    modules: [clinic, activity, files],
    env: { RETENTION_TRANSIENT_DAYS: "12" },
  });
});
afterAll(() => identity.app.stop());
// A day later every limit has room again.
beforeEach(() => identity.clock.advance(86_400_000));

const bearerOf = ({ tokens }: PreparedSession) => ({
  authorization: `Bearer ${tokens.accessToken}`,
});
const person = async (about: Partial<AccountRow> = {}) => {
  const account = await identity.addAccount(about);
  const session = await identity.addSession(account);
  const ask = (method: string, path: string, body?: unknown) =>
    identity.send(method, path, body, bearerOf(session));
  const json = async (method: string, path: string, body?: unknown) =>
    (await ask(method, path, body)).json() as Promise<Record<string, never>>;
  return { account, session, ask, json };
};

/** The first bytes of each file of an archive, by name; good enough for what this module writes. */
const textOf = (archive: Buffer): string => {
  let text = "";
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const packed = archive.readUInt32LE(at + 18);
    const start = at + 30 + archive.readUInt16LE(at + 26);
    const body = archive.subarray(start, start + packed);
    text += archive.readUInt16LE(at + 8) === 0 ? body.toString() : inflateRawSync(body).toString();
    at = start + packed;
  }
  return text;
};

describe("consent", () => {
  it("PRIV-04: is given and taken back by one call each, counts at once, and is kept", async () => {
    const { account, ask, json } = await person();
    const listed = await json("GET", `${ROOT}/consents`);
    expect(listed["consents"]).toMatchObject([{ purpose: "health-data", state: "never" }]);
    await expect(treated().visit(account.id, "flu")).rejects.toThrow("consent");
    const path = `${ROOT}/consents/health-data`;
    expect((await ask("PUT", path, { version: 1 })).status).toBe(409);
    expect(await json("PUT", path, { version: 2 })).toMatchObject({ state: "given" });
    await treated().visit(account.id, "flu");
    expect(await json("DELETE", path)).toMatchObject({ state: "withdrawn" });
    await expect(treated().visit(account.id, "measles")).rejects.toThrow("consent");
    expect((await ask("PUT", `${ROOT}/consents/nothing`, { version: 1 })).status).toBe(404);
    const entry = identity.app.view.personalData().find(({ table }) => table === "consents");
    expect((await entry?.export(account.id))?.map(({ given }) => given)).toEqual([true, false]);
  });
});

describe("rectification", () => {
  it("PRIV-04: people correct their name themselves, and it is in the audit", async () => {
    const { account, ask, json } = await person();
    const heard: string[] = [];
    const silence = identity.app.events.on("audit", ({ name, actor }) => {
      if (actor === account.id) heard.push(name);
    });
    const corrected = await json("PATCH", "/api/v1/auth/me", { name: "Robin the Second" });
    silence();
    expect(corrected["user"]).toMatchObject({ id: account.id, name: "Robin the Second" });
    expect(await identity.accounts.find(account.id)).toMatchObject({ name: "Robin the Second" });
    expect(heard).toEqual(["account.corrected"]);
    expect((await ask("PATCH", "/api/v1/auth/me", { role: "admin" })).status).toBe(400);
  });
});

describe("exports", () => {
  it("PRIV-02: an archive is made, told of, fetched once by its owner, and gone", async () => {
    const { account, session, ask, json } = await person();
    const other = await person();
    await ask("PUT", `${ROOT}/consents/health-data`, { version: 2 });
    await treated().visit(account.id, "a rare flu");
    const asked = await ask("POST", `${ROOT}/exports`);
    expect(asked.status).toBe(202);
    const { id } = (await asked.json()) as { id: string };
    const mails = await identity.mailsTo(account.email);
    expect(mails[0]?.subject).toContain("is ready");
    expect(await json("GET", `${ROOT}/exports`)).toMatchObject({
      exports: [{ id, state: "ready" }],
    });
    // On the disk lies nothing that can be read.
    const directory = join(identity.app.dataDirectory, "files", "exports");
    const [stored = ""] = readdirSync(directory);
    expect(readFileSync(join(directory, stored)).includes(account.email)).toBe(false);

    expect((await other.ask("POST", `${ROOT}/exports/${id}/ticket`)).status).toBe(404);
    const { url } = await json("POST", `${ROOT}/exports/${id}/ticket`);
    expect((await other.ask("GET", String(url))).status).toBe(404);
    const answer = await identity.send("GET", String(url), undefined, bearerOf(session));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toContain("your-data.zip");
    const text = textOf(Buffer.from(await answer.arrayBuffer()));
    expect(text).toContain(account.email);
    expect(text).toContain("a rare flu");
    expect(text).not.toContain(other.account.email);
    expect((await ask("GET", String(url))).status).toBe(409);
    expect((await ask("POST", `${ROOT}/exports/${id}/ticket`)).status).toBe(409);
    await service().exports.tidy();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("PRIV-02: a ticket needs a fresh proof, and both it and the archive run out", async () => {
    const { ask, json } = await person();
    const { id } = await json("POST", `${ROOT}/exports`);
    await identity.settle();
    const { url } = await json("POST", `${ROOT}/exports/${String(id)}/ticket`);
    identity.clock.advance(6 * 60_000);
    expect((await ask("GET", String(url))).status).toBe(409);
    identity.clock.advance(20 * 60_000);
    const stale = await ask("POST", `${ROOT}/exports/${String(id)}/ticket`);
    expect([stale.status, await stale.text()]).toEqual([
      401,
      expect.stringContaining("STEP_UP_REQUIRED"),
    ]);
    identity.clock.advance(4 * 86_400_000);
    await service().exports.tidy();
    const directory = join(identity.app.dataDirectory, "files", "exports");
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("erasure", () => {
  it("PRIV-03: wants the address as a confirmation, and ends everything at once", async () => {
    const { account, ask, json } = await person();
    const refused = await ask("POST", `${ROOT}/erase`, { confirm: "somebody@example.org" });
    expect(refused.status).toBe(422);
    await ask("POST", `${ROOT}/exports`);
    expect(await json("POST", `${ROOT}/erase`, { confirm: account.email })).toEqual({
      state: "done",
    });
    expect((await ask("GET", "/api/v1/auth/me")).status).toBe(401);
    expect(await identity.accounts.find(account.id)).toBeUndefined();
    const ledger = readFileSync(join(identity.app.dataDirectory, ERASURE_LEDGER), "utf8");
    expect(ledger).toContain(account.id);
    expect(ledger).not.toContain(account.email);
    const [mail] = await identity.mailsTo(account.email);
    expect(mail?.subject).toContain("was erased");
  });

  it("P-064: whoever comes back with an older copy of the data is gone again at the next start", async () => {
    const { account, ask } = await person();
    await ask("POST", `${ROOT}/erase`, { confirm: account.email });
    await identity.app.store
      .write<{ accounts: AccountRow }>()
      .insertInto("accounts")
      .values(account)
      .execute();
    await treated().put({ id: account.id, account_id: account.id, finding: null });
    expect(await service().erasures.replay()).toBe(1);
    expect(await identity.accounts.find(account.id)).toBeUndefined();
    expect((await treated().rows()).some(({ account_id }) => account_id === account.id)).toBe(
      false,
    );
    expect(await service().erasures.replay()).toBe(0);
  });

  it("PRIV-03: the last administrator stays, and nobody erases who may do more", async () => {
    const admin = await person({ role: "admin" });
    const refused = await admin.ask("POST", `${ROOT}/erase`, { confirm: admin.account.email });
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining("ONLY_ADMINISTRATOR"),
    ]);
    expect(await identity.accounts.find(admin.account.id)).toMatchObject({ disabled_at: null });
    const body = { accountId: admin.account.id, confirm: admin.account.email };
    const somebody = await person();
    const path = "/api/v1/admin/privacy/erasures";
    expect((await somebody.ask("POST", path, body)).status).toBe(403);
    const erased = await admin.ask("POST", path, {
      accountId: somebody.account.id,
      confirm: somebody.account.email,
    });
    expect(await erased.json()).toEqual({ state: "done" });
    const overview = await admin.json("GET", "/api/v1/admin/privacy/overview");
    expect(JSON.stringify(overview["erasures"])).toContain("administrator");
  });
});

describe("keys of sealed columns", () => {
  it("P-085: a rotation that was killed half-way goes on, and all is readable all the time", async () => {
    const { account, ask } = await person();
    await ask("PUT", `${ROOT}/consents/health-data`, { version: 2 });
    const words = Array.from({ length: 12 }, (_, number) => `finding ${number}`);
    for (const word of words) await treated().visit(account.id, word);
    // Ids made within one moment have no order.
    const found = async (id: string) => (await treated().findings(id)).toSorted();
    const first = await service().rotateKeys();
    expect(first).toMatchObject({ isContinued: false, unreadable: 0 });
    // As a crash leaves it: some rows are still sealed with the key of before.
    const before = await treated().rows();
    const second = await service().rotateKeys();
    for (const row of before.slice(0, 5)) await treated().put(row);
    expect(await found(account.id)).toEqual(words.toSorted());
    const third = await service().rotateKeys();
    expect(third).toMatchObject({ key: second.key, isContinued: true, resealed: 5 });
    expect(await found(account.id)).toEqual(words.toSorted());
    const prefix = `f1.${second.key}.`;
    const rows = await treated().rows();
    expect(rows.every(({ finding }) => finding?.startsWith(prefix))).toBe(true);
    // P-086: one that is moved to another row opens for nobody.
    const [one, two] = rows.filter(({ account_id }) => account_id === account.id);
    if (one === undefined || two === undefined) throw new Error("there are twelve");
    await treated().put({ ...one, finding: two.finding });
    await expect(treated().findings(account.id)).rejects.toThrow("does not open");
    await treated().put(one);
  });

  it("PRIV-06: what is plain from before its column was sealed is read, and sealed row by row", async () => {
    const { account } = await person();
    const ids = Array.from({ length: 9 }, () => randomUUID()).toSorted();
    // More rows of one visit than are read at once: no border between pages hides one.
    const doses = ids.flatMap((visit_id) =>
      Array.from({ length: 30 }, (_, number) => ({
        visit_id,
        number,
        account_id: account.id,
        drug: `drug ${number} of ${visit_id}`,
      })),
    );
    const drugs = doses.map(({ drug }) => drug);
    await treated().prescribe(doses);
    expect(await treated().drugs(account.id)).toEqual(drugs);
    expect(await service().sealPlain()).toBe(doses.length);
    const kept = await treated().doses();
    expect(kept.filter(({ drug }) => !drug.startsWith("f1."))).toEqual([]);
    expect(await treated().drugs(account.id)).toEqual(drugs);
    expect(await service().sealPlain()).toBe(0);
    // A rotation seals what is plain too, and takes none of it for one that was interrupted.
    await treated().prescribe([
      { visit_id: randomUUID(), number: 1, account_id: account.id, drug: "late" },
    ]);
    expect(await service().rotateKeys()).toMatchObject({ isContinued: false, unreadable: 0 });
    expect(await service().sealPlain()).toBe(0);
    expect(await treated().drugs(account.id)).toContain("late");
  });
});

describe("breaches and retention", () => {
  it("PRIV-07: a breach names who is affected, starts 72 hours, and tells each of them once", async () => {
    const admin = await person({ role: "admin" });
    const { account, ask } = await person();
    await ask("PUT", `${ROOT}/consents/health-data`, { version: 2 });
    const path = "/api/v1/admin/privacy/breaches";
    const draft = {
      title: "A lost disk",
      description: "It was found again.",
      tables: ["consents"],
    };
    expect((await ask("POST", path, draft)).status).toBe(403);
    expect((await admin.ask("POST", path, { ...draft, tables: ["roles"] })).status).toBe(400);
    const opened = await admin.json("POST", path, draft);
    expect(opened).toMatchObject({ hoursLeft: 72, authorityToldAt: null });
    const one = `${path}/${String(opened["id"])}`;
    const { people, notice } = (await admin.json("GET", one)) as unknown as {
      people: string[];
      notice: { text: string };
    };
    expect(people).toContain(account.id);
    expect(notice.text).toContain("what somebody agreed to");
    identity.clock.advance(25 * 60_000);
    const fresh = await person({ role: "admin" });
    expect(await fresh.json("POST", `${one}/tell-people`)).toEqual({ told: people.length });
    expect(await fresh.json("POST", `${one}/tell-people`)).toEqual({ told: 0 });
    expect((await identity.mailsTo(account.email))[0]?.subject).toContain("what happened");
    expect(await service().breaches.mostUrgent()).toBeLessThan(72);
    await fresh.ask("POST", `${one}/tell-authority`);
    expect(await service().breaches.mostUrgent()).toBeUndefined();
    expect(await fresh.json("POST", `${one}/close`)).toMatchObject({ hoursLeft: null });
  });

  it("PRIV-07, LOG-06: what is older than its class allows is told, then removed", async () => {
    // What the tests before this one left is over.
    identity.clock.advance(20 * 86_400_000);
    await service().retention.run();
    const { account, ask } = await person();
    await ask("POST", `${ROOT}/exports`);
    await identity.settle();
    expect((await service().retention.due()).map(({ table }) => table)).not.toContain(
      "privacy_exports",
    );
    identity.clock.advance(11 * 86_400_000);
    expect((await service().retention.due()).map(({ table }) => table)).not.toContain(
      "privacy_exports",
    );
    identity.clock.advance(2 * 86_400_000);
    const due = await service().retention.due();
    expect(due).toContainEqual(
      expect.objectContaining({ table: "privacy_exports", retention: "transient", days: 12 }),
    );
    await service().retention.run();
    expect(await service().retention.due()).toEqual([]);
    expect(await identity.accounts.find(account.id)).toBeDefined();
  });

  it("PRIV-07: the record of processing says what is kept, what for and how long", () => {
    const records = service().records();
    const health = records.find(({ purpose }) => purpose === "to treat people");
    expect(health).toMatchObject({ basis: "consent", isSensitive: true, tables: ["visits"] });
    expect(records.every(({ retention }) => retention.length > 0)).toBe(true);
  });
});
