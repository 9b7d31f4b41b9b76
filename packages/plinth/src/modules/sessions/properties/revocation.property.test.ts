import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "#core";
import { hashToken } from "#crypto";
import { createAuthenticator } from "../authenticator.ts";
import type { LiveSession } from "../repository.ts";

const NODES = 3;
const SESSIONS = 4;

type Step =
  | {
      readonly kind: "use";
      readonly node: number;
      readonly session: number;
      readonly token: number;
    }
  | { readonly kind: "end"; readonly node: number; readonly session: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "restart"; readonly node: number };

const node = fc.nat({ max: NODES - 1 });
const session = fc.nat({ max: SESSIONS - 1 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  // Token 0 is the cookie; the others are access tokens, of which a client may have many.
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("use" as const),
      node,
      session,
      token: fc.nat({ max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), node, session }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.integer({ min: 1, max: 1_200 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const), node }) },
);

const rowOf = (id: string): LiveSession => ({
  id,
  account_id: `account of ${id}`,
  cookie_hash: hashToken(id.padEnd(43, "x")),
  epoch: 0,
  assurance: 1,
  authenticated_at: 0,
  factors: "password",
  agent: "",
  address: "",
  created_at: 0,
  last_seen_at: 0,
  expires_at: 1e9,
  role: "user",
  tier: "free",
});

/** How a node may be broken. */
interface Fault {
  /** Does not hear what it ended itself. */
  readonly isDeaf?: boolean;
  /** Thinks that nobody else writes to the database. */
  readonly isAlone?: boolean;
}

/**
 * P-077 for one history over nodes that share a table: whatever ended is refused at once where it
 * was ended, after a second everywhere, and by whoever starts later; what did not end is accepted.
 */
const revocationHolds = async (history: readonly Step[], fault: Fault = {}): Promise<boolean> => {
  const clock = createManualClock(0);
  const rows = new Map<string, LiveSession>();
  for (let index = 0; index < SESSIONS; index += 1) rows.set(`s${index}`, rowOf(`s${index}`));
  const start = () =>
    createAuthenticator({
      repository: {
        engine: fault.isAlone === true ? "embedded" : "postgresql",
        findByCookie: async (hash) => [...rows.values()].find((row) => row.cookie_hash === hash),
        findById: async (id) => rows.get(id),
        touch: async () => undefined,
      },
      tokens: {
        verify: (token) => {
          const sid = token.split(" ")[0] ?? "";
          const names = { sid, sub: `account of ${sid}`, jti: token, role: "user", tier: "free" };
          const rest = { iss: "i", aud: "a", type: "access", iat: 0, nbf: 0, exp: 86_400 };
          return { ok: true, claims: { ...names, ...rest } };
        },
        lookAgain: () => undefined,
      },
      clock,
      background: {
        run: () => true,
        drain: async () => undefined,
        pending: () => 0,
      },
      permissionsOf: () => [],
      needsSecondFactor: () => false,
      idleMs: 1e9,
    });
  const nodes = Array.from({ length: NODES }, start);
  const startedAt = nodes.map(() => 0);
  const ended = new Map<string, { readonly at: number; readonly by: number }>();
  for (const step of history) {
    if (step.kind === "wait") clock.advance(step.ms);
    if (step.kind === "restart") {
      nodes[step.node] = start();
      startedAt[step.node] = clock.now();
    }
    if (step.kind === "end" && rows.delete(`s${step.session}`)) {
      ended.set(`s${step.session}`, { at: clock.now(), by: step.node });
      if (fault.isDeaf !== true) nodes[step.node]?.forgetSession(`s${step.session}`);
    }
    if (step.kind !== "use") continue;
    const id = `s${step.session}`;
    const given =
      step.token === 0
        ? { cookie: id.padEnd(43, "x"), bearer: undefined }
        : { cookie: undefined, bearer: `${id} ${step.token}` };
    const isAccepted = (await nodes[step.node]?.authenticate(given)) !== undefined;
    const end = ended.get(id);
    if (end === undefined && !isAccepted) return false;
    if (end === undefined || !isAccepted) continue;
    const isElsewhere = end.by !== step.node && (startedAt[step.node] ?? 0) <= end.at;
    if (!isElsewhere || clock.now() - end.at >= 1_000) return false;
  }
  return true;
};

const histories = fc.array(steps, { minLength: 5, maxLength: 60 });

test("P-077: what ended is refused at once here, within a second there, and after a restart", async () => {
  await fc.assert(
    fc.asyncProperty(histories, (history) => revocationHolds(history)),
    { numRuns: 300 },
  );
});

test.each([
  ["nobody tells the memory", { isDeaf: true }],
  ["memory of one node only", { isAlone: true }],
] as const)("P-077 sees it: %s (the broken twin)", async (_, fault) => {
  const property = fc.asyncProperty(histories, (history) => revocationHolds(history, fault));
  // It ends with the first history that shows it; few do.
  await expect(fc.assert(property, { numRuns: 5_000 })).rejects.toThrow();
});
