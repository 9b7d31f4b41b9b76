import type { Clock } from "#core";
import { type HandledJob, handleJob } from "#services/jobs";
import type { BillingRepository } from "../ledger/repository.ts";
import type { BillingProvider } from "../provider/contract.ts";
import { lookAgainJob, reconcileJob, removeCustomerJob } from "./jobs.ts";
import { NOTHING, type Sync } from "./sync.ts";

/** What the jobs of billing are done with. */
export interface WorkParts {
  readonly provider: BillingProvider | undefined;
  readonly repository: Pick<BillingRepository, "forget">;
  readonly sync: Sync;
  readonly reconcile: () => Promise<unknown>;
  readonly clock: Clock;
}

/** How long events are kept: longer than anybody sends one again, and than people ask about one. */
const KEPT_MS = 400 * 86_400_000;

/** The jobs of billing. */
export const billingWork = (parts: WorkParts): readonly HandledJob[] => {
  const { provider, repository, sync, clock } = parts;
  return [
    handleJob(reconcileJob, async () => {
      await repository.forget(clock.now() - KEPT_MS);
      if (provider !== undefined) await parts.reconcile();
    }),
    // The grace ends also where the payment service is out of reach, or is not used any more.
    handleJob(lookAgainJob, async ({ account }) => {
      await sync.look({ touched: NOTHING, accounts: [account] });
    }),
    handleJob(removeCustomerJob, async ({ customer }) => {
      await provider?.removeCustomer(customer);
    }),
  ];
};
