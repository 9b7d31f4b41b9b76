import { expect, test } from "vitest";
import { english } from "../../texts/index.ts";
import type { ApiKey } from "../security-api.ts";
import { keyStateAt, limitWords, scopeWords } from "./key-words.ts";

const key = (change: Partial<ApiKey>): ApiKey => ({
  id: "1",
  name: "script",
  prefix: "plk_abc",
  scopes: [],
  limit: null,
  signing: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  lastUsedAt: null,
  expiresAt: "2026-02-01T00:00:00.000Z",
  replacedBy: null,
  ...change,
});

test("KEY-02: a key is valid, replaced, or ended", () => {
  const now = new Date("2026-01-15T00:00:00.000Z");
  expect(keyStateAt(key({}), now)).toBe("valid");
  expect(keyStateAt(key({ replacedBy: "2" }), now)).toBe("replaced");
  expect(keyStateAt(key({ expiresAt: "2026-01-15T00:00:00.000Z" }), now)).toBe("ended");
});

test.each([
  ["*", "everything"],
  ["plans:read", "plans: read"],
  ["plans:*", "plans: everything"],
  ["audit-log:read-all", "audit log: read all"],
])("the scope %s is told as %s", (scope, words) => expect(scopeWords(english, scope)).toBe(words));

test.each([
  ["60/minute", "60 calls a minute"],
  ["60/minute, 1000/hour", "60 calls a minute, 1,000 calls an hour"],
  ["3/10 seconds", "3/10 seconds"],
])("the limit %s is told as %s", (limit, words) => expect(limitWords(english, limit)).toBe(words));
