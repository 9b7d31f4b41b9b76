import { describe, expect, it } from "vitest";
import { mutateThreats, ORDINARY, PAYLOADS } from "../../../testing/threat-mutations/index.ts";
import { createInspector } from "../engine/inspect-text.ts";
import { type CorpusRow, measureCorpus, percentFound } from "./corpus.ts";

/** Another corpus each time; say the seed to see the same again. */
const SEED = Number(process.env["PLINTH_MUTATION_SEED"] ?? Date.now() % 1_000_000_000);
const ROWS = 300;

/**
 * What is asked of unseen texts by VAL-10, less what a sample of this size swings by. "tar" as a command
 * of everyday words and `id` in backticks inside of a sentence are known to be missed.
 */
const LEAST = { xss: 97, sqli: 95, nosql: 98, command: 88, path: 95 } as const;

describe(`attacks that are new in every run, seed ${SEED}`, () => {
  const rows: readonly CorpusRow[] = mutateThreats(SEED, ROWS);
  const rates = measureCorpus(rows);
  process.stdout.write(
    `mutations, seed ${SEED}: ${rates.map((rate) => `${rate.kind} ${percentFound(rate).toFixed(1)} %`).join(", ")}\n`,
  );

  it.each(Object.entries(LEAST))(
    "VAL-10: of mutated %s attacks at least %i %% are found",
    (kind, least) => {
      const rate = rates.find((one) => one.kind === kind);
      expect(rate?.rows).toBe(ROWS);
      expect(percentFound(rate!)).toBeGreaterThanOrEqual(least);
    },
  );

  it("VAL-10: at most 2 % of mutated ordinary texts are mistaken, and none as it was written", () => {
    // Encoded links with "../" in them are taken for what they look like.
    const benign = rates.find(({ kind }) => kind === "benign");
    expect(percentFound(benign!)).toBeLessThanOrEqual(2);
    const inspect = createInspector();
    expect(ORDINARY.filter((text) => inspect(text).length > 0)).toEqual([]);
  });

  it("the same seed gives the same corpus, another one another", () => {
    expect(mutateThreats(7, 20)).toEqual(mutateThreats(7, 20));
    expect(mutateThreats(7, 20)).not.toEqual(mutateThreats(8, 20));
    expect(mutateThreats(7, 20).every(({ text }) => text.length > 0)).toBe(true);
    const bare = Object.values(PAYLOADS).flat();
    const changed = mutateThreats(7, 200).filter(
      ({ kind, text }) => kind !== "benign" && !bare.includes(text),
    );
    expect(changed.length).toBeGreaterThan(500);
  });
});
