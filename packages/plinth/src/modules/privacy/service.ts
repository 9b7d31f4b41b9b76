import { type Clock, platformErrors } from "#core";
import type { AccountRow, Accounts } from "#modules/accounts";
import type { RetentionDays, TableClasses } from "#modules/contract";
import { exceeds } from "#policy";
import { normaliseAddress } from "#services/mail";
import type { Breaches } from "./breaches/breaches.ts";
import type { ErasureRepository, ErasureRow } from "./erasure/erasure-repository.ts";
import type { Erasures } from "./erasure/erasures.ts";
import { privacyErrors } from "./errors.ts";
import type { ExportRepository } from "./exports/export-repository.ts";
import { type Exports, type ExportView, exportView } from "./exports/exports.ts";
import type { FieldRotation, RotationReport } from "./keys/rotation.ts";
import { type ProcessingRecord, processingRecords } from "./records.ts";
import type { DueTable, Retention } from "./retention/retention.ts";

const LISTED = 100;

/** An erasure as administrators see it; the id means nobody any more. */
export interface ErasureView {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly doneAt: string | null;
  readonly origin: ErasureRow["origin"];
}

/** What administrators see of privacy. */
export interface PrivacyOverview {
  readonly exports: readonly (ExportView & { readonly accountId: string })[];
  readonly erasures: readonly ErasureView[];
  readonly due: readonly DueTable[];
}

/** Exports, erasures, retention and the record of processing. */
export interface Privacy {
  readonly exports: Exports;
  readonly erasures: Erasures;
  readonly retention: Retention;
  readonly breaches: Breaches;
  /** Makes the next key of sealed columns and seals them anew; goes on where it was interrupted. */
  readonly rotateKeys: () => Promise<RotationReport>;
  /** Seals what is plain from before its column was sealed; how many values were. */
  readonly sealPlain: () => Promise<number>;
  /** What only SECRET_KEY_PREVIOUS can still compare; at nothing it may be taken out. */
  readonly formerDigests: FieldRotation["formerDigests"];
  /**
   * Erases one's own account.
   * @throws {AppError} ERASURE_NOT_CONFIRMED, ONLY_ADMINISTRATOR
   */
  readonly eraseOwn: (accountId: string, confirm: string) => Promise<"done" | "pending">;
  /**
   * Erases somebody's account, of those who may do no more than the actor.
   * @throws {AppError} NOT_FOUND, AUTHORIZATION_ERROR, ERASURE_NOT_CONFIRMED, ONLY_ADMINISTRATOR
   */
  readonly eraseOther: (
    permissions: readonly string[],
    accountId: string,
    confirm: string,
  ) => Promise<"done" | "pending">;
  readonly overview: () => Promise<PrivacyOverview>;
  readonly records: () => readonly ProcessingRecord[];
}

/** What the service is built from. */
export interface PrivacyParts {
  readonly accounts: Pick<Accounts, "find" | "permissionsOf">;
  readonly exports: Exports;
  readonly exportRepository: ExportRepository;
  readonly erasures: Erasures;
  readonly erasureRepository: ErasureRepository;
  readonly retention: Retention;
  readonly breaches: Breaches;
  readonly fields: FieldRotation;
  readonly classes: () => readonly TableClasses[];
  readonly days: RetentionDays;
  /** Mails the person that their account is gone. */
  readonly sayFarewell: (account: Pick<AccountRow, "email" | "language">) => Promise<void>;
  readonly clock: Clock;
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** Builds the service. */
export const createPrivacy = (parts: PrivacyParts): Privacy => {
  const { accounts, exports, erasures, retention, clock } = parts;

  const erase = async (accountId: string, confirm: string, origin: ErasureRow["origin"]) => {
    const account = await accounts.find(accountId);
    if (account === undefined) throw platformErrors.make.NOT_FOUND();
    if (normaliseAddress(confirm) !== account.email) {
      throw privacyErrors.make.ERASURE_NOT_CONFIRMED();
    }
    const state = await erasures.erase(accountId, origin);
    await parts.sayFarewell(account);
    return state;
  };

  return {
    exports,
    erasures,
    retention,
    breaches: parts.breaches,
    rotateKeys: parts.fields.rotate,
    sealPlain: parts.fields.sealPlain,
    formerDigests: parts.fields.formerDigests,
    eraseOwn: (accountId, confirm) => erase(accountId, confirm, "owner"),
    eraseOther: async (permissions, accountId, confirm) => {
      const account = await accounts.find(accountId);
      if (account === undefined) throw platformErrors.make.NOT_FOUND();
      if (exceeds(accounts.permissionsOf(account.role), permissions)) {
        throw platformErrors.make.AUTHORIZATION_ERROR();
      }
      return erase(accountId, confirm, "administrator");
    },
    overview: async () => {
      const now = clock.now();
      const [exported, erased, due] = await Promise.all([
        parts.exportRepository.page(Number.MAX_SAFE_INTEGER, LISTED),
        parts.erasureRepository.page(Number.MAX_SAFE_INTEGER, LISTED),
        retention.due(),
      ]);
      return {
        exports: exported.map((row) => ({ ...exportView(row, now), accountId: row.account_id })),
        erasures: erased.map(({ erased_id, at, done_at, origin }) => ({
          id: erased_id,
          at: iso(at),
          doneAt: done_at === null ? null : iso(done_at),
          origin,
        })),
        due,
      };
    },
    records: () => processingRecords(parts.classes(), parts.days),
  };
};
