import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIdGenerator, createManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { createMigrator, openStore, type Store } from "#store";
import { accountMigrations } from "../accounts/migrations/index.ts";
import { addAccount } from "../credits/tests/ledger.test-support.ts";
import { costMigrations } from "./migrations/index.ts";
import { createCostRepository } from "./repository.ts";
import { createCosts } from "./service.ts";

const ENDPOINTS = ["POST /api/v1/plans", "GET /api/v1/plans", "import"] as const;

/** Prices of models by the million tokens, as people write them and as fractions of 1,000,000. */
const MODELS = {
  small: { text: { input: "0.15", output: "0.60" }, input: 150_000n, output: 600_000n },
  odd: { text: { input: "0.000007", output: "0.1" }, input: 7n, output: 100_000n },
  large: {
    text: { input: "9999.999999", output: "75" },
    input: 9_999_999_999n,
    output: 75_000_000n,
  },
} as const;

interface Use {
  readonly person: 0 | 1 | 2;
  readonly endpoint: (typeof ENDPOINTS)[number];
  readonly model: keyof typeof MODELS;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

const tokens = fc.oneof(fc.nat(5_000), fc.nat(900_000_000));
const lists: fc.Arbitrary<readonly Use[]> = fc.array(
  fc.record({
    person: fc.constantFrom(0 as const, 1 as const, 2 as const),
    endpoint: fc.constantFrom(...ENDPOINTS),
    model: fc.constantFrom("small" as const, "odd" as const, "large" as const),
    tokensIn: tokens,
    tokensOut: tokens,
  }),
  { minLength: 1, maxLength: 25 },
);

/** Adds amounts up as on paper, in exact decimals: each call in full micro-units, halves upwards. */
const onPaper = (uses: readonly Use[]) => {
  let micros = 0n;
  for (const { model, tokensIn, tokensOut } of uses) {
    const exact = MODELS[model].input * BigInt(tokensIn) + MODELS[model].output * BigInt(tokensOut);
    const text = exact.toString().padStart(7, "0");
    micros += BigInt(text.slice(0, -6)) + (Number(text.at(-6)) >= 5 ? 1n : 0n);
  }
  const text = micros.toString().padStart(7, "0");
  return { calls: uses.length, cost: `${text.slice(0, -6)}.${text.slice(-6)}` };
};

describe("totals of costs", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-costs-"));
  const clock = createManualClock(1_000_000);
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ engine: { kind: "embedded", directory }, clock });
    await createMigrator(store, [...accountMigrations, ...costMigrations]).up();
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("P-041, QB-03: by account and endpoint they are an exact decimal sum, for any list of calls", async () => {
    const newId = createIdGenerator(clock, createSecureRandom());
    const costs = createCosts({ repository: createCostRepository(store), clock, newId });
    costs.declarePrices(
      Object.fromEntries(Object.entries(MODELS).map(([model, { text }]) => [model, text])),
    );
    const people: string[] = [];
    for (let person = 0; person < 3; person += 1) people.push(await addAccount(store, clock));
    await fc.assert(
      fc.asyncProperty(lists, async (uses) => {
        // Each list has an hour of its own.
        clock.advance(3_600_000);
        const hour = { from: clock.now() };
        for (const { person, ...call } of uses) {
          await costs.record({ accountId: people[person] ?? "", ...call });
        }
        const total = async (filter: object) => {
          const { calls, cost } = (await costs.page({ ...hour, ...filter }, undefined)).total;
          return { calls, cost };
        };
        expect(await total({})).toEqual(onPaper(uses));
        const grouped = async (by: "account" | "endpoint") =>
          new Map(
            (await costs.groups(hour, by)).map(({ group, calls, cost }) => [
              group,
              { calls, cost },
            ]),
          );
        const wanted = (nameOf: (use: Use) => string) =>
          new Map(
            uses.map((use) => [
              nameOf(use),
              onPaper(uses.filter((one) => nameOf(one) === nameOf(use))),
            ]),
          );
        expect(await grouped("account")).toEqual(wanted(({ person }) => people[person] ?? ""));
        expect(await grouped("endpoint")).toEqual(wanted(({ endpoint }) => endpoint));
        for (const [person, accountId] of people.entries()) {
          for (const endpoint of ENDPOINTS) {
            const own = uses.filter((one) => one.person === person && one.endpoint === endpoint);
            expect(await total({ accountId, endpoint })).toEqual(onPaper(own));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
