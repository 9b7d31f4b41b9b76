import { afterAll, beforeAll, expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import type { MetricsHistoryService } from "#modules/metrics-history";
import { strictObject, Type } from "#policy";
import type { Dependency } from "#resilience";
import { startWatched, type Watched } from "./watched.test-support.ts";

interface Faulty {
  isBroken: boolean;
  readonly dependency: Dependency;
}

/** Somebody's module that breaks: a route that throws, and a service that is away. */
const faulty = defineModule({
  name: "faulty",
  setup: ({ dependencies }): Faulty => ({
    isBroken: false,
    dependency: dependencies.declare({
      name: "elsewhere",
      title: "Elsewhere",
      limitMs: 1_000,
      attempts: 1,
      whileDegraded: "It is done later.",
    }),
  }),
  routes: (service) => [
    route.get(
      "/api/v1/faulty",
      {
        access: { public: true, because: "a drill breaks it" },
        summary: "Breaks where it is told to",
        limit: "100000/minute",
        responses: { 200: strictObject({ ok: Type.Boolean() }) },
      },
      () => {
        if (service.isBroken) throw new Error("broken on purpose");
        return { ok: true };
      },
    ),
  ],
});

let watched: Watched;
let service: Faulty;
beforeAll(async () => {
  watched = await startWatched({ modules: [faulty] });
  service = watched.identity.app.modules.service("faulty") as Faulty;
});
afterAll(() => watched.stop());

const call = async (times: number): Promise<void> => {
  for (let done = 0; done < times; done += 50) {
    const batch = Math.min(50, times - done);
    await Promise.all(
      Array.from({ length: batch }, async () => {
        await (await watched.identity.app.fetch("/api/v1/faulty")).text();
      }),
    );
  }
};
const tick = async (): Promise<void> => {
  const { keeper } = watched.identity.app.modules.service(
    "metrics-history",
  ) as MetricsHistoryService;
  watched.clock.advance(10_000);
  await keeper.tick();
  await watched.look(1);
};
const told = (rule: string) =>
  watched.sink.posted
    .filter(({ json }) => json["rule"] === rule)
    .map(({ json }) => [json["kind"], json["severity"]]);

it("OBS-09: real answers of 500 are told at a real sink, and so is that they are over", async () => {
  await call(100);
  await tick();
  service.isBroken = true;
  await call(20);
  await tick();
  await tick();
  expect(told("error-rate")).toEqual([["firing", "warning"]]);
  const [notice] = watched.sink.posted;
  expect(notice?.json["detail"]).toMatch(
    /^1[5-7] % of the requests failed within 5 minutes \(20 of 1/,
  );
  service.isBroken = false;
  await call(600);
  await tick();
  await tick();
  expect(told("error-rate")).toEqual([
    ["firing", "warning"],
    ["resolved", "warning"],
  ]);
});

it("RES-01, OBS-08: a breaker that opened is told at a real sink, by its name", async () => {
  const away = async (): Promise<never> => {
    throw new Error("nobody is there");
  };
  for (let failure = 0; failure < 5; failure += 1) {
    await expect(service.dependency.call(away)).rejects.toThrow();
  }
  await tick();
  await tick();
  expect(told("dependency-open")).toEqual([["firing", "warning"]]);
  const notice = watched.sink.posted.find(({ json }) => json["rule"] === "dependency-open");
  expect(notice?.json["detail"]).toBe("The breaker of elsewhere is open on a node at least.");
});
