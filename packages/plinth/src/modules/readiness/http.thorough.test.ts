import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOrCreateSecrets } from "#config";
import { Secret } from "#core";
import { createKeyring, STATEMENT_PURPOSE, sealStatement, signaturePairOf } from "#crypto";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { readiness } from "./index.ts";

const PATH = "/api/v1/admin/readiness";
const area = {
  ...{ name: "Overall", percent: 85, shown: 85, of: 100, target: null, before: 76 },
  ...{ risk: "medium", because: "85 of 100 are shown" },
};
const item = {
  ...{ id: "CC6.1", group: "CC6", title: "CC6.1 Access", state: "partly", shown: 1, of: 2 },
  ...{ requirements: ["POL-04"], by: ["roles"], checks: ["a", "b", "c", "d", "roles"] },
  owner: "Platform",
};
const checkOf = (id: string) => ({ id, state: "pass", command: `audit --only ${id}`, hidden: 1 });
const lists = { checklist: [], deployment: [item], soc2: [item], questionnaire: [] };
const estimate = {
  ...{ label: "human estimate", area: "Security", about: "a breach", range: "$300K+" },
  ...{ by: "A. Person", on: "2026-02-01", source: "hidden", closedBy: Array(120).fill("roles") },
};
const open = { security: 0, performance: 0, quality: 0, total: 0 };
const HEADER = { generatedAt: "x", commit: null, author: "a", targets: [], useCases: ["Sign-in"] };
const property = {
  id: "P-001",
  text: "holds",
  state: "passed",
  by: ["a.test.ts"],
  section: "hidden",
};
/** Parts of a report that lists, figures and labels are not about. */
const OTHER_PARTS = {
  progress: { done: 1, total: 2, percent: 50, complete: 0, partial: 1, remaining: 1, next: "Mail" },
  coverage: [{ name: "Caching", shown: 1, of: 2, percent: 50, before: 25 }],
  runs: [],
  missingDrills: ["clock-jump"],
  owasp: [{ category: "A01", name: "x", judged: 1, passed: 1, failed: 0, applicable: 2 }],
  asvs: [{ chapter: "V3", requirements: ["V3.4.1"], passed: 1, applicable: 1 }],
  tests: { total: 250, passed: 249, failed: 0, skipped: 1 },
  properties: {
    total: 1,
    implemented: 1,
    pending: [],
    passed: 1,
    refuted: [],
    registry: [property],
  },
  dependencies: { state: "allowed", total: 9, shipped: 4, licences: { MIT: 4 }, refused: [] },
  advisories: { state: "unknown", detail: "the source refused", found: [] },
  methods: [{ name: "dynamic scan", state: "present", by: ["hidden"], detail: "9 of 9 hold" }],
  changes: { since: "2026-01-01", better: ["gate tests: unmet -> met"], worse: [], other: [] },
};

let identity: Identity;
let file: string;
let token: string;
beforeAll(async () => {
  identity = await startIdentity({ modules: [readiness] });
  file = join(identity.app.dataDirectory, "readiness-statement.json");
  const administrator = await identity.addAccount({ role: "admin" });
  token = (await identity.addSession(administrator)).tokens.accessToken;
});
afterAll(() => identity.app.stop());

