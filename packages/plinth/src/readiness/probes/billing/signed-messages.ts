import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import type { Target } from "../../target.ts";

const PATH = "/api/v1/billing/webhook";
const MADE_UP = "0".repeat(64);

/** Signatures that nobody made who knows the secret; undefined for none at all. */
const forgeries = (now: number): readonly (string | undefined)[] => {
  const seconds = Math.floor(now / 1_000);
  return [
    undefined,
    `t=${seconds},v1=${MADE_UP}`,
    `t=${seconds},v0=${MADE_UP}`,
    `t=${seconds - 3_600},v1=${MADE_UP}`,
    "t=,v1=",
  ];
};

/** An event of a customer whom nobody knows: even where it is believed, it changes nothing. */
const eventOf = (target: Target): Readonly<Record<string, unknown>> => ({
  id: `evt_${target.unique("forged").replaceAll(/[^a-z0-9]/gi, "")}`,
  type: "customer.subscription.updated",
  created: 1_700_000_000,
  data: { object: { id: "sub_forged", object: "subscription", customer: "cus_nobody" } },
});

/** QB-05 */
export const signedMessages: Probe = {
  id: "signed-payment-messages",
  claim: "A message about payments that nobody signed, or somebody else, is refused",
  requirements: ["QB-05"],
  standard: "OWASP ASVS 5 V2.3; OWASP A08:2021; CWE-345",
  owasp: "A08",
  severity: "critical",
  depth: "touch",
  remedy: "Set STRIPE_WEBHOOK_SECRET, and keep the check of the signature before everything else.",
  sabotage: "believe-payment-messages",
  run: async (target) => {
    if (findOperation(target, `POST ${PATH}`) === undefined) {
      return undocumented(target, "the target documents no messages about payments");
    }
    const faults: Fault[] = [];
    const signatures = forgeries(Date.now());
    for (const signature of signatures) {
      const answer = await target.visitor().ask(PATH, {
        method: "POST",
        ...(signature === undefined ? {} : { headers: { "Stripe-Signature": signature } }),
        body: eventOf(target),
      });
      if (answer.status !== 400) faults.push({ what: `got ${answer.status}`, answer });
    }
    return judge({
      faults,
      checked: signatures.length,
      of: "forged messages",
      wanted: "400 for each",
    });
  },
};
