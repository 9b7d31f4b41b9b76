import type { PersonalData } from "#modules/contract";
import type { SecurityRecord } from "./record.ts";
import type { EventRepository } from "./repository.ts";

const iso = (instant: number): string => new Date(instant).toISOString();

const exported = ({ at, name, outcome, address, route, details }: SecurityRecord) => ({
  at: iso(at),
  name,
  outcome,
  address,
  route,
  details,
});

/**
 * What security events hold of a person: erasure puts a pseudonym in the place of the account and
 * removes address and details; that something was refused stays until its time is over (LOG-06).
 */
export const securityPersonalData = (parts: {
  readonly repository: EventRepository;
  readonly pseudonymOf: (accountId: string) => string;
  readonly settle: () => Promise<void>;
}): readonly PersonalData[] => {
  const { repository, pseudonymOf, settle } = parts;
  return [
    {
      table: "security_events",
      subject: "account_id",
      erase: async (accountId) => {
        // What waits may hold something of this account.
        await settle();
        await repository.forgetAccount(accountId, pseudonymOf(accountId));
      },
      export: async (accountId) => {
        await settle();
        const records = await repository.allOf(accountId);
        return records.filter((record) => record.accountId === accountId).map(exported);
      },
    },
    {
      table: "security_events",
      subject: "actor_id",
      erase: async (accountId) => {
        await settle();
        await repository.forgetActor(accountId, pseudonymOf(accountId));
      },
      export: async (accountId) => {
        await settle();
        const records = await repository.allOf(accountId);
        // What was done to others is theirs; that it was done is enough.
        return records
          .filter(({ actorId }) => actorId === accountId)
          .map(({ at, name }) => ({ at: iso(at), name }));
      },
    },
  ];
};
