import type { Clock, Events, FieldFault, Random } from "#core";
import { platformErrors } from "#core";
import type { Keyring, PasswordHasher } from "#crypto";
import type { AccountRow, Accounts } from "#modules/accounts";
import type { Mfa } from "#modules/mfa";
import type { KnownDevices, Sessions } from "#modules/sessions";
import type { Background } from "#services/background";
import type { JobQueue } from "#services/jobs";
import type { LockRule } from "#services/lockout";
import { addressFault, type MailContextOf, type Mails, normaliseAddress } from "#services/mail";
import type { HashStandIns } from "./hashes/index.ts";
import type { PasswordOwner, PasswordPolicy } from "./policy/index.ts";
import type { CredentialRepository, LockSubject } from "./repository.ts";

/** What the use cases of credentials are built from. */
export interface CredentialParts {
  readonly repository: CredentialRepository;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly mfa: Mfa;
  readonly hasher: PasswordHasher;
  readonly hashStandIns: HashStandIns;
  readonly policy: PasswordPolicy;
  readonly devices: KnownDevices;
  readonly lockRule: LockRule;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
  readonly mail: Mails;
  readonly jobs: JobQueue;
  readonly background: Background;
  readonly mailContext: MailContextOf;
}

/** Stand-ins for accounts that do not exist: so few that they take no room, enough to not queue. */
const STAND_INS = 256;

/**
 * A subject that nobody owns, for addresses without an account: the same reads and the same durable
 * write happen for them, so that time does not tell who has an account (ID-19).
 */
export const standInFor = (keyring: Keyring, address: string): LockSubject => {
  const digest = Buffer.from(keyring.hmac("nobody", address), "base64url");
  return { subject: `nobody-${digest.readUInt32BE(0) % STAND_INS}`, accountId: null };
};

/** Whose failures are counted: the account's, or those of one known device of it (ID-12). */
export const subjectOf = (accountId: string, deviceId: string | undefined): LockSubject => ({
  subject: deviceId === undefined ? accountId : `${accountId}/${deviceId}`,
  accountId,
});

/** A name for an address in events: the same for the same address, and not the address. */
export const referenceTo = (keyring: Keyring, address: string): string =>
  `address:${keyring.hmac("event-subject", address).slice(0, 16)}`;

/** The address in its one spelling, or its fault. */
export const readAddress = (
  email: string,
): { readonly address: string; readonly faults: readonly FieldFault[] } => {
  const address = normaliseAddress(email);
  return address === undefined
    ? { address: "", faults: [addressFault("body.email")] }
    : { address, faults: [] };
};

/** @throws {AppError} VALIDATION_ERROR with all faults, when there is one. */
export const refuseFaults = (faults: readonly FieldFault[]): void => {
  if (faults.length > 0) throw platformErrors.make.VALIDATION_ERROR({ faults });
};

/** Whom a password is judged for. */
export const ownerOf = ({ email, name, mfa }: AccountRow): PasswordOwner => ({
  email,
  name,
  hasSecondFactor: mfa === 1,
});
