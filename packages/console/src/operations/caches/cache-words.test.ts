import { expect, it } from "vitest";
import { heldWords, rateWords, sizeWords, workWords } from "./cache-words.ts";
import type { CacheUse } from "./caches-api.ts";

const use = (more: Partial<CacheUse>): CacheUse => ({
  ...{ name: "x", hits: 0, sharedHits: 0, misses: 0, hitRate: null, isLow: false, stale: 0 },
  ...{ computed: 0, failed: 0, computeMs: null, evicted: 0, expired: 0, entries: 0, bytes: 0 },
  maxBytes: 8_388_608,
  ...more,
});

it("CACHE-06: rates, sizes and work in words", () => {
  expect([0, 1_023, 1_536, 3_145_728].map(sizeWords)).toEqual([
    "0 bytes",
    "1023 bytes",
    "1.5 KB",
    "3 MB",
  ]);
  expect(rateWords(use({}))).toBe("not read yet");
  expect(rateWords(use({ hits: 1, hitRate: 1 }))).toBe("100 % of 1 read");
  expect(rateWords(use({ hits: 7_999, misses: 2_001, hitRate: 0.7999 }))).toBe(
    "79.9 % of 10,000 reads",
  );
  expect(heldWords(use({ entries: 1, bytes: 512 }))).toBe("1 entry, 512 bytes of 8 MB");
  expect(workWords(use({}))).toBe("never");
  expect(workWords(use({ computed: 1, computeMs: 3 }))).toBe("once, 3 ms");
  expect(workWords(use({ computed: 38, failed: 2, computeMs: 12.54 }))).toBe(
    "40 times, 12.5 ms each, 2 failed",
  );
});
