import type { PersonalData } from "#modules/contract";
import type { HandledJob } from "#services/jobs";
import type { Inbox } from "./inbox/inbox.ts";
import type { BillingRepository } from "./ledger/repository.ts";
import type { RevenueFigures } from "./revenue/figures.ts";
import type { Billing } from "./service.ts";
import type { RunReport } from "./sync/reconcile.ts";
import type { TierTable } from "./tiers/tiers.ts";

/** What other modules get when they require billing. */
export interface BillingService
  extends Billing,
    Inbox,
    Pick<BillingRepository, "subscriptions" | "payments" | "runs"> {
  /**
   * Says what tiers there are; call it from `setup`, once.
   * @throws {BootError} the second time.
   */
  readonly declare: (tiers: TierTable) => void;
  /** The declared tiers. */
  readonly tiers: () => TierTable;
  /** Whether a payment service is set up. */
  readonly isOpen: boolean;
  readonly hasFeature: (tier: string, feature: string) => boolean;
  /** @throws {AppError} TIER_TOO_LOW */
  readonly requireFeature: (caller: { readonly tier: string }, feature: string) => void;
  /** When the period that an account paid for began and ends; undefined where it pays for none. */
  readonly periodOf: (
    accountId: string,
  ) => Promise<{ readonly start: number; readonly end: number } | undefined>;
  readonly figures: () => Promise<RevenueFigures>;
  /** Compares with the payment service, now. @throws {AppError} BILLING_CLOSED */
  readonly reconcile: () => Promise<RunReport>;
  /** Enqueues a comparison. @throws {AppError} BILLING_CLOSED */
  readonly beginReconcile: () => Promise<void>;
  /** Default limits of the tiers, such as { pro: "1000/hour" }. */
  readonly tierLimits: () => Readonly<Record<string, string>>;
  readonly personalData: readonly PersonalData[];
  readonly jobs: readonly HandledJob[];
  readonly begin: () => Promise<void>;
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}
