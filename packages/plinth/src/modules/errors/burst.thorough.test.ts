import { afterAll, beforeAll, expect, test } from "vitest";
import { type AlertsService, alerts } from "#modules/alerts";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { faulty } from "./faulty.test-support.ts";
import { errors } from "./index.ts";

interface Alert {
  readonly rule: string;
  readonly detail: string;
}

let identity: Identity;
let service: AlertsService;
beforeAll(async () => {
  identity = await startIdentity({ modules: [alerts, errors, faulty] });
  service = identity.app.modules.service("alerts") as AlertsService;
});
afterAll(() => identity.app.stop());

const told = async (): Promise<readonly Alert[]> => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
  const headers = { authorization: `Bearer ${tokens.accessToken}` };
  const answer = await identity.send("GET", "/api/v1/admin/alerts", undefined, headers);
  return ((await answer.json()) as { readonly alerts: readonly Alert[] }).alerts;
};
const look = async (): Promise<void> => {
  await service.duty.turn();
  await service.settle();
};

test("ERR-10: two faults, 50 times each, are one alert, however often the rule is looked at", async () => {
  await look();
  expect(await told()).toEqual([]);
  for (let call = 0; call < 50; call += 1) {
    for (const path of ["/api/v1/broken", "/api/v1/far"]) {
      expect((await identity.send("GET", path)).status).toBe(500);
    }
  }
  for (let turn = 0; turn < 5; turn += 1) {
    identity.clock.advance(30_000);
    await look();
  }
  const alerted = await told();
  expect(alerted.map(({ rule }) => rule)).toEqual(["server-error-burst"]);
  expect(JSON.stringify(alerted)).toContain("100 faults of 2 kinds");
});
