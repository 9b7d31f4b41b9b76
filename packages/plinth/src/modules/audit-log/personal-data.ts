import type { PersonalData } from "#modules/contract";
import type { AuditTrail, LogFilter, Place } from "#services/audit-log";
import { type EntryView, viewsOf } from "./views.ts";

const PAGE = 500;

/** All entries that fit, newest first, as the person may see them. */
const readAll = async (
  trail: Pick<AuditTrail, "page" | "keys" | "settle">,
  filter: LogFilter,
  show: (entry: EntryView) => Record<string, unknown>,
): Promise<readonly Record<string, unknown>[]> => {
  await trail.settle();
  const found: Record<string, unknown>[] = [];
  let before: Place | undefined;
  do {
    const page = await trail.page({ filter, before, limit: PAGE });
    found.push(...(await viewsOf(page.rows, trail.keys)).map(show));
    before = page.next;
  } while (before !== undefined);
  return found;
};

const asActor = ({ at, action, outcome, via, address, agent, route }: EntryView) => ({
  at,
  action,
  outcome,
  via,
  address,
  agent,
  route,
});

/** What others did is told; who they are is theirs. */
const asTarget = ({ at, action, outcome, details }: EntryView) => ({
  at,
  action,
  outcome,
  details,
});

/**
 * What the audit trail holds of a person. Nothing of it can be changed or removed: erasure destroys
 * the key of the account, so that the pseudonym stands for nobody any more and what was sealed
 * opens for nobody (LOG-06). `onShredded` tells other nodes to forget the key.
 */
export const auditLogPersonalData = (
  trail: Pick<AuditTrail, "page" | "keys" | "settle">,
  onShredded: (accountId: string) => void,
): readonly PersonalData[] => {
  const refs = (accountId: string) => trail.keys.refsOf(accountId);
  const shred = async (accountId: string): Promise<void> => {
    await trail.keys.shred(accountId);
    onShredded(accountId);
  };
  const nothing = async (): Promise<readonly Record<string, unknown>[]> => [];
  return [
    { table: "audit_keys", subject: "subject_id", erase: shred, export: nothing },
    { table: "audit_intake", subject: "actor", erase: shred, export: nothing },
    {
      table: "audit_log",
      subject: "actor",
      erase: shred,
      export: async (accountId) => {
        const actors = await refs(accountId);
        return actors.length === 0 ? [] : readAll(trail, { actors }, asActor);
      },
    },
    {
      table: "audit_log",
      subject: "target",
      erase: shred,
      export: async (accountId) => {
        const targets = await refs(accountId);
        return targets.length === 0 ? [] : readAll(trail, { targets }, asTarget);
      },
    },
  ];
};
