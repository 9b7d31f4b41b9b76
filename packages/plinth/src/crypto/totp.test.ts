import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecureRandom } from "./random.ts";
import {
  createTotpSecret,
  matchTotp,
  parseTotpSecret,
  totpCode,
  totpSecretText,
  totpStepAt,
  totpUri,
} from "./totp.ts";

const STEP = 30_000;
const RFC_SECRET = Buffer.from("12345678901234567890", "ascii");

describe("time-based codes", () => {
  it("ID-17: gives the codes of RFC 6238 appendix B, cut to six digits", () => {
    const vectors: readonly (readonly [number, string])[] = [
      [59, "287082"],
      [1_111_111_109, "081804"],
      [1_111_111_111, "050471"],
      [1_234_567_890, "005924"],
      [2_000_000_000, "279037"],
      [20_000_000_000, "353130"],
    ];
    for (const [seconds, code] of vectors) {
      expect(totpCode(RFC_SECRET, totpStepAt(seconds * 1_000))).toBe(code);
    }
  });

  it("ID-17: takes a code one step early or late, none two steps away", () => {
    const now = Date.UTC(2026, 0, 1) + 12_345;
    const current = totpStepAt(now);
    const found = [-2, -1, 0, 1, 2].map((drift) =>
      matchTotp(RFC_SECRET, totpCode(RFC_SECRET, current + drift), { now, after: 0 }),
    );
    expect(found).toEqual([undefined, current - 1, current, current + 1, undefined]);
  });

  it("ID-17: takes no code of a step that was used, nor of one before it", () => {
    const now = Date.UTC(2026, 0, 1);
    const current = totpStepAt(now);
    const code = totpCode(RFC_SECRET, current);
    expect(matchTotp(RFC_SECRET, code, { now, after: current - 1 })).toBe(current);
    expect(matchTotp(RFC_SECRET, code, { now, after: current })).toBeUndefined();
    expect(matchTotp(RFC_SECRET, code, { now: now + STEP, after: current + 1 })).toBeUndefined();
  });

  it("takes nothing but the code", () => {
    const now = Date.UTC(2026, 0, 1);
    const codes = [-1, 0, 1].map((drift) => totpCode(RFC_SECRET, totpStepAt(now) + drift));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{5,7}$/)), (text) => {
        fc.pre(!codes.includes(text));
        expect(matchTotp(RFC_SECRET, text, { now, after: 0 })).toBeUndefined();
      }),
    );
  });

  it("secrets are 160 bits and survive being written down", () => {
    const secret = createTotpSecret(createSecureRandom());
    expect(secret).toHaveLength(20);
    expect(totpSecretText(secret)).toMatch(/^[A-Z2-7]{32}$/);
    expect(Buffer.from(parseTotpSecret(totpSecretText(secret)))).toEqual(Buffer.from(secret));
  });

  it("the address for the QR code names application, account and rule", () => {
    const uri = new URL(totpUri(RFC_SECRET, { issuer: "Ci: bozer", account: "a&b@example.org" }));
    expect(uri.protocol).toBe("otpauth:");
    expect(decodeURIComponent(uri.pathname)).toBe("/Ci  bozer:a&b@example.org");
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: "Ci  bozer",
      secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
  });
});
