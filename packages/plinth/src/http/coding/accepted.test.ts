import { expect, it } from "vitest";
import { preferredCoding } from "./accepted.ts";

it.each([
  [undefined, undefined],
  ["", undefined],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP;Q=1", "gzip"],
  ["gzip, deflate, br, zstd", "br"],
  ["deflate", undefined],
  ["br;q=0", undefined],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.000, *;q=0", undefined],
  ["br;q=0.2, gzip;q=0.9", "gzip"],
  ["*", "br"],
  ["*;q=0", undefined],
  ["br;q=0, *", "gzip"],
  ["identity", undefined],
  ["identity, gzip;q=0.5", undefined],
  ["identity;q=0.5, gzip", "gzip"],
  ["identity;q=0, gzip", "gzip"],
  ["gzip ; q=0", undefined],
  ["gzip;level=9;q=0", undefined],
  ["gzip;q=much", undefined],
  ["gzip;q=1.5", undefined],
  ["gzip;q=0, gzip", undefined],
  ["brotli, gzipped", undefined],
])("PERF-07, P-053: Accept-Encoding %j is given %s (RFC 9110 section 12.5.3)", (field, coding) => {
  expect(preferredCoding(field)).toBe(coding);
});

it("PERF-07: gives nothing that is not there", () => {
  expect(preferredCoding("br, gzip;q=0.5", ["gzip"])).toBe("gzip");
  expect(preferredCoding("br", [])).toBeUndefined();
});
