import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type AuditLogService, auditLog } from "../audit-log/index.ts";
import { deploys } from "./index.ts";
import type { Deploys } from "./service.ts";

let identity: Identity;
let service: Deploys;
beforeAll(async () => {
  identity = await startIdentity({ modules: [auditLog, deploys] });
  service = identity.app.modules.service("deploys") as Deploys;
});
afterAll(() => identity.app.stop());

const record = (number: number, more = {}) => ({
  ...{ number, kind: "deploy", by: "robin", outcome: "deployed", reason: "Test 2 serves" },
  ...{ at: `2026-01-0${number}T00:00:00.000Z`, from: null, to: "Test 2 (production) of /r/2" },
  gates: { passed: 12, others: [] },
  ...more,
});

const leave = (records: readonly unknown[], more = {}): void => {
  const directory = join(identity.app.dataDirectory, "deploy");
  mkdirSync(directory, { recursive: true });
  const state = { format: 1, active: {}, previous: null, records, ...more };
  writeFileSync(join(directory, "state.json"), JSON.stringify(state));
};

const entries = async () => {
  const trail = identity.app.modules.service("audit-log") as AuditLogService;
  return (await trail.page({}, undefined)).entries.filter(({ action }) =>
    action.startsWith("deploy."),
  );
};

const figures = (): readonly number[] => [service.gatesMissing(), service.wayBack()];

test("DEP-02, LOG-04: where no front ever ran nothing is said; a file that is none of ours is nothing", async () => {
  await service.take();
  expect([await entries(), figures()]).toEqual([[], [-1, -1]]);
  leave([{ number: 1 }, "x", null]);
  await service.take();
  expect([await entries(), figures()]).toEqual([[], [-1, -1]]);
});

test("DEP-02, LOG-04: every deploy and rollback is in the audit trail once: who, which build, which checks, how it ended", async () => {
  const refused = record(2, {
    ...{ outcome: "refused", reason: "redis: not there", from: "Test 2" },
    gates: { passed: 11, others: ["redis fail"] },
  });
  const back = record(3, { kind: "rollback", gates: null });
  leave([record(1), refused]);
  await service.take();
  leave([record(1), refused, back]);
  await Promise.all([service.take(), service.take()]);
  const found = (await entries()).map(({ action, outcome, actor, target }) => [
    action,
    outcome,
    actor?.id ?? actor,
    target?.id ?? target,
  ]);
  const to = "Test 2 (production) of /r/2";
  expect(found.toReversed()).toEqual([
    ["deploy.run", "success", "robin", to],
    ["deploy.run", "refused", "robin", to],
    ["deploy.rollback", "success", "robin", to],
  ]);
  const [, second] = (await entries()).toReversed();
  expect(JSON.stringify(second)).toContain("redis fail");
});

test("DEP-04: a check that was left out and a way back that is gone are figures", async () => {
  leave([record(1)]);
  expect(figures()).toEqual([0, -1]);
  leave([record(1), record(2, { gates: { passed: 3, others: ["pool skipped", "x fail"] } })]);
  expect(figures()).toEqual([2, 0]);
  leave([record(1), record(2)], { previous: {} });
  expect(figures()).toEqual([0, 1]);
});

test("OBS-12, DEP-02: administrators see what serves and what was deployed, the newest first; nobody else does", async () => {
  const askAs = async (role: string) => {
    const { tokens } = await identity.addSession(await identity.addAccount({ role }));
    const headers = { authorization: `Bearer ${tokens.accessToken}` };
    return identity.send("GET", "/api/v1/admin/deploys", undefined, headers);
  };
  leave([
    record(1),
    record(2, { gates: null, from: "Test 1" }),
    { ...record(3), gates: { passed: 1 } },
  ]);
  const answer = await askAs("admin");
  expect(answer.status).toBe(200);
  const found = (await answer.json()) as {
    readonly serving: unknown;
    readonly deploys: readonly { readonly number: number }[];
  };
  expect(found).toMatchObject({ isDeployed: true, hasWayBack: false });
  expect(found.serving).toEqual({ name: expect.any(String), version: expect.any(String) });
  // The third is none of ours: its checks have no names.
  expect(found.deploys.map(({ number }) => number)).toEqual([2, 1]);
  expect((await askAs("user")).status).toBe(403);
});
