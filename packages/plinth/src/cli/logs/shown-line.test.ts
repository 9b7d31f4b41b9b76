import { expect, it } from "vitest";
import type { LogLine } from "#telemetry";
import { shownLine } from "./shown-line.ts";

const line = (fields: Readonly<Record<string, unknown>> = {}): LogLine => ({
  level: "warn",
  time: "2026-01-01T00:00:00.000Z",
  component: "http",
  message: "request",
  ...fields,
});

it("LOG-07: shows what a line says, and every field of it", () => {
  expect(shownLine(line({ status: 404, category: "security", about: "two words" }))).toBe(
    '2026-01-01T00:00:00.000Z WARN  http: request status=404 category=security about="two words"',
  );
});

it("LOG-02: what was sent forges no line in a terminal", () => {
  const shown = shownLine(line({ message: "a\nb\u001b[2J", agent: "x\r\u202ey" }));
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(shown).toContain("a\\u000ab\\u001b[2J");
});