const look = async (authorization = `Bearer ${token}`) => {
  const answer = await identity.send("GET", PATH, undefined, { authorization });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const publish = (secret: Secret, nextReview: string | null, more = {}): void => {
  const pair = signaturePairOf(createKeyring(secret).derive(STATEMENT_PURPOSE));
  const predicate = {
    header: { ...HEADER, nextReview, hidden: 1 },
    verdict: { isReady: true, met: 14, of: 14, unmet: [] },
    ...{ gates: [], score: { value: 1, denominator: 1 } },
    ...{ security: { value: 100, posture: "strong" }, overall: area, areas: [area] },
    ...{ capabilities: [], objectives: [], drills: [], ledger: { open, findings: [] } },
    ...{ lists, checks: item.checks.map(checkOf), estimates: [estimate] },
    ...{ skew: ["1 runs, 2 is reported"], undeployed: ["FIND-1"], sources: [] },
    ...OTHER_PARTS,
    ...more,
  };
  writeFileSync(file, sealStatement({ subject: [], predicateType: "urn:x", predicate }, pair));
};

const ours = (): Secret =>
  loadOrCreateSecrets(identity.app.dataDirectory, { bytes: (count) => new Uint8Array(count) })
    .secretKey;
const inDays = (days: number): string =>
  new Date(identity.clock.now() + days * 86_400_000).toISOString();

test("EVID-09: nothing published is said, and strangers and plain accounts are refused", async () => {
  expect((await look()).body).toMatchObject({ state: "none", report: null, isOverdue: false });
  expect((await identity.send("GET", PATH)).status).toBe(401);
  const plain = await identity.addSession(await identity.addAccount({ role: "user" }));
  expect((await look(`Bearer ${plain.tokens.accessToken}`)).status).toBe(403);
});

test("EVID-09: what this deployment signed is shown with its numbers, and nothing more of it", async () => {
  publish(ours(), inDays(3));
  const { status, body } = await look();
  expect([status, body["state"], body["isOverdue"]]).toEqual([200, "published", false]);
  expect(body["report"]).toMatchObject({ verdict: { isReady: true, met: 14, of: 14 } });
  expect(JSON.stringify(body)).not.toContain("hidden");
});

test("EVID-12, EVID-15, EVID-17: reasons, estimates, boxes with owner and checks, and what is not deployed", async () => {
  publish(ours(), inDays(3));
  const report = (await look()).body["report"] as Record<string, unknown>;
  expect(report["areas"]).toMatchObject([{ because: "85 of 100 are shown" }]);
  expect(report["estimates"]).toMatchObject([
    { label: "human estimate", range: "$300K+", moreToClose: 116 },
  ]);
  const boxed = { owner: "Platform", state: "partly", moreChecks: 1 };
  expect(report["lists"]).toMatchObject({ deployment: [boxed], soc2: [boxed], checklist: [] });
  const [control] = (report["lists"] as { readonly soc2: { readonly checks: object[] }[] }).soc2;
  expect(control?.checks).toHaveLength(4);
  expect(control?.checks[0]).toEqual({ id: "roles", state: "pass", command: "audit --only roles" });
  expect(report).toMatchObject({ undeployed: ["FIND-1"], skew: ["1 runs, 2 is reported"] });
});

test("EVID-07, EVID-11, TST-10: coverage, ASVS, properties, licences, advisories and changes are shown too", async () => {
  publish(ours(), inDays(3));
  const report = (await look()).body["report"] as Record<string, unknown>;
  for (const name of Object.keys(OTHER_PARTS)) expect(report[name], name).toBeDefined();
  expect(report["overall"]).toMatchObject({ before: 76 });
  expect(report["asvs"]).toEqual(OTHER_PARTS.asvs);
  const { section: _, ...entry } = property;
  expect(report["properties"]).toMatchObject({ total: 1, registry: [entry] });
  expect(report["dependencies"]).toMatchObject({ licences: [{ licence: "MIT", packages: 4 }] });
  expect(report["advisories"]).toMatchObject({ state: "unknown", detail: "the source refused" });
  expect(report["changes"]).toMatchObject({ better: ["gate tests: unmet -> met"] });
});

test("EVID-09: a report is shown whole, however many entries its lists have", async () => {
  const many = <T>(entry: T): readonly T[] => Array<T>(2_500).fill(entry);
  const gate = { id: "g", claim: "c", isMet: true, measured: "m", wanted: "w" };
  const objective = { objective: "o", target: "t", measured: 1, holds: true };
  const drill = { id: "d", claim: "c", verdict: "pass", measured: "m" };
  const [at, goodUntil] = ["x", "y"];
  const lists = { checklist: item, deployment: item, soc2: item, questionnaire: item };
  const entries = {
    ...{ gates: gate, areas: area, estimates: estimate, skew: "s", undeployed: "FIND-1" },
    ...{ capabilities: { name: "n", state: "supported", shown: 1, of: 1 } },
    ...{ objectives: { ...objective, at, goodUntil }, drills: { ...drill, at, goodUntil } },
    ...{ sources: { kind: "k", name: "n", at, sha256: "0" } },
  };
  const manyOf = (one: object) =>
    Object.fromEntries(Object.entries(one).map(([name, entry]) => [name, many(entry)]));
  const nextReview = inDays(3);
  publish(ours(), nextReview, {
    ...manyOf(entries),
    lists: manyOf(lists),
    header: { ...HEADER, nextReview, targets: many("t") },
  });
  const { status, body } = await look();
  expect([status, body["state"]]).toEqual([200, "published"]);
  const shown = body["report"] as Record<string, unknown>;
  const { targets } = shown["header"] as { readonly targets: unknown };
  const told = { ...shown, ...(shown["lists"] as object), targets };
  for (const name of [...Object.keys(entries), ...Object.keys(lists), "targets"]) {
    expect((told as Record<string, unknown>)[name], name).toHaveLength(2_500);
  }
});

test("EVID-02, EVID-14: a report whose review is overdue, or had nothing to review, is marked", async () => {
  publish(ours(), inDays(-1));
  expect((await look()).body["isOverdue"]).toBe(true);
  publish(ours(), null);
  expect((await look()).body["isOverdue"]).toBe(true);
});

test("EVID-02: whoever writes to the data directory without the key makes no verdict", async () => {
  publish(new Secret("pW5t_Ru8yQa2-SdF7gHj4kLz9XcV6bNm"), inDays(3));
  expect((await look()).body).toMatchObject({ state: "refused", report: null });
  for (const text of ["", "{", "[]", '{"payloadType":1}']) {
    writeFileSync(file, text);
    expect((await look()).body, text).toMatchObject({ state: "refused" });
  }
  for (const lost of ["gates", "asvs", "advisories", "lists"]) {
    publish(ours(), inDays(3), { [lost]: undefined });
    expect((await look()).body["reason"], lost).toMatch(/another version/);
  }
  truncateSync(file, 9_000_000);
  expect((await look()).body["reason"]).toMatch(/too large/);
  rmSync(file);
});
