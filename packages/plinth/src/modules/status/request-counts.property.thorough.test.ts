import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { platformErrors } from "#core";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { status } from "./index.ts";

/** Tells the test what happens inside of a request that its client leaves. */
const abandoned = () => {
  const arrived = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  return { arrived, left };
};

const open = {
  access: { public: true, because: "only the counting is of interest" },
  limit: { none: "the test makes as many calls as it likes" },
  responses: { 200: strictObject({ ok: Type.Boolean() }) },
} as const;

const waiting = new Map<string, ReturnType<typeof abandoned>>();
const ok = { ok: true };

const calls = defineModule({
  name: "calls",
  setup: () => ({}),
  routes: () => [
    route.get("/calls/fine", { ...open, summary: "Answers at once" }, () => ok),
    route.get("/calls/later", { ...open, summary: "Answers after a wait" }, async () => ok),
    route.get("/calls/broken", { ...open, summary: "Throws what is no error" }, () => {
      throw "a text";
    }),
    route.get("/calls/taken", { ...open, summary: "Refuses", errors: ["CONFLICT"] }, () => {
      throw platformErrors.make.CONFLICT();
    }),
    route.get("/calls/slow", { ...open, summary: "Never ends in time", timeout: "5ms" }, () => {
      const { promise } = Promise.withResolvers<typeof ok>();
      return promise;
    }),
    route.get(
      "/calls/left/:id",
      {
        ...open,
        summary: "Waits for its client to leave",
        params: strictObject({ id: Type.String() }),
      },
      ({ params, signal }) => {
        const { promise } = Promise.withResolvers<typeof ok>();
        const watch = waiting.get(params.id);
        signal.addEventListener("abort", () => watch?.left.resolve());
        watch?.arrived.resolve();
        return promise;
      },
    ),
  ],
});

let application: TestApplication;
beforeAll(async () => {
  application = await startTestApplication({
    modules: [status, calls],
    env: { RATE_LIMIT_PER_MINUTE: "100000", RATE_LIMIT_PER_HOUR: "1000000" },
  });
});
afterAll(() => application.stop());

const get = async (path: string): Promise<void> => {
  await (await application.fetch(path)).text();
};

let lastId = 0;
const leave = async (): Promise<void> => {
  lastId += 1;
  const id = String(lastId);
  const watch = abandoned();
  waiting.set(id, watch);
  const call = request(`${application.localUrl}/calls/left/${id}`).on("error", () => undefined);
  call.end();
  await watch.arrived.promise;
  call.destroy();
  await watch.left.promise;
  waiting.delete(id);
};

/** Every way in which a request can end, and the one series that it must raise by one. */
const KINDS = {
  fine: { act: () => get("/calls/fine"), route: "/calls/fine", status: 200 },
  later: { act: () => get("/calls/later"), route: "/calls/later", status: 200 },
  broken: { act: () => get("/calls/broken"), route: "/calls/broken", status: 500 },
  taken: { act: () => get("/calls/taken"), route: "/calls/taken", status: 409 },
  slow: { act: () => get("/calls/slow"), route: "/calls/slow", status: 503 },
  unknown: { act: () => get("/calls/nowhere"), route: "(unmatched)", status: 404 },
  aborted: { act: leave, route: "/calls/left/:id", status: 499 },
} as const;
type Kind = keyof typeof KINDS;

const scrape = async (): Promise<ReadonlyMap<string, number>> => {
  const text = await (await application.fetch("/metrics")).text();
  return new Map(
    text
      .split("\n")
      .filter((line) => /^http_(requests_total|request_duration_seconds_count)\{/.test(line))
      .filter((line) => !line.includes('route="/metrics"'))
      .map((line): [string, number] => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
};

const countOf = (kinds: readonly Kind[], fits: (kind: Kind) => boolean): number =>
  kinds.filter(fits).length;

test("P-032: any mix of requests, aborted and failed ones too, is counted once each", async () => {
  const names = Object.keys(KINDS) as Kind[];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 12 }), async (kinds) => {
      const before = await scrape();
      await Promise.all(kinds.map((kind) => KINDS[kind].act()));
      const after = await scrape();
      for (const kind of names) {
        const { route: path, status: code } = KINDS[kind];
        const labels = `method="GET",route="${path}"`;
        const total = `http_requests_total{${labels},status="${code}"}`;
        const times = `http_request_duration_seconds_count{${labels}}`;
        const expected = countOf(kinds, (made) => made === kind);
        expect((after.get(total) ?? 0) - (before.get(total) ?? 0), total).toBe(expected);
        expect((after.get(times) ?? 0) - (before.get(times) ?? 0), times).toBe(expected);
      }
      const sum = (map: ReadonlyMap<string, number>) =>
        [...map].reduce((all, [name, count]) => all + (name.includes("total") ? count : 0), 0);
      expect(sum(after) - sum(before)).toBe(kinds.length);
    }),
    { numRuns: 40 },
  );
});
