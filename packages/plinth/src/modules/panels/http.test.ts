import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonalData } from "#modules/contract";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { panels } from "./index.ts";

const PATH = "/api/v1/admin/panels";
const ERRORS = { title: "Our errors", name: "http_requests_total", where: "status:5*" };
const SLOW = { title: "Slow", name: "http_request_duration_seconds", statistic: "p99" } as const;

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({ modules: [panels] });
});
afterAll(() => identity.app.stop());

const somebody = async (role: string) => {
  const account = await identity.addAccount({ role });
  const { tokens } = await identity.addSession(account);
  return { account, headers: { authorization: `Bearer ${tokens.accessToken}` } };
};
const read = async (headers: Readonly<Record<string, string>>) =>
  ((await (await identity.send("GET", PATH, undefined, headers)).json()) as { panels: unknown })
    .panels;
const save = async (list: readonly unknown[], headers: Readonly<Record<string, string>>) =>
  (await identity.send("PUT", PATH, { panels: list }, headers)).status;

test("OBS-12: panels stay with their account, in their order, and are nobody else's", async () => {
  const [ada, bob] = [await somebody("admin"), await somebody("admin")];
  expect(await read(ada.headers)).toEqual([]);
  expect(await save([SLOW, ERRORS], ada.headers)).toBe(204);
  expect(await save([ERRORS, SLOW], ada.headers)).toBe(204);
  expect(await read(ada.headers)).toEqual([ERRORS, SLOW]);
  expect(await read(bob.headers)).toEqual([]);
});

test("VAL-01, OBS-12: what is no question about a metric, or too many, is refused", async () => {
  const { headers } = await somebody("admin");
  for (const list of [
    [{ ...ERRORS, name: "Not a metric" }],
    [{ ...ERRORS, title: "" }],
    [{ ...ERRORS, title: " " }],
    [{ ...ERRORS, statistic: "p42" }],
    [{ ...ERRORS, script: "x" }],
    Array.from({ length: 13 }, () => ERRORS),
  ]) {
    expect(await save(list, headers)).toBe(400);
  }
  expect(await read(headers)).toEqual([]);
});

test("AZ-02: who may not look at metrics has no panels", async () => {
  const { headers } = await somebody("user");
  expect(await save([], headers)).toBe(403);
  expect((await identity.send("GET", PATH, undefined, headers)).status).toBe(403);
  expect((await identity.send("GET", PATH)).status).toBe(401);
});

test("PRIV-03: panels are exported and erased with the account", async () => {
  const { account, headers } = await somebody("admin");
  await save([SLOW], headers);
  const [data] = identity.app.modules
    .personalData()
    .filter(({ table }: PersonalData) => table === "console_panels");
  expect(await data?.export(account.id)).toEqual([SLOW]);
  await data?.erase(account.id);
  await data?.erase(account.id);
  expect(await data?.export(account.id)).toEqual([]);
});
