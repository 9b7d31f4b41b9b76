import { createManualClock, type ManualClock } from "#core";
import { type RunningStub, type StubEvent, startStub } from "#modules/billing-stub";
import { defineModule } from "#modules/contract";
import { defineMeter, quotas } from "#modules/quotas";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { type BillingService, billing, defineTiers } from "../index.ts";

/** A key and a secret as Stripe writes them; they open the stub of this test only. */
export const KEY = "sk_test_0123456789abcdefstub";
export const SECRET = "whsec_0123456789abcdefstub";

export const DAY_MS = 86_400_000;

/** The tiers of these tests. */
export const TIERS = defineTiers({
  currency: "usd",
  graceDays: 5,
  tiers: [
    { id: "free", title: "Free", summary: "To try it.", quotas: { pages: "2/day" } },
    {
      id: "pro",
      title: "Pro",
      summary: "For every week.",
      price: { amount: "9.99" },
      features: ["exports"],
      quotas: { pages: "5/day", sheets: "4/period" },
      credits: 40,
      limit: "40/minute",
    },
    { id: "premium", title: "Premium", summary: "For all.", price: { amount: "19.99" } },
  ],
});

/** What the stub sells: what the tiers say. */
export const PRICES = [
  { lookupKey: "pro", title: "Pro", amount: 999, currency: "usd", interval: "month" },
  { lookupKey: "premium", title: "Premium", amount: 1_999, currency: "usd", interval: "month" },
] as const;

/** Declares the tiers, and a meter that one of them speaks of. */
export const shop = defineModule({
  name: "shop",
  requires: { billing, quotas },
  setup: ({ modules }) => {
    modules.billing.declare(TIERS);
    modules.quotas.declare(defineMeter({ name: "pages", unit: "page", limit: "9/day" }));
    modules.quotas.declare(defineMeter({ name: "sheets", unit: "sheet", limit: "3/period" }));
    return {};
  },
});

/** An application that takes payments, and the stub that it takes them through. */
export interface Shop {
  readonly identity: Identity;
  readonly stub: RunningStub;
  readonly clock: ManualClock;
  readonly service: BillingService;
  readonly addBuyer: () => Promise<Buyer>;
  readonly post: (event: StubEvent, signature?: string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Somebody who buys. */
export interface Buyer {
  readonly id: string;
  readonly email: string;
  /** A call in their name, with its status and body. */
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{
    readonly status: number;
    readonly body: Record<string, unknown>;
    readonly headers: Headers;
  }>;
  /** The tier that their next call is judged by. */
  readonly tier: () => Promise<string>;
  /** Presses buttons of the page that a route names; gives where the page leads. */
  readonly visit: (
    path: string,
    body: unknown,
    ...actions: readonly (readonly [action: string, value?: string])[]
  ) => Promise<string>;
  /** Buys a tier, and lets the messages about it arrive. */
  readonly buy: (tier: string) => Promise<void>;
}

/** Starts both. */
export const startShop = async (
  options: { readonly env?: Readonly<Record<string, string>>; readonly isEager?: boolean } = {},
): Promise<Shop> => {
  const clock = createManualClock(Date.UTC(2026, 0, 10, 12));
  let url = "";
  const stub = await startStub({
    clock,
    run: "t",
    prices: PRICES,
    key: KEY,
    webhookSecret: SECRET,
    port: 0,
    webhookUrl: () => `${url}/api/v1/billing/webhook`,
    isEager: options.isEager ?? false,
  });
  const identity = await startIdentity({
    clock,
    modules: [billing, shop],
    env: {
      STRIPE_SECRET_KEY: KEY,
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_BASE: stub.url,
      ...options.env,
    },
  });
  url = identity.app.localUrl;
  const addBuyer = async (): Promise<Buyer> => {
    const account = await identity.addAccount();
    let session = await identity.addSession(account);
    let begun = clock.now();
    const ask: Buyer["ask"] = async (method, path, body) => {
      if (clock.now() - begun > 600_000) {
        begun = clock.now();
        session = await identity.addSession(account);
      }
      const headers = { authorization: `Bearer ${session.tokens.accessToken}` };
      const answer = await identity.send(method, path, body, headers);
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === "" ? {} : JSON.parse(text),
      };
    };
    const visit: Buyer["visit"] = async (path, body, ...actions) => {
      const { status, body: answer } = await ask("POST", path, body);
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
      const page = String(answer["url"]);
      let to = page;
      for (const [action, value = ""] of actions) {
        const form = new URLSearchParams({ action, value });
        const next = await fetch(page, { method: "POST", body: form, redirect: "manual" });
        to = next.headers.get("location") ?? page;
      }
      return to;
    };
    return {
      id: account.id,
      email: account.email,
      ask,
      visit,
      tier: async () => String((await ask("GET", "/api/v1/billing")).body["tier"]),
      buy: async (tier) => {
        await visit("/api/v1/billing/checkout", { tier }, ["pay"]);
        await stub.deliver();
      },
    };
  };
  return {
    identity,
    stub,
    clock,
    service: identity.app.modules.service("billing") as BillingService,
    addBuyer,
    post: async (event, signature) => {
      const message = stub.sign(event);
      const answer = await identity.app.fetch("/api/v1/billing/webhook", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "stripe-signature": signature ?? message.signature,
        },
        body: message.body,
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    stop: async () => {
      await identity.app.stop();
      await stub.stop();
    },
  };
};
