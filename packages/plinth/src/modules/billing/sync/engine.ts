import type { AccountsService } from "#modules/accounts";
import type { Platform } from "#modules/contract";
import type { CreditsService } from "#modules/credits";
import type { Background } from "#services/background";
import type { ApplyParts, Ledger, TierChange } from "../ledger/apply-repository.ts";
import type { BillingRepository } from "../ledger/repository.ts";
import { CLOSED_PROVIDER } from "../provider/closed.ts";
import type { BillingProvider } from "../provider/contract.ts";
import { entitlementOf } from "../tiers/entitlement.ts";
import { findTier, type TierTable } from "../tiers/tiers.ts";
import { type NoticeParts, tellNotices } from "./jobs.ts";
import { createReconcile, type RunReport } from "./reconcile.ts";
import { createSync, type Sync } from "./sync.ts";

/** What keeps subscriptions, payments and tiers in step with the payment service. */
export interface Engine {
  readonly sync: Sync;
  readonly reconcile: () => Promise<RunReport>;
}

/** What the engine is built from. */
export interface EngineParts {
  readonly deps: Pick<Platform, "clock" | "events" | "jobs" | "log" | "mail" | "metrics" | "newId">;
  readonly ledger: Ledger;
  readonly accounts: Pick<AccountsService, "changed" | "setTier">;
  readonly credits: Pick<CreditsService, "grant">;
  readonly provider: BillingProvider | undefined;
  readonly repository: BillingRepository;
  readonly background: Background;
  readonly tiers: () => TierTable;
  readonly mailContext: NoticeParts["mailContext"];
  /** Reads the figures of the metrics again. */
  readonly refreshFigures: () => Promise<void>;
}

const judgeBy =
  (tiers: () => TierTable): ApplyParts["judge"] =>
  (rows, now) =>
    entitlementOf(
      tiers(),
      rows.map((row) => ({
        tier: row.tier ?? undefined,
        status: row.status,
        pastDueSince: row.past_due_since ?? undefined,
        amount: row.amount,
        interval: row.interval,
      })),
      now,
    );

/** Each period of a tier brings its credits once: the name of the grant says which period of which. */
const bringBy =
  (tiers: () => TierTable, credits: Pick<CreditsService, "grant">): ApplyParts["bring"] =>
  async (tx, rows) => {
    for (const row of rows) {
      const tier = row.tier === null ? undefined : findTier(tiers(), row.tier);
      if (tier === undefined || tier.credits === 0 || row.status !== "active") continue;
      const { account_id: accountId, id, period_start: start } = row;
      const key = `${id}:${start}:${tier.id}`;
      const reason = `${tier.title}, from ${new Date(start).toISOString().slice(0, 10)}`;
      await credits.grant({ accountId, amount: tier.credits, reason, key }, tx);
    }
  };

/** Builds it. */
export const createEngine = (parts: EngineParts): Engine => {
  const { accounts, ledger, repository, background, tiers, mailContext, refreshFigures } = parts;
  const { clock, events, jobs, log, mail, metrics, newId } = parts.deps;
  const provider = parts.provider ?? CLOSED_PROVIDER;
  const drifts = metrics.counter({
    name: "billing_drifts_total",
    help: "Differences from the payment service that comparisons found",
    labels: ["kind"],
  });

  let isReading = false;
  let isOld = false;
  /** One reading at a time; what changes meanwhile is read by the next one. */
  const readFigures = async (): Promise<void> => {
    isReading = true;
    do {
      isOld = false;
      await refreshFigures();
    } while (isOld);
    isReading = false;
  };
  const onApplied = (): void => {
    isOld = true;
    if (!isReading) background.run("figures of billing", readFigures);
  };

  const onChange = (change: TierChange): void => {
    if (change.from_tier === change.to_tier) return;
    // Sessions and keys forget the account here, and on the other nodes by a hint.
    accounts.changed(change.account_id);
    events.emit("security", {
      name: "account.tier-changed",
      severity: "info",
      subject: change.account_id,
      data: { from: change.from_tier, to: change.to_tier, by: "billing" },
    });
  };
  const sync = createSync({
    provider,
    repository,
    draw: ledger.draw,
    apply: ledger.applying({
      now: () => clock.now(),
      newId,
      judge: judgeBy(tiers),
      bring: bringBy(tiers, parts.credits),
      tell: tellNotices({ jobs, mail, mailContext, graceMs: () => tiers().graceMs }),
    }),
    tiers,
    onApplied,
    onChange,
  });
  const { setTier } = accounts;
  const compare = createReconcile({ provider, repository, sync, clock, newId, tiers, setTier });
  return {
    sync,
    reconcile: async () => {
      const report = await compare();
      for (const { kind } of report.drifts) drifts.child({ kind }).inc();
      if (report.drifts.length > 0) {
        const kinds = [...new Set(report.drifts.map(({ kind }) => kind))].join(", ");
        const data = { drifts: report.drifts.length, kinds };
        log.warn("billing differs from the payment service", data);
        events.emit("security", { name: "billing.drift", severity: "warning", data });
      }
      await refreshFigures();
      return report;
    },
  };
};
