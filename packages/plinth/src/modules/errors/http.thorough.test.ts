import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { clientErrors } from "#modules/client-errors";
import type { AlertRegister } from "#services/alerts";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { faulty } from "./faulty.test-support.ts";
import { type ErrorTracking, errors } from "./index.ts";

const LIST = "/api/v1/admin/errors";
interface Group {
  readonly id: string;
  readonly kind: string;
  readonly message: string;
  readonly place: string;
  readonly times: number;
  readonly timesThen: number;
  readonly state: string;
  readonly returns: number;
  readonly requestId: string | null;
  readonly frames: readonly string[];
}

let identity: Identity;
let service: ErrorTracking;
let alerts: AlertRegister;
let admin: Readonly<Record<string, string>>;

const bearerOf = async (role: string) => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};
const list = async (query = ""): Promise<readonly Group[]> => {
  const answer = await identity.send("GET", `${LIST}${query}`, undefined, admin);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { groups: readonly Group[] }).groups;
};
const setState = (id: string, state: string, headers = admin) =>
  identity.send("PUT", `${LIST}/${id}/state`, { state }, headers);
const fail = async (path: string, times: number) => {
  for (let call = 0; call < times; call += 1) {
    expect((await identity.send("GET", path)).status).toBe(500);
  }
};
const burst = async () => {
  const rule = alerts.rules().find(({ id }) => id === "server-error-burst");
  return rule?.evaluate(identity.clock.now(), rule.limits);
};

beforeAll(async () => {
  identity = await startIdentity({ modules: [errors, clientErrors, faulty] });
  service = identity.app.modules.service("errors") as ErrorTracking;
  alerts = identity.app.modules.service("faulty") as AlertRegister;
});
afterAll(() => identity.app.stop());
beforeEach(async () => {
  identity.clock.advance(3_600_000);
  admin = await bearerOf("admin");
});

