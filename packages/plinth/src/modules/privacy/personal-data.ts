import type { PersonalData } from "#modules/contract";
import type { BreachRepository } from "./breaches/breach-repository.ts";
import type { ExportRepository } from "./exports/export-repository.ts";
import { type Exports, exportView } from "./exports/exports.ts";

/** What this module holds of a person: archives, which hold the rest. */
export const privacyPersonalData = (
  exports: Pick<Exports, "erase">,
  repository: ExportRepository,
  breaches: BreachRepository,
  now: () => number,
): readonly PersonalData[] => [
  {
    table: "privacy_exports",
    subject: "account_id",
    erase: exports.erase,
    export: async (accountId) =>
      (await repository.allOf(accountId)).map((row) => ({
        ...exportView(row, now()),
        readyAt: row.ready_at === null ? null : new Date(row.ready_at).toISOString(),
      })),
  },
  {
    table: "privacy_breach_people",
    subject: "account_id",
    erase: breaches.forgetPerson,
    export: async (accountId) =>
      (await breaches.peopleOf(accountId)).map(({ title, told_at }) => ({
        breach: title,
        toldAt: told_at === null ? null : new Date(told_at).toISOString(),
      })),
  },
  {
    table: "privacy_breaches",
    subject: "opened_by",
    erase: breaches.forgetOpener,
    export: async (accountId) =>
      (await breaches.openedBy(accountId)).map(({ title, detected_at }) => ({
        title,
        detectedAt: new Date(detected_at).toISOString(),
      })),
  },
];
