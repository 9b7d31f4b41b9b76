import { type Clock, type ConsentService, type FieldSealer, platformErrors } from "plinth";
import type { HealthRepository } from "./repository.ts";
import type { HealthBody } from "./schema.ts";

/** Needed before anything of it is kept or read. */
export const HEALTH_CONSENT = "health-data";

/** What is kept of somebody's health, as they see it. */
export interface HealthView {
  readonly profile: HealthBody | null;
  readonly updatedAt: string | null;
}

/** Health profiles: kept sealed, read and written with consent only. */
export interface Health {
  /** @throws {AppError} CONSENT_REQUIRED */
  readonly get: (accountId: string) => Promise<HealthView>;
  /** @throws {AppError} CONSENT_REQUIRED, VALIDATION_ERROR for a year of birth that is to come */
  readonly put: (accountId: string, profile: HealthBody) => Promise<HealthView>;
  /** Who else eats. @throws {AppError} CONSENT_REQUIRED */
  readonly household: (accountId: string) => Promise<NonNullable<HealthBody["household"]>>;
  /** Needs no consent: what is not wanted any more may always go. */
  readonly remove: (accountId: string) => Promise<void>;
  readonly exportAll: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
}

/** By how much the year is there earlier than by UTC where it begins first (UTC+14). */
const FIRST_MS = 14 * 3_600_000;

/** Nobody was born in a year to come, wherever they are. */
const requireBorn = ({ birthYear }: HealthBody, now: number): void => {
  const year = new Date(now + FIRST_MS).getUTCFullYear();
  if (birthYear === undefined || birthYear <= year) return;
  const fault = { field: "body.birthYear", rule: "maximum", message: `must be at most ${year}` };
  throw platformErrors.make.VALIDATION_ERROR({ faults: [fault] });
};

const NOTHING: HealthView = { profile: null, updatedAt: null };

/** Builds the service. */
export const createHealth = (parts: {
  readonly repository: HealthRepository;
  readonly consent: Pick<ConsentService, "requireConsent">;
  readonly fields: FieldSealer;
  readonly clock: Clock;
}): Health => {
  const { repository, consent, fields, clock } = parts;
  const placeOf = (account: string) => ({
    table: "health_profiles",
    column: "profile",
    row: account,
    account,
  });
  const read = async (accountId: string): Promise<HealthView> => {
    const row = await repository.find(accountId);
    if (row === undefined) return NOTHING;
    const text = await fields.open(placeOf(accountId), row.profile);
    return {
      profile: JSON.parse(text) as HealthBody,
      updatedAt: new Date(row.updated_at).toISOString(),
    };
  };
  return {
    get: async (accountId) => {
      await consent.requireConsent(accountId, HEALTH_CONSENT);
      return read(accountId);
    },
    put: async (accountId, profile) => {
      await consent.requireConsent(accountId, HEALTH_CONSENT);
      requireBorn(profile, clock.now());
      await repository.put({
        account_id: accountId,
        profile: await fields.seal(placeOf(accountId), JSON.stringify(profile)),
        updated_at: clock.now(),
      });
      return read(accountId);
    },
    household: async (accountId) => {
      await consent.requireConsent(accountId, HEALTH_CONSENT);
      return (await read(accountId)).profile?.household ?? [];
    },
    remove: repository.remove,
    exportAll: async (accountId) => {
      const { profile, updatedAt } = await read(accountId);
      return profile === null ? [] : [{ ...profile, updatedAt }];
    },
  };
};
