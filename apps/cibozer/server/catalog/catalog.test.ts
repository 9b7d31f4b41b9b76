import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "./index.ts";

let application: TestApplication;
beforeAll(async () => {
  application = await startTestApplication({ modules: [catalog] });
});
afterAll(() => application.stop());

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await application.fetch(path, { headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
};

describe("the catalogue", () => {
  it("PERF-05: is the same for everyone for an hour, and not sent again to who has it", async () => {
    for (const path of ["/api/v1/foods", "/api/v1/recipes"]) {
      const first = await ask(path);
      expect(first.status).toBe(200);
      expect(first.headers.get("cache-control")).toBe("public, max-age=3600");
      const tag = first.headers.get("etag") ?? "";
      expect((await ask(path, { "If-None-Match": tag })).status).toBe(304);
    }
  });

  it("MEAL-06: gives each recipe of the list, with its allergens as in the list", async () => {
    const { recipes } = (await ask("/api/v1/recipes")).json as {
      recipes: { id: string; contains: string[] }[];
    };
    expect(recipes.length).toBeGreaterThan(100);
    const [one] = recipes;
    const { json } = await ask(`/api/v1/recipes/${one?.id}`);
    expect(json).toMatchObject({ id: one?.id, contains: one?.contains });
    expect((json["steps"] as unknown[]).length).toBeGreaterThan(0);
    expect((json["nutrition"] as { energyKcal: number }).energyKcal).toBeGreaterThan(0);
    expect((await ask("/api/v1/recipes/nothing-like-it")).status).toBe(404);
  });
});
