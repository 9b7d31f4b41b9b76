import { randomBytes } from "node:crypto";
import { identityModules } from "plinth";
import { startTestApplication } from "plinth/testing";
import { afterAll, describe, expect, it } from "vitest";
import { exporting } from "../../../apps/cibozer/server/exports/index.ts";
import { plans } from "../../../apps/cibozer/server/plans/index.ts";
import { announceSkipped, startPostgres } from "../../../packages/plinth/src/testing/postgres.ts";
import { PASSWORD } from "../../support/api.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("plans on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

describe.skipIf("missing" in server)("plans on PostgreSQL", () => {
  it("MEAL-01, MEAL-09, MEAL-10: changes, what is taken back, ticks, tastes and links as on the embedded database", async () => {
    if ("missing" in server) return;
    const application = await startTestApplication({
      modules: [...identityModules, plans, exporting],
      env: {
        DATABASE_URL: await server.createDatabase(),
        SECRET_KEY: randomBytes(48).toString("base64url"),
        JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
      },
    });
    let token = "";
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await application.fetch(path, {
        method,
        headers: {
          ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        json: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
      };
    };
    try {
      const who = { email: "ann@example.com", password: PASSWORD };
      await call("POST", "/api/v1/auth/signup", { ...who, name: "Ann" });
      token = String((await call("POST", "/api/v1/auth/signin", who)).json["accessToken"]);
      const made = (await call("POST", "/api/v1/plans", { days: 2, seed: 3 })).json;
      const path = `/api/v1/plans/${String(made["id"])}`;
      const at = { day: 0, slot: "lunch" };
      const copy = { change: "copy", ...at, to: { day: 1, slot: "dinner" } };
      for (const edit of [copy, { change: "lock", ...at, locked: true }]) {
        expect((await call("PATCH", path, edit)).status).toBe(200);
      }
      for (const _ of ["the lock", "the copy"]) {
        expect((await call("POST", `${path}/undo`)).status).toBe(200);
      }
      expect((await call("GET", path)).json).toMatchObject({ days: made["days"], canUndo: false });
      const changes = [{ food: "salt", done: true }];
      for (const _ of ["once", "again"]) {
        const { json } = await call("PUT", `${path}/groceries/checks`, { changes });
        expect(json["checked"]).toEqual(["salt"]);
      }
      const [first] = made["days"] as { meals: { recipe: { id: string } }[] }[];
      const recipe = first?.meals[0]?.recipe.id ?? "";
      for (const rating of [2, 5]) {
        const { json } = await call("PUT", `/api/v1/kitchen/tastes/${recipe}`, { rating });
        expect(json["tastes"]).toEqual([{ recipe, rating, never: false }]);
      }
      const { json: link } = await call("POST", `${path}/shares`, { maxViews: 2 });
      const open = () => call("POST", "/api/v1/shared-plans", { token: link["token"] });
      const opened = await Promise.all([open(), open(), open(), open()]);
      expect(opened.map(({ status }) => status).toSorted()).toEqual([200, 200, 404, 404]);
      const { shares } = (await call("GET", `${path}/shares`)).json as { shares: unknown[] };
      expect(shares).toMatchObject([{ views: 2, isOpen: false }]);
      const wish = { units: "us", aisles: ["spices", "bakery"] };
      for (const _ of ["once", "again"]) {
        expect((await call("PATCH", "/api/v1/kitchen/preferences", wish)).json).toMatchObject(wish);
      }
      const list = await call("POST", `${path}/shares`, { part: "list" });
      const seen = await call("POST", "/api/v1/shared-plans", { token: list.json["token"] });
      expect(seen.json).toMatchObject({ part: "list", days: [], targets: null });
      const { json: feed } = await call("POST", "/api/v1/calendar-feeds", {});
      const calendar = () => application.fetch(`/api/v1/calendars/${String(feed["token"])}`);
      expect((await calendar()).status).toBe(200);
      const { feeds } = (await call("GET", "/api/v1/calendar-feeds")).json as {
        feeds: { readAt: string }[];
      };
      expect(Date.parse(feeds[0]?.readAt ?? "")).toBeGreaterThan(0);
      expect((await call("DELETE", path)).status).toBe(204);
      expect((await open()).status).toBe(404);
    } finally {
      await application.stop();
    }
  });
});
