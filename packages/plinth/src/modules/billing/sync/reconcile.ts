import type { Clock, IdGenerator } from "#core";
import type { Touched } from "../inbox/event.ts";
import type { BillingRepository } from "../ledger/repository.ts";
import type { SubscriptionRow } from "../ledger/rows.ts";
import type { BillingProvider, ProviderSubscription } from "../provider/contract.ts";
import { findTier, type TierTable } from "../tiers/tiers.ts";
import { factsOf, NOTHING, type Sync } from "./sync.ts";

/** What may differ between the payment service and us. */
export type DriftKind =
  | "subscription-missing"
  | "subscription-different"
  | "subscription-gone"
  | "payment-missing"
  | "refund-missing"
  | "tier-lost"
  | "tier-by-hand"
  | "unknown-customer"
  | "unknown-price";

/** One difference, and whether it was put right. */
export interface Drift {
  readonly kind: DriftKind;
  /** What differs: the name of a subscription, an invoice or a payment, or an account. */
  readonly object: string;
  readonly isRepaired: boolean;
}

/** What a comparison came to. */
export interface RunReport {
  readonly id: string;
  readonly at: number;
  readonly checked: number;
  readonly drifts: readonly Drift[];
}

/** What comparing takes. */
export interface ReconcileParts {
  readonly provider: BillingProvider;
  readonly repository: BillingRepository;
  readonly sync: Sync;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly tiers: () => TierTable;
  /** Gives an account a tier that it pays for. */
  readonly setTier: (account: string, tier: string) => Promise<unknown>;
}

/** Invoices and refunds of the last 35 days are compared: a month, and some nights without a run. */
const WINDOW_MS = 35 * 86_400_000;
/** Objects that are put right at once. */
const BATCH = 20;
const MAX_KEPT = 200;

interface Found {
  readonly drifts: readonly Omit<Drift, "isRepaired">[];
  readonly touched: Touched;
  readonly checked: number;
}

const COMPARED = [
  "tier",
  "status",
  "amount",
  "currency",
  "interval",
  "period_start",
  "period_end",
  "is_ending",
  "ended_at",
] as const;

const differs = (kept: SubscriptionRow, theirs: ReturnType<typeof factsOf>): boolean =>
  COMPARED.some((field) => kept[field] !== theirs[field]);

const judgeTheirs = async (
  theirs: ProviderSubscription,
  kept: SubscriptionRow | undefined,
  parts: ReconcileParts,
): Promise<DriftKind | undefined> => {
  // What ended before we ever knew of it changes nothing for anybody.
  if (kept === undefined && theirs.endedAt !== null) return undefined;
  const account = await parts.repository.accountOf(theirs.customer);
  if (account === undefined) return "unknown-customer";
  const facts = factsOf(theirs, account, parts.tiers());
  if (kept === undefined) return "subscription-missing";
  if (differs(kept, facts)) return "subscription-different";
  return facts.tier === null && facts.ended_at === null ? "unknown-price" : undefined;
};

const compareSubscriptions = async (parts: ReconcileParts): Promise<Found> => {
  // Ours first: what is new there meanwhile is found to be missing, and looked up again.
  const live = await parts.repository.liveSubscriptions();
  const kept = new Map(live.map((row) => [row.id, row]));
  const theirs = await parts.provider.listSubscriptions();
  const drifts: Omit<Drift, "isRepaired">[] = [];
  for (const one of theirs) {
    const kind = await judgeTheirs(one, kept.get(one.id), parts);
    if (kind !== undefined) drifts.push({ kind, object: one.id });
  }
  const known = new Set(theirs.map(({ id }) => id));
  for (const { id } of live) {
    if (!known.has(id)) drifts.push({ kind: "subscription-gone", object: id });
  }
  const subscriptions = drifts
    .filter(({ kind }) => kind.startsWith("subscription-"))
    .map(({ object }) => object);
  return { drifts, touched: { ...NOTHING, subscriptions }, checked: theirs.length };
};

