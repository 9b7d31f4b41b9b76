import { expect, it } from "vitest";
import { fieldWords, MAX_SHOWN, readLine, withLines } from "./line-words.ts";

const text = JSON.stringify({
  level: "warn",
  time: "2026-01-01T00:00:00.000Z",
  component: "http",
  message: "request",
  requestId: "r",
  status: 404,
  names: ["a"],
});

it("LOG-07: a line is read with everything that stands beside it, and what is none is left out", () => {
  const line = readLine(text);
  expect(line?.message).toBe("request");
  expect(line === undefined ? "" : fieldWords(line)).toBe('status=404 names=["a"]');
  for (const wrong of ["", "[]", "null", "{}", '{"level":"loud"}', `${text}x`]) {
    expect(readLine(wrong)).toBeUndefined();
  }
});

it("LOG-07: a page holds so many lines, the oldest going first, each with a key of its own", () => {
  const line = readLine(text);
  if (line === undefined) throw new Error("the line is one");
  let shown = withLines([], [line]);
  for (let n = 0; n < MAX_SHOWN; n += 1) shown = withLines(shown, [line, line]);
  expect(shown).toHaveLength(MAX_SHOWN);
  expect(new Set(shown.map(({ key }) => key)).size).toBe(MAX_SHOWN);
  expect(shown.at(-1)?.key).toBe(1 + 2 * MAX_SHOWN);
});
