import { describe, expect, it } from "vitest";
import { ApiError } from "./api-error.ts";
import { createRequestKeys } from "./request-keys.ts";

const fault = (status: number, code: string): ApiError => new ApiError({ status, code });

describe("keys of requests that move something", () => {
  it.each([
    ["nobody answered", fault(0, "NETWORK"), true],
    ["the server gave up", fault(503, "SERVICE_UNAVAILABLE"), true],
    ["the first is still at work", fault(409, "IDEMPOTENCY_IN_PROGRESS"), true],
    ["it was refused", fault(409, "REFUND_REFUSED"), false],
  ])("P-090: where %s, the next attempt has the same key: %#", async (_why, error, isSame) => {
    const sendOnce = createRequestKeys();
    const keys: string[] = [];
    const attempt = (outcome: () => unknown): Promise<unknown> =>
      sendOnce({ payment: "in_1" }, async (key) => {
        keys.push(key);
        return outcome();
      });
    await attempt(() => {
      throw error;
    }).catch(() => undefined);
    await attempt(() => "given back");
    expect(keys[0] === keys[1]).toBe(isSame);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("P-090: an answered request, and another one, get another key", async () => {
    const sendOnce = createRequestKeys();
    const keys: string[] = [];
    const note = async (key: string): Promise<void> => void keys.push(key);
    await sendOnce("a", note);
    await sendOnce("a", note);
    await sendOnce("b", note);
    expect(new Set(keys).size).toBe(3);
  });
});
