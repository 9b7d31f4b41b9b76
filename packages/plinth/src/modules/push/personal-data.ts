import type { PersonalData } from "#modules/contract";
import type { Addresses } from "./addresses.ts";
import type { PushRepository } from "./repository.ts";

const iso = (time: number): string => new Date(time).toISOString();

/** What messages to browsers hold of a person; the keys of their browsers are secrets. */
export const pushPersonalData = (
  repository: PushRepository,
  addresses: Addresses,
): readonly PersonalData[] => [
  {
    table: "push_subscriptions",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      Promise.all(
        (await repository.list(accountId)).map(async (row) => ({
          service: row.service,
          endpoint: (await addresses.open(row)).endpoint,
          createdAt: iso(row.created_at),
          sentAt: row.sent_at === null ? null : iso(row.sent_at),
        })),
      ),
  },
  {
    table: "push_sendings",
    subject: "account_id",
    erase: repository.eraseSendings,
    export: async (accountId) =>
      (await repository.sendingsOf(accountId)).map(({ kind, at }) => ({ kind, at: iso(at) })),
  },
];
