import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { createManualClock, type ManualClock } from "../../packages/plinth/src/core/index.ts";
import {
  type RunningStub,
  startStub,
} from "../../packages/plinth/src/modules/billing-stub/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";

const KEY = "sk_test_0123456789abcdefstub";
const SECRET = "whsec_0123456789abcdefstub";

/** Cibozer as it is built, on a clock that the test moves, with a stand-in for Stripe. */
export interface PayingCibozer {
  readonly identity: Identity;
  readonly stub: RunningStub;
  readonly clock: ManualClock;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts both at a time, in milliseconds since 1970; `run` sets the stub's ids apart. */
export const startPayingCibozer = async (
  run: string,
  at: number,
  env: Readonly<Record<string, string>> = {},
): Promise<PayingCibozer> => {
  let url = "";
  const clock = createManualClock(at);
  const price = { currency: "usd", interval: "month" } as const;
  const stub = await startStub({
    clock,
    run,
    prices: [
      { lookupKey: "pro", title: "Pro", amount: 999, ...price },
      { lookupKey: "premium", title: "Premium", amount: 1_999, ...price },
    ],
    key: KEY,
    webhookSecret: SECRET,
    port: 0,
    webhookUrl: () => `${url}/api/v1/billing/webhook`,
    isEager: false,
  });
  const identity = await startIdentity({
    clock,
    modules: cibozer.modules,
    web: cibozer.web ?? [],
    env: {
      STRIPE_SECRET_KEY: KEY,
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_BASE: stub.url,
      ...env,
    },
  });
  url = identity.app.localUrl;
  return {
    identity,
    stub,
    clock,
    url,
    stop: async () => {
      await identity.app.stop();
      await stub.stop();
    },
  };
};
