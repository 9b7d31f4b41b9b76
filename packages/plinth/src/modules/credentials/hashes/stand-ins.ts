import type { Clock } from "#core";
import type { Keyring, StoredPassword } from "#crypto";
import type { HashGroup, HashRepository } from "./repository.ts";

/** Accounts looked at from either end. */
const SAMPLE = 2_000;
/** Milliseconds after which the population is looked at again: it changes with every upgrade. */
const FRESH_MS = 600_000;

/**
 * Hashes to check for accounts that do not exist. Where all passwords are of one kind an unknown
 * address costs that kind; where kinds are mixed (after an import or a change of the default) it
 * costs one of them, the same each time for the same address, in their proportions (ID-19).
 */
export interface HashStandIns {
  /** Undefined while no account has a password: new ones are the kind then. */
  readonly pick: (address: string) => Promise<StoredPassword | undefined>;
}

/** What stand-ins are built from. */
export interface HashStandInParts {
  readonly repository: Pick<HashRepository, "groups">;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

const total = (groups: readonly HashGroup[]): number =>
  groups.reduce((sum, { accounts }) => sum + accounts, 0);

/** Builds the stand-ins; the population is read at the first sign-in and kept for ten minutes. */
export const createHashStandIns = ({
  repository,
  keyring,
  clock,
}: HashStandInParts): HashStandIns => {
  let groups: Promise<readonly HashGroup[]> | undefined;
  let readAt = 0;

  const current = (): Promise<readonly HashGroup[]> => {
    if (groups !== undefined && clock.now() - readAt < FRESH_MS) return groups;
    readAt = clock.now();
    const reading = repository.groups(SAMPLE);
    groups = reading;
    // What could not be read is asked for again, not remembered as a failure.
    reading.catch(() => {
      groups = undefined;
    });
    return reading;
  };

  return {
    pick: async (address) => {
      const population = await current();
      const digest = Buffer.from(keyring.hmac("hash-stand-in", address), "base64url");
      let place = (digest.readUInt32BE(0) / 2 ** 32) * total(population);
      const group = population.find(({ accounts }) => {
        place -= accounts;
        return place < 0;
      });
      return group?.sample;
    },
  };
};
