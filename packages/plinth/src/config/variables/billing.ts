import { isLocalHost, Secret } from "#core";
import type { BillingConfig } from "../config.ts";
import { defineVariables, type ValuesOf, type ValueType } from "./variable.ts";

/** A key of Stripe's API; one for tests is refused in production, where nothing would be paid. */
const stripeKey: ValueType<Secret> = {
  words: "secret or restricted key of Stripe, such as sk_live_…",
  parse: (text, profile) => {
    const match = /^(?:sk|rk)_(test|live)_\w{16,200}$/.exec(text);
    if (match === null) return { fault: "must be a key such as sk_live_… or sk_test_…" };
    if (match[1] === "test" && profile === "production") {
      return { fault: "is a key for tests: nothing would be paid in production" };
    }
    return { value: new Secret(text) };
  },
};

const webhookSecret: ValueType<Secret> = {
  words: "signing secret of a webhook endpoint of Stripe, whsec_…",
  parse: (text) =>
    /^whsec_[\w+/=-]{16,200}$/.test(text)
      ? { value: new Secret(text) }
      : { fault: "must be a signing secret such as whsec_…" },
};

/** Where a stub of Stripe listens: on this machine, and never where real people pay. */
const stubOrigin: ValueType<string> = {
  words: "origin of a stub on this machine, such as http://127.0.0.1:8420",
  parse: (text, profile) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isOrigin = url !== undefined && text === url.origin && url.protocol === "http:";
    if (!isOrigin || !isLocalHost(url.hostname)) {
      return { fault: "must be an http origin on this machine, such as http://127.0.0.1:8420" };
    }
    return profile === "staging" || profile === "production"
      ? { fault: `must not be set in ${profile}: a stub takes no money` }
      : { value: text };
  },
};

/** How payments are taken. */
export const BILLING_VARIABLES = defineVariables({
  STRIPE_SECRET_KEY: {
    type: stripeKey,
    description: "Key with which Stripe is called; needs STRIPE_WEBHOOK_SECRET.",
    whenAbsent: "nothing can be paid, and everybody keeps the tier that they have",
    isSecret: true,
  },
  STRIPE_WEBHOOK_SECRET: {
    type: webhookSecret,
    description: "Secret that Stripe signs its messages to /api/v1/billing/webhook with.",
    whenAbsent: "every message is refused",
    isSecret: true,
  },
  STRIPE_API_BASE: {
    type: stubOrigin,
    description:
      "Where `plinth billing stub` listens, to walk through payments without Stripe; refused in staging and production.",
    whenAbsent: "Stripe itself is called",
  },
});

type BillingValues = ValuesOf<typeof BILLING_VARIABLES>;

/** The settings that the variables stand for. */
export const billingConfig = (values: BillingValues): BillingConfig => ({
  secretKey: values.STRIPE_SECRET_KEY,
  webhookSecret: values.STRIPE_WEBHOOK_SECRET,
  apiBase: values.STRIPE_API_BASE,
});

/** What each of them allows for itself, and all of them together do not. */
export const billingProblems = (values: Partial<BillingValues>): readonly string[] => {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret, STRIPE_API_BASE: base } = values;
  // A value that could not be read was told already; what is absent is there, as undefined.
  if (!("STRIPE_SECRET_KEY" in values && "STRIPE_WEBHOOK_SECRET" in values)) return [];
  const problems: string[] = [];
  if (key !== undefined && secret === undefined) {
    problems.push("STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET: no payment would be heard of");
  }
  if (key === undefined && secret !== undefined) {
    problems.push("STRIPE_WEBHOOK_SECRET needs STRIPE_SECRET_KEY: nothing could be looked up");
  }
  if (base !== undefined && key === undefined) {
    problems.push("STRIPE_API_BASE needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET");
  }
  return problems;
};
