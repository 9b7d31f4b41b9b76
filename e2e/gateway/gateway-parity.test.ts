import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { callsFor, fromManyAddresses } from "../gateway-support/matrix.ts";
import {
  ask,
  type Call,
  HANGING,
  type Modes,
  type Outcome,
  startModes,
} from "../gateway-support/modes.ts";
import { PARITY_ROUTES, type ParityRoute } from "../gateway-support/policy-file.ts";

const clock = createManualClock();
let modes: Modes;

beforeAll(async () => {
  modes = await startModes(clock);
});
afterAll(() => modes.stop());

interface Difference {
  readonly call: Call;
  readonly library: Outcome;
  readonly gateway: Outcome;
}

/** Makes each call in both modes, one after the other, and keeps what differs. */
const compare = async (
  { library, gateway }: Modes,
  calls: readonly Call[],
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Difference[]> => {
  const differences: Difference[] = [];
  for (const call of calls) {
    const [one, other] = await Promise.all([ask(library, call), ask(gateway, call)]);
    onOutcome(one);
    if (JSON.stringify(one) !== JSON.stringify(other)) {
      differences.push({ call, library: one, gateway: other });
    }
  }
  return differences;
};

describe("POL-08: one policy file means the same in library mode and in gateway mode", () => {
  it("POL-08: statuses, headers, bodies and codes of every kind of policy: no difference", async () => {
    const statuses = new Set<number>();
    const codes = new Set<string>();
    const calls = fromManyAddresses(PARITY_ROUTES.flatMap(callsFor));
    const differences = await compare(modes, calls, ({ status, text }) => {
      statuses.add(status);
      codes.add(/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "");
    });
    expect(differences.slice(0, 3)).toEqual([]);
    expect(differences).toHaveLength(0);
    // The matrix meets every answer that a policy can bring about.
    expect([...statuses].toSorted()).toEqual([
      200, 204, 302, 400, 401, 403, 404, 405, 413, 415, 429,
    ]);
    for (const code of [
      "AUTHENTICATION_ERROR",
      "AUTHORIZATION_ERROR",
      "CSRF_ERROR",
      "METHOD_NOT_ALLOWED",
      "NOT_FOUND",
      "PAYLOAD_TOO_LARGE",
      "RATE_LIMIT_EXCEEDED",
      "STEP_UP_REQUIRED",
      "UNSUPPORTED_MEDIA_TYPE",
      "VALIDATION_ERROR",
    ]) {
      expect(codes, code).toContain(code);
    }
  });

  it("POL-08: a path that no policy covers answers 404 in both, and reaches no upstream", async () => {
    const before = modes.upstream.received.length;
    const paths = [
      "/nowhere",
      "/access",
      "/access/user/more",
      "/%2e%2e/access/user",
      "/ACCESS/user",
    ];
    const calls = paths.map((path) => ({ method: "GET", path, person: "nobody", headers: {} }));
    expect(await compare(modes, calls, ({ status }) => expect(status).toBe(404))).toEqual([]);
    expect(modes.upstream.received).toHaveLength(before);
  });

  it("POL-08: the time-out of a policy ends both alike", async () => {
    modes.hang(true);
    const call = { method: "GET", path: HANGING, person: "nobody", headers: {} };
    const pending = compare(modes, [call], ({ status, text }) => {
      expect([status, text]).toEqual([503, expect.stringContaining('"code":"TIMEOUT"')]);
    });
    const waiting = (): boolean =>
      [modes.library, modes.gateway].every(({ app }) => app.view.totals().inFlight > 0);
    while (!waiting()) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(2_000);
    expect(await pending).toEqual([]);
    modes.hang(false);
  });
});

describe("the comparison notices", () => {
  const changes: readonly (readonly [string, string, object])[] = [
    ["access", "/access/user", { access: { public: true, because: "broken on purpose" } }],
    ["a role", "/access/role", { access: "user" }],
    ["a limit", "/limit/address", { limit: "4/minute, 5/hour" }],
    ["a body schema", "/write/exempt", { body: { type: "object" } }],
    ["a query schema", "/query", { query: undefined }],
    ["a body limit", "/write/small", { bodyLimit: "10kb" }],
    ["CSRF", "/write/user", { csrf: { exempt: "broken on purpose" } }],
    ["CORS", "/cors/never", { cors: true }],
    ["a cache", "/cache/public", { cache: { public: "6m" } }],
    ["the kind of answer", "/produces/html", { produces: "text" }],
    ["assurance", "/access/strong", { assurance: undefined }],
  ];
  const isChanged = ({ path }: ParityRoute): boolean => changes.some(([, one]) => one === path);
  let broken: Modes;
  let differences: readonly Difference[];

  beforeAll(async () => {
    const routes = PARITY_ROUTES.map((route) => {
      const change = changes.find(([, path]) => path === route.path)?.[2] ?? {};
      return { ...route, policy: { ...route.policy, ...change } };
    });
    broken = await startModes(clock, routes);
    const calls = PARITY_ROUTES.filter(isChanged).flatMap(callsFor);
    differences = await compare(broken, fromManyAddresses(calls));
  });
  afterAll(() => broken.stop());

  it.each(changes)("POL-08: that %s of %s is another one", (_, path) => {
    expect(differences.some(({ call }) => call.path.startsWith(path))).toBe(true);
  });
});
