import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "#core";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { docs } from "#modules/docs";
import { type OpenApiDocument, policyTableText, strictObject, Type } from "#policy";
import { createTarget, PROBES, runProbes } from "#readiness";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";

const ROUTE = "GET /greet";

const shop = (limit: string) =>
  defineModule({
    name: "shop",
    setup: () => ({}),
    routes: () => [
      route.get(
        "/greet",
        {
          access: { public: true, because: "greets everyone alike" },
          summary: "Greets",
          limit,
          responses: { 200: strictObject({ ok: Type.Boolean() }) },
        },
        () => ({ ok: true }),
      ),
    ],
  });

let app: TestApplication;
afterEach(() => app.stop());

/** What the probe that is made from the document measured. */
const probed = async (): Promise<string> => {
  const target = await createTarget({ url: app.localUrl, depth: "touch", clock: systemClock });
  const probes = PROBES.filter(({ id }) => id === "limit-by-address");
  const options = { probes, target, depth: "touch", clock: systemClock, version: "0" } as const;
  const [line] = (await runProbes(options)).lines;
  return `${line?.verdict}: ${line?.measured}`;
};

/** The number of this limit in each of the six places that follow from the declaration. */
const sixPlaces = async (): Promise<Readonly<Record<string, unknown>>> => {
  const document = (await (await app.fetch("/docs/json")).json()) as OpenApiDocument;
  const page = await (await app.fetch("/docs")).text();
  const table = policyTableText(app.view.policies());
  const first = await app.fetch("/greet");
  let admitted = first.status === 200 ? 1 : 0;
  let refused = 0;
  while (refused === 0 && admitted < 100) {
    const { status } = await app.fetch("/greet");
    if (status === 429) refused += 1;
    else admitted += 1;
  }
  return {
    enforcement: admitted,
    openApi: document.paths["/greet"]?.["get"]?.["x-plinth-policy"].limits[0]?.windows[0]?.limit,
    table: /^GET \/greet\n(?: {2}.*\n)*? {2}limits: (\d+)\/minute by address$/m.exec(table)?.[1],
    header: /;q=(\d+);w=60/.exec(first.headers.get("ratelimit-policy") ?? "")?.[1],
    page: [...new Set(page.match(/\b\d+(?=\/minute by address\b(?! \(shared))/g))],
    probe: /^pass: .*\(limit (\d+) in 60 s\)/.exec(await probed())?.[1],
  };
};

const everywhere = (limit: number) => ({
  enforcement: limit,
  openApi: limit,
  table: String(limit),
  header: String(limit),
  page: [String(limit)],
  probe: String(limit),
});

describe("POL-05: one declaration is what all six places show", () => {
  it.each([5, 7])("POL-05: a limit of %i calls a minute", async (limit) => {
    app = await startTestApplication({ modules: [docs, shop(`${limit}/minute`)] });
    expect(await sixPlaces()).toEqual(everywhere(limit));
  });

  it("POL-05, POL-12: a limit that is changed while the application runs", async () => {
    app = await startTestApplication({ modules: [docs, shop("5/minute")] });
    const before = await (await app.fetch("/docs")).text();
    expect(before).toContain("5/minute by address");
    const changed = app.limits.set({ route: ROUTE, windows: "8/minute" }, "a test");
    expect(changed).toHaveLength(1);
    expect(await sixPlaces()).toEqual(everywhere(8));
  });
});
