import { expect, it } from "vitest";
import { createAddressBook } from "./address-book.ts";
import type { AddressEntry } from "./entries.ts";

const blockOf = (index: number): AddressEntry => ({
  id: String(index),
  range: `2001:db8:0:${index.toString(16)}::/64`,
  kind: "block",
  origin: "automatic",
  reason: "path.unknown",
  level: 1,
  from: 0,
  until: 1_000,
});

it("RL-13: no flood of blocked addresses lifts what an administrator decided, and memory is bounded", () => {
  const book = createAddressBook({ exempt: [], denied: [] });
  const byHand = { origin: "administrator", level: 0, until: null } as const;
  const network = { ...blockOf(-1), ...byHand, id: "network", range: "203.0.113.0/24" };
  const guest = { ...blockOf(-1), ...byHand, id: "guest", range: "198.51.100.7" } as const;
  book.replace([network, { ...guest, kind: "allow" }]);
  for (let index = 0; index < 10_500; index += 1) book.add(blockOf(index));
  expect(book.standingOf("203.0.113.9", 0)).toMatchObject({ kind: "blocked", entry: network });
  expect(book.standingOf("198.51.100.7", 0).kind).toBe("exempt");
  expect(book.standingOf("2001:db8:0:2903::1", 0).kind).toBe("blocked");
  expect(book.standingOf("2001:db8:0:1::1", 0).kind).toBe("plain");
  expect(book.entries().length).toBeLessThanOrEqual(10_000);
});