test("ERR-10: two faults, 50 times each, are two groups and one burst; nothing of callers is kept", async () => {
  expect(await burst()).toMatchObject({ firing: false, value: 0 });
  await fail("/api/v1/broken", 50);
  identity.clock.advance(1);
  await fail("/api/v1/far", 50);
  const groups = await list("?source=server");
  expect(groups.map(({ kind, message, place, times }) => [kind, message, place, times])).toEqual([
    ["RangeError", "too far", "/api/v1/far", 50],
    ["TypeError", "nothing under <id> for <address>", "/api/v1/broken", 50],
  ]);
  const file = await identity.send("GET", `${LIST}/export?source=server`, undefined, admin);
  const lines = (await file.text()).split("\r\n");
  expect(lines.slice(1, -1).map((line) => line.split(",")[0])).toEqual(
    groups.map(({ id }) => `"${id}"`),
  );
  expect(groups[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(groups[0]?.frames[0]).toMatch(/modules\/errors\/faulty\.test-support:\d+\)$/);
  expect(await burst()).toMatchObject({
    firing: true,
    value: 100,
    severity: "warning",
    detail: "100 faults of 2 kinds in the last ten minutes.",
  });
  identity.clock.advance(600_000);
  expect(await burst()).toMatchObject({ firing: false });
});

test("ERR-10: a group that was resolved is open again when it comes again, and says so", async () => {
  const raised: unknown[] = [];
  alerts.listen({ onMoment: (moment) => raised.push(moment), onResponse: () => undefined });
  await fail("/api/v1/far", 1);
  const [group] = await list("?state=open");
  const id = group?.id ?? "";
  identity.clock.advance(1_000);
  expect((await setState(id, "resolved")).status).toBe(204);
  expect((await list("?state=resolved")).map((one) => one.id)).toEqual([id]);
  identity.clock.advance(60_000);
  await service.flush();
  expect((await list("?state=resolved")).map((one) => one.id)).toEqual([id]);
  await fail("/api/v1/far", 2);
  const [again] = await list("?state=open");
  expect(again).toMatchObject({ id, state: "open", returns: 1 });
  expect(raised).toMatchObject([{ rule: "resolved-error-returned", value: 1 }]);
  await fail("/api/v1/far", 1);
  expect((await list("?state=open"))[0]).toMatchObject({ id, returns: 1 });
});

test("ERR-10: a muted group is counted, raises no alert and stays muted", async () => {
  await fail("/api/v1/far", 1);
  const id = (await list("?source=server"))[0]?.id ?? "";
  await setState(id, "muted");
  await fail("/api/v1/far", 60);
  expect(await burst()).toMatchObject({ firing: false, value: 0 });
  expect((await list("?state=muted"))[0]).toMatchObject({ id, state: "muted" });
  await setState(id, "open");
});

test("ERR-10: a page that broke is a group too, beside those of the server", async () => {
  const report = { id: "7KM4PQ2X", component: "the planner", page: "/plans" };
  for (const message of ["TypeError: x is 1", "TypeError: x is 2"]) {
    await identity.send("POST", "/api/v1/client-errors", { ...report, message });
  }
  expect(await list("?source=browser")).toMatchObject([
    { kind: "TypeError", message: "x is <n>", place: "the planner", times: 2 },
  ]);
});

test("ERR-10: a time shows what came in it, and how often; a group tells its hours", async () => {
  const from = identity.clock.now();
  await fail("/api/v1/far", 2);
  identity.clock.advance(3_600_000);
  admin = await bearerOf("admin");
  await fail("/api/v1/broken", 3);
  await fail("/api/v1/far", 1);
  const then = await list(`?from=${from}&to=${from + 600_000}`);
  expect(then.map(({ place, timesThen }) => [place, timesThen])).toEqual([["/api/v1/far", 2]]);
  const answer = await identity.send("GET", `${LIST}/${then[0]?.id}`, undefined, admin);
  const { hours } = (await answer.json()) as { hours: readonly { times: number }[] };
  expect(hours.slice(-2).map(({ times }) => times)).toEqual([2, 1]);
});

test("ERR-10: what came last 90 days ago is removed, and beyond a thousand groups the oldest", async () => {
  await fail("/api/v1/far", 1);
  await service.flush();
  identity.clock.advance(91 * 86_400_000);
  admin = await bearerOf("admin");
  await fail("/api/v1/broken", 1);
  await service.flush();
  await service.tidy();
  expect((await list("?source=server")).map(({ place }) => place)).toEqual(["/api/v1/broken"]);
});

test("ERR-10, PRIV-03: who resolved a group is exported, and forgotten", async () => {
  const account = await identity.addAccount({ role: "admin" });
  const { tokens } = await identity.addSession(account);
  await fail("/api/v1/far", 1);
  const id = (await list("?source=server"))[0]?.id ?? "";
  await setState(id, "resolved", { authorization: `Bearer ${tokens.accessToken}` });
  const data = service.personalData;
  expect(await data.export(account.id)).toMatchObject([{ group: id, state: "resolved" }]);
  await data.erase(account.id);
  await data.erase(account.id);
  expect(await data.export(account.id)).toEqual([]);
});

test("AZ-02, VAL-01: others see and change nothing; what is not as declared is refused", async () => {
  await fail("/api/v1/far", 1);
  const id = (await list("?source=server"))[0]?.id ?? "";
  const user = await bearerOf("user");
  for (const [headers, status] of [
    [{}, 401],
    [user, 403],
  ] as const) {
    expect((await identity.send("GET", LIST, undefined, headers)).status).toBe(status);
    expect((await identity.send("GET", `${LIST}/${id}`, undefined, headers)).status).toBe(status);
    expect((await setState(id, "resolved", headers)).status).toBe(status);
  }
  const unknown = "0".repeat(32);
  expect((await setState(unknown, "resolved")).status).toBe(404);
  expect((await identity.send("GET", `${LIST}/${unknown}`, undefined, admin)).status).toBe(404);
  expect((await setState(id, "gone")).status).toBe(400);
  expect((await identity.send("GET", `${LIST}?before=1`, undefined, admin)).status).toBe(400);
  expect((await identity.send("GET", `${LIST}?state=new`, undefined, admin)).status).toBe(400);
});
