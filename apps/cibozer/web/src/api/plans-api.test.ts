import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApiClient } from "@plinth/console";
import { afterEach, describe, expect, it } from "vitest";
import type { Wishes } from "./plan-types.ts";
import { createPlansApi } from "./plans-api.ts";

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that answers as the list says: 0 is a connection that breaks. */
const serve = async (statuses: readonly number[]) => {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== "/api/v1/plans") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"token":"t"}');
      return;
    }
    keys.push(String(request.headers["idempotency-key"]));
    const status = statuses[keys.length - 1] ?? 201;
    if (status === 0) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: "one", code: "ANY_CODE" }));
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { keys, api: createPlansApi(createApiClient({ baseUrl })) };
};

const wishes = { days: 1, kcal: 2000, note: "", maxMinutes: null, budget: null } as Wishes;
const failed = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    () => true,
  );

describe("a plan that is asked for again", () => {
  it("P-090: has the same key until somebody answered, then another one", async () => {
    const { keys, api } = await serve([0, 503, 201, 422, 201]);
    for (const isRefused of [true, true, false, true, false]) {
      expect(await failed(api.create(wishes, "2026-01-01"))).toBe(isRefused);
    }
    const [lost, late, again, refused, last] = keys;
    expect(lost).toMatch(/^"[0-9a-f]{32}"$/);
    expect([late, again]).toEqual([lost, lost]);
    expect(new Set([again, refused, last]).size).toBe(3);
  });

  it("P-090: other wishes are another plan", async () => {
    const { keys, api } = await serve([0, 201]);
    await failed(api.create(wishes, "2026-01-01"));
    await api.create({ ...wishes, days: 2 }, "2026-01-01");
    expect(new Set(keys).size).toBe(2);
  });
});
