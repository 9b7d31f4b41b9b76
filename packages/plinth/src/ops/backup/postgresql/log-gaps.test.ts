import { expect, it } from "vitest";
import { logGaps } from "./log-gaps.ts";

const CHECKSUM = "6041493ce57728b7aae35e0c138d7e9015e9c0cf";
const object = (name: string): string =>
  `repository/archive/main/15-1/${name.slice(0, 16)}/${name}-${CHECKSUM}.zst`;
const backup = { logStart: "0000000100000000000000FE" };
const WHOLE = [
  "000000010000000000000001",
  "0000000100000000000000FE",
  "0000000100000000000000FF",
  "000000010000000100000000",
  "000000010000000100000001",
  "000000020000000100000001",
  "000000020000000100000002",
];

it("P-060: of a log without a gap nothing is said, whatever is missing before the backup", () => {
  const others = ["repository/archive/main/archive.info", "repository/backup/main/latest"];
  expect(logGaps([...others, ...WHOLE.map(object)].toReversed(), backup)).toEqual([]);
});

it.each([
  ["0000000100000000000000FF", "000000010000000100000000"],
  ["000000010000000100000000", "000000010000000100000001"],
  ["0000000100000000000000FE", "0000000100000000000000FE"],
])("P-060: without %s the log has a gap at %s", (missing, at) => {
  const objects = WHOLE.filter((name) => name !== missing).map(object);
  expect(logGaps(objects, backup)).toEqual([at]);
});
