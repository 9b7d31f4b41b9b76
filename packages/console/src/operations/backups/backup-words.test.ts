import { expect, it } from "vitest";
import { lagWords, restoreWords, sizeWords, troubleWords, workWords } from "./backup-words.ts";
import type { BackupList } from "./backups-api.ts";

const DAY = 86_400_000;
const NOW = 100 * DAY;
const proof = {
  ...{ at: NOW - DAY, restoredTo: NOW - DAY, rows: 10, tables: 2, bytes: 1_500_000 },
  ...{ restoreMs: 420, checkMs: 80, lagMs: 310 },
};
const list = (more: Partial<BackupList> = {}): BackupList => ({
  ...{ isOn: true, place: "/backups", isFollowing: true, isDumped: false },
  ...{ lagMs: 0, bytes: 1, backups: [] },
  ...{ work: null, fault: null, copy: null, proof },
  ...more,
});

it("BK-05: says what is wrong, the worst first, and nothing where nothing is", () => {
  expect(troubleWords(list(), NOW)).toBeUndefined();
  expect(troubleWords(list({ proof: null }), NOW)).toMatch(/Nothing was proven/);
  expect(troubleWords(list({ proof: { ...proof, at: NOW - 8 * DAY } }), NOW)).toMatch(/seven days/);
  const fault = { at: NOW - 1, message: "full backup: the disk is full" };
  expect(troubleWords(list({ fault }), NOW)).toMatch(/the disk is full/);
  expect(troubleWords(list({ fault: { ...fault, at: NOW - 2 * DAY } }), NOW)).toBeUndefined();
  expect(troubleWords(list({ isFollowing: false }), NOW)).toMatch(/do not go/);
});

it("BK-09: tells what was measured", () => {
  expect(lagWords(list())).toBe("every commit is in the backup");
  expect(lagWords(list({ lagMs: 400 }))).toBe("0.4 s behind");
  expect(lagWords(list({ isFollowing: false }))).toMatch(/do not go/);
  const dumped = list({ isFollowing: false, isDumped: true });
  expect([lagWords(dumped), troubleWords(dumped, NOW)]).toEqual([
    expect.stringContaining("once a day"),
    troubleWords(list({}), NOW),
  ]);
  expect(restoreWords(proof)).toBe("0.4 s for 1.5 MB, and less than 0.1 s to look at all of it");
  expect(workWords({ what: "restore drill", since: 0, share: 0.409 })).toMatch(/40 %/);
  expect([0, 999, 1_000, 2_300_000_000].map(sizeWords)).toEqual([
    "0 bytes",
    "999 bytes",
    "1 KB",
    "2.3 GB",
  ]);
});
