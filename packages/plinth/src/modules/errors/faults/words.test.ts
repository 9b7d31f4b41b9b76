import { expect, it } from "vitest";
import { ownFrames } from "./frames.ts";
import { kindOf, plainMessage } from "./words.ts";

it.each([
  ["timed out after 1500 ms", "timed out after 30 ms"],
  ["no user 0190a5d2-ac96-774b-bcce-b302099a8057", "no user 7f3c61aa-0001-4aaa-8bbb-123456789abc"],
  [`duplicate value "ann@example.org"`, `duplicate value "x"`],
  ["mail to ann@example.org failed", "mail to bob.smith@example.net failed"],
  ["GET https://a.example/x?y=1 failed", "GET http://b.example/ failed"],
  ["cannot open /var/lib/plinth/a.db", "cannot open /srv/data/b.db"],
  ["row 3fa85f6457 is gone", "row 99ab12cd34 is gone"],
  ["x is 1.5 of 3", "x is 22,5 of 1:30"],
])("ERR-10: what differs between two occurrences is not part of the message: %s", (one, other) => {
  expect(plainMessage(one)).toBe(plainMessage(other));
});

it("ERR-10: faults that differ in words stay apart, and read well", () => {
  expect(plainMessage("Cannot read properties of undefined (reading 'name')")).toBe(
    "Cannot read properties of undefined (reading <text>)",
  );
  expect(plainMessage("can't read the file, won't try")).toBe("can't read the file, won't try");
  expect(plainMessage("no route")).not.toBe(plainMessage("no way"));
  expect(plainMessage(`a\n\tb\u001b[31m`)).toBe("a b [<n>m");
});

it("LOG-02, PRIV-01: secrets and values of people are not kept", () => {
  const kept = plainMessage(
    `login of ann@example.org with password=hunter2-hunter2 and Bearer abcdefghijklmnop.qrs at "Ann Smith"`,
  );
  expect(kept).not.toMatch(/ann|hunter2|abcdefgh|smith/i);
});

it("P-070: a long message of any kind is read at once", () => {
  for (const piece of ["a@", "'", '"', "/a", "1.", "a-", "http://", "0a", " "]) {
    const begun = performance.now();
    expect(plainMessage(piece.repeat(50_000)).length).toBeLessThanOrEqual(200);
    expect(performance.now() - begun).toBeLessThan(1_000);
  }
});

it("ERR-10: a kind is a class and a code, and nothing else that was thrown", () => {
  expect(kindOf("TypeError", undefined)).toBe("TypeError");
  expect(kindOf("Error", "ECONNREFUSED")).toBe("Error (ECONNREFUSED)");
  expect(kindOf("<img src=x>", "no code")).toBe("Error");
});

it("ERR-10: frames are those of our own code, without the machine's paths", () => {
  const frames = ownFrames(
    [
      "TypeError: x",
      "    at createUser (/home/someone/app/packages/plinth/src/modules/accounts/service.ts:120:11)",
      "    at async Object.handle (file:///srv/app/dist/modules/accounts/routes.js:30:5)",
      "    at parse (/srv/app/node_modules/zod/index.js:1:1)",
      "    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
      "    at /srv/app/dist/main.js:7:1",
      "    at new Promise (<anonymous>)",
    ].join("\n"),
  );
  expect(frames.map(({ words }) => words)).toEqual([
    "createUser (modules/accounts/service:120)",
    "Object.handle (modules/accounts/routes:30)",
    "(top) (app/dist/main:7)",
  ]);
  expect(frames[0]?.key).toBe("createUser modules/accounts/service");
  expect(ownFrames(undefined)).toEqual([]);
});