const compareMoney = async ({ provider, repository, clock }: ReconcileParts): Promise<Found> => {
  const since = clock.now() - WINDOW_MS;
  const paid = new Set((await repository.paidSince(since - WINDOW_MS)).map(({ id }) => id));
  const refunds = new Map(
    (await repository.refundsSince(since)).map(({ id, status }) => [id, status]),
  );
  const invoices: string[] = [];
  const theirs = await provider.listInvoices(since);
  for (const invoice of theirs) {
    if (invoice.paidAt === null || paid.has(invoice.id)) continue;
    if ((await repository.accountOf(invoice.customer)) !== undefined) invoices.push(invoice.id);
  }
  const given = await provider.listRefundsSince(since);
  const payments: string[] = [];
  for (const refund of given) {
    if (refunds.get(refund.id) === refund.status) continue;
    const isOurs = invoices.length > 0 || (await repository.payerOf(refund.payment)) !== undefined;
    if (isOurs && !payments.includes(refund.payment)) payments.push(refund.payment);
  }
  return {
    drifts: [
      ...invoices.map((object) => ({ kind: "payment-missing", object }) as const),
      ...payments.map((object) => ({ kind: "refund-missing", object }) as const),
    ],
    touched: { ...NOTHING, invoices, payments },
    checked: theirs.length + given.length,
  };
};

/** What people pay for, they get; what an administrator gave beyond that stays, and is told. */
const repairTiers = async (parts: ReconcileParts): Promise<readonly Drift[]> => {
  const table = parts.tiers();
  const drifts: Drift[] = [];
  for (const {
    account_id: object,
    tier,
    applied_tier: paid,
  } of await parts.repository.setByHand()) {
    const isLess = (findTier(table, tier)?.rank ?? 0) < (findTier(table, paid)?.rank ?? 0);
    if (isLess) await parts.setTier(object, paid);
    drifts.push({ kind: isLess ? "tier-lost" : "tier-by-hand", object, isRepaired: isLess });
  }
  return drifts;
};

const batches = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );

/**
 * Compares what the payment service has with what we have, puts right what follows from it alone, and
 * tells all of it (QB-07). What it cannot know (a customer or a price of nobody) is told only.
 */
export const createReconcile = (parts: ReconcileParts) => async (): Promise<RunReport> => {
  const { repository, sync, clock, newId } = parts;
  const found = await compareSubscriptions(parts);
  const money = await compareMoney(parts);
  for (const subscriptions of batches(found.touched.subscriptions)) {
    await sync.look({ touched: { ...NOTHING, subscriptions } });
  }
  for (const invoices of batches(money.touched.invoices)) {
    await sync.look({ touched: { ...NOTHING, invoices } });
  }
  for (const payments of batches(money.touched.payments)) {
    await sync.look({ touched: { ...NOTHING, payments } });
  }
  // A grace that ended while nobody looked.
  const late = (await repository.liveSubscriptions()).filter(
    ({ past_due_since: since }) => since !== null,
  );
  await sync.look({ touched: NOTHING, accounts: late.map(({ account_id: id }) => id) });
  const isTold = (kind: DriftKind) => kind === "unknown-customer" || kind === "unknown-price";
  const drifts: readonly Drift[] = [
    ...[...found.drifts, ...money.drifts].map((drift) => ({
      ...drift,
      isRepaired: !isTold(drift.kind),
    })),
    ...(await repairTiers(parts)),
  ];
  const report = { id: newId(), at: clock.now(), checked: found.checked + money.checked, drifts };
  await repository.saveRun({
    id: report.id,
    at: report.at,
    checked: report.checked,
    repaired: drifts.filter(({ isRepaired }) => isRepaired).length,
    drifts: JSON.stringify(drifts.slice(0, MAX_KEPT)),
  });
  return report;
};
