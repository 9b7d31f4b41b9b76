import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { access } from "#modules/access";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type CostsService, costs } from "./index.ts";

type Json = Record<string, unknown>;
const USAGE = "/api/v1/admin/usage";

describe("costs in the hands of administrators", () => {
  let identity: Identity;
  let service: CostsService;
  let ids: readonly string[] = [];
  const ask = async (path: string, role = "admin") => {
    const account = await identity.addAccount({ role });
    const { tokens } = await identity.addSession(account);
    const authorization = `Bearer ${tokens.accessToken}`;
    const response = await identity.send("GET", path, undefined, { authorization });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  };
  const json = async (path: string) => JSON.parse((await ask(path)).text) as Json;

  beforeAll(async () => {
    identity = await startIdentity({ modules: [access, costs] });
    service = identity.app.modules.service("costs") as CostsService;
    service.declarePrices({
      small: { input: "0.15", output: "0.60" },
      "=large": { input: "3", output: "15" },
    });
    const people = [await identity.addAccount(), await identity.addAccount()];
    ids = people.map(({ id }) => id);
    for (let call = 0; call < 120; call += 1) {
      await service.record({
        accountId: ids[call % 2] ?? "",
        endpoint: call % 3 === 0 ? "POST /api/v1/plans" : '"quoted", and more',
        model: call % 4 === 0 ? "=large" : "small",
        tokensIn: 1_000 + call,
        tokensOut: 2_000,
      });
      identity.clock.advance(800_000);
    }
  });
  afterAll(() => identity.app.stop());

  it("QB-03: sums equal what is added by hand, by account, endpoint and day", async () => {
    // 30 large: 3 and 15 micro-units a token; 90 small: 0.15 and 0.6.
    let byHand = 0;
    for (let call = 0; call < 120; call += 1) {
      byHand +=
        call % 4 === 0 ? 3 * (1_000 + call) + 30_000 : Math.round(0.15 * (1_000 + call) + 1_200);
    }
    const { total } = await json(USAGE);
    expect((total as Json)["calls"]).toBe(120);
    expect(Math.abs(Number((total as Json)["costMicros"]) - byHand)).toBeLessThan(100);
    for (const by of ["account", "endpoint", "day"]) {
      const groups = (await json(`${USAGE}/summary?by=${by}`))["groups"] as Json[];
      const sum = groups.reduce((micros, { costMicros }) => micros + Number(costMicros), 0);
      expect([groups.length, sum]).toEqual([2, (total as Json)["costMicros"]]);
    }
    const own = (await json(`${USAGE}?account=${ids[0]}`))["total"] as Json;
    expect(own["calls"]).toBe(60);
  });

  it("QB-03: pages hold every call once, and the files say the same", async () => {
    const first = await json(USAGE);
    const second = await json(`${USAGE}?before=${String(first["next"])}`);
    const entries = [...(first["entries"] as Json[]), ...(second["entries"] as Json[])];
    expect([entries.length, new Set(entries.map(({ id }) => id)).size]).toEqual([120, 120]);
    expect(second["next"]).toBeNull();
    const file = await ask(`${USAGE}/export`);
    expect(JSON.parse(file.text)).toEqual(entries);
    const csv = await ask(`${USAGE}/export?format=csv`);
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const lines = csv.text.trimEnd().split("\r\n");
    expect(lines).toHaveLength(121);
    // No cell begins with what a spreadsheet would calculate, and quotes are doubled.
    expect(csv.text).not.toMatch(/(^|,)"[=+\-@]/m);
    expect(csv.text).toContain(`"'=large"`);
    expect(csv.text).toContain('"""quoted"", and more"');
  });

  it("QB-03: users and strangers get none of it", async () => {
    for (const path of [USAGE, `${USAGE}/summary`, `${USAGE}/export`]) {
      expect((await ask(path, "user")).status).toBe(403);
      expect((await identity.send("GET", path)).status).toBe(401);
    }
  });

  it("QB-03: a model without a price is refused", async () => {
    const call = { accountId: ids[0] ?? "", endpoint: "-", tokensIn: 1, tokensOut: 1 };
    await expect(service.record({ ...call, model: "unknown" })).rejects.toThrow(RangeError);
    await expect(service.record({ ...call, model: "small", tokensIn: -1 })).rejects.toThrow(
      RangeError,
    );
  });

  it("PRIV: who is erased is in no entry any more, and the sums stay", async () => {
    const [data] = service.personalData;
    const before = ((await json(USAGE))["total"] as Json)["costMicros"];
    expect(await data?.export(ids[1] ?? "")).toHaveLength(60);
    await data?.erase(ids[1] ?? "");
    expect(await data?.export(ids[1] ?? "")).toHaveLength(0);
    expect(((await json(USAGE))["total"] as Json)["costMicros"]).toBe(before);
  });
});
