import fc from "fast-check";
import type { CreditsService } from "#modules/credits";
import type { Buyer, Shop } from "./billing.test-support.ts";
import { DAY_MS } from "./billing.test-support.ts";

/** What happens to a subscription. */
export type Happening =
  | { readonly kind: "pay"; readonly tier: "pro" | "premium" }
  | { readonly kind: "change"; readonly tier: 0 | 1 }
  | { readonly kind: "card"; readonly isGood: boolean }
  | { readonly kind: "ending"; readonly isEnding: boolean }
  | { readonly kind: "wait"; readonly days: number }
  | { readonly kind: "refund" };

/** Any story of a subscription. */
export const stories: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("pay" as const),
      tier: fc.constantFrom("pro" as const, "premium" as const),
    }),
    fc.record({
      kind: fc.constant("change" as const),
      tier: fc.constantFrom(0 as const, 1 as const),
    }),
    fc.record({ kind: fc.constant("card" as const), isGood: fc.boolean() }),
    fc.record({ kind: fc.constant("ending" as const), isEnding: fc.boolean() }),
    fc.record({ kind: fc.constant("wait" as const), days: fc.constantFrom(1, 31, 62) }),
    fc.constant({ kind: "refund" as const }),
  ),
  { minLength: 2, maxLength: 8 },
);

const paying = ({ stub }: Shop, buyer: Buyer, customer: string, tier: string): void => {
  const { state, actions } = stub;
  const price = state.prices.find(({ lookupKey }) => lookupKey === tier)?.id ?? "";
  const visit = { successUrl: "", cancelUrl: "", status: "open" } as const;
  actions.pay({ id: state.nextId("cs"), customer, price, account: buyer.id, ...visit });
};

const refunding = ({ stub }: Shop, customer: string): void => {
  const { state, actions } = stub;
  const given = new Set([...state.refunds.values()].map(({ payment }) => payment));
  const paid = [...state.invoices.values()].find(
    (one) => one.customer === customer && one.status === "paid" && !given.has(one.payment ?? ""),
  );
  if (paid !== undefined) actions.refund(paid, Math.ceil(paid.amount / 2));
};

/** Lets a story happen at the payment service; nobody is told yet. */
export const play = (
  shop: Shop,
  buyer: Buyer,
  customer: string,
  story: readonly Happening[],
): void => {
  const { actions, state } = shop.stub;
  for (const one of story) {
    const subscription = [...state.subscriptions.values()].find(
      ({ account, endedAt }) => account === buyer.id && endedAt === null,
    );
    const person = state.customers.get(customer);
    if (one.kind === "wait") actions.advance(one.days * DAY_MS);
    if (one.kind === "refund") refunding(shop, customer);
    if (one.kind === "card" && person !== undefined) actions.setCard(person, one.isGood);
    if (subscription === undefined) {
      if (one.kind === "pay") paying(shop, buyer, customer, one.tier);
      continue;
    }
    if (one.kind === "change") actions.changePrice(subscription, state.prices[one.tier]?.id ?? "");
    if (one.kind === "ending") actions.setEnding(subscription, one.isEnding);
  }
};

/** What must be the same whatever the order of the messages was. */
export const stateOf = async (shop: Shop, buyer: Buyer): Promise<unknown> => {
  const account = await shop.identity.accounts.find(buyer.id);
  const { subscription, payments } = await shop.service.stateOf(buyer.id);
  const credits = shop.identity.app.modules.service("credits") as CreditsService;
  return {
    tier: account?.tier,
    credits: await credits.balanceOf(buyer.id),
    // Whose it is differs between two who live the same story.
    subscription: { ...subscription, account_id: undefined },
    payments: payments
      .map(({ id, status, amount, refunded }) => ({ id, status, amount, refunded }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
};
