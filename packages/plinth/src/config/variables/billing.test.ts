import { describe, expect, it } from "vitest";
import { loadConfig } from "#config";

const KEY = "sk_test_0123456789abcdefstub";
const SECRET = "whsec_0123456789abcdefstub";
const load = (env: Readonly<Record<string, string>>) => () =>
  loadConfig({ env: { PLINTH_ENV: "development", ...env } }).billing;

describe("settings of payments", () => {
  it("QB-04: none of them is none, and key and secret come together", () => {
    expect(load({})()).toEqual({
      secretKey: undefined,
      webhookSecret: undefined,
      apiBase: undefined,
    });
    expect(load({ STRIPE_SECRET_KEY: KEY })).toThrow(/STRIPE_SECRET_KEY needs STRIPE_WEBHOOK/);
    expect(load({ STRIPE_WEBHOOK_SECRET: SECRET })).toThrow(/needs STRIPE_SECRET_KEY/);
    expect(load({ STRIPE_API_BASE: "http://127.0.0.1:8420" })).toThrow(/STRIPE_API_BASE needs/);
    const whole = { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET };
    expect(load(whole)().secretKey?.reveal()).toBe(KEY);
  });

  it("QB-04: what is no key or no stub is refused, and its text is not repeated", () => {
    const wrong = {
      STRIPE_SECRET_KEY: "pk_live_public-0123456789",
      STRIPE_WEBHOOK_SECRET: "guess",
    };
    expect(load(wrong)).toThrow(/such as sk_live_.*[\s\S]*such as whsec_/);
    expect(load(wrong)).not.toThrow(/public-0123/);
    const whole = { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET };
    for (const base of ["https://api.stripe.com", "http://example.org", "http://127.0.0.1:1/v1"]) {
      expect(load({ ...whole, STRIPE_API_BASE: base })).toThrow(/on this machine/);
    }
  });

  it("CFG-01: a stub and a key for tests are refused where real people pay", () => {
    const stub = { STRIPE_API_BASE: "http://127.0.0.1:8420", STRIPE_SECRET_KEY: KEY };
    expect(load({ ...stub, PLINTH_ENV: "production" })).toThrow(
      /STRIPE_SECRET_KEY is a key for tests[\s\S]*STRIPE_API_BASE must not be set in production/,
    );
    expect(load({ ...stub, PLINTH_ENV: "staging" })).toThrow(/must not be set in staging/);
  });
});
