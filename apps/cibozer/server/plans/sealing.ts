import type { FieldSealer } from "plinth";
import { sealedColumn } from "../sealed-column.ts";
import type { PlanRepository, PlanVersion, StoredPlan } from "./repository.ts";

const versionRow = ({ planId, revision }: Pick<PlanVersion, "planId" | "revision">): string =>
  `${planId}:${revision}`;

/**
 * The repository with plans that are sealed on the way in and opened on the way out: a plan tells of
 * allergies, of faith and of the body (GDPR article 9).
 */
export const withSealedPlans = (
  repository: PlanRepository,
  fields: FieldSealer,
): PlanRepository => {
  const summaries = sealedColumn(fields, "plans", "summary");
  const plans = sealedColumn(fields, "plans", "plan");
  const menus = sealedColumn(fields, "plan_versions", "menu");

  const sealed = async (stored: StoredPlan): Promise<StoredPlan> => {
    const { accountId, id, summary, plan } = stored;
    return {
      ...stored,
      summary: await summaries.seal(accountId, id, summary),
      plan: await plans.seal(accountId, id, plan),
    };
  };
  const openMenu = async (accountId: string, version: PlanVersion): Promise<PlanVersion> => ({
    ...version,
    menu: await menus.open(accountId, versionRow(version), version.menu),
  });

  return {
    insert: async (plan, limit) => repository.insert(await sealed(plan), limit),
    list: async (accountId) =>
      Promise.all(
        (await repository.list(accountId)).map(async (one) => ({
          ...one,
          summary: await summaries.open(accountId, one.id, one.summary),
        })),
      ),
    find: async (accountId, id) => {
      const stored = await repository.find(accountId, id);
      return (
        stored && {
          ...stored,
          summary: await summaries.open(accountId, id, stored.summary),
          plan: await plans.open(accountId, id, stored.plan),
        }
      );
    },
    replace: async (plan, version) => {
      if ("drop" in version) return repository.replace(await sealed(plan), version);
      const row = versionRow({ planId: plan.id, revision: plan.revision });
      const keep = await menus.seal(plan.accountId, row, version.keep);
      return repository.replace(await sealed(plan), { keep });
    },
    lastVersion: async (accountId, planId) => {
      const version = await repository.lastVersion(accountId, planId);
      return version && openMenu(accountId, version);
    },
    versions: async (accountId) =>
      Promise.all(
        (await repository.versions(accountId)).map((version) => openMenu(accountId, version)),
      ),
    remove: repository.remove,
    removeAll: repository.removeAll,
  };
};
