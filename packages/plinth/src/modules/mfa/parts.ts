import type { Clock, Events, IdGenerator, Random } from "#core";
import type { Keyring, Sealer } from "#crypto";
import type { Accounts } from "#modules/accounts";
import type { KnownDevices, Sessions } from "#modules/sessions";
import type { Background } from "#services/background";
import type { LockRule } from "#services/lockout";
import type { MailContextOf, Mails } from "#services/mail";
import type { ChallengeRepository } from "./challenge-repository.ts";
import type { Method } from "./codes/typed-codes.ts";
import type { MfaRepository } from "./repository.ts";

/** How a check of a second factor ended, for the metric. */
export type CheckOutcome = "right" | "wrong" | "locked";

/** What the use cases of second factors are built from. */
export interface MfaParts {
  readonly repository: MfaRepository;
  readonly challenges: ChallengeRepository;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly devices: KnownDevices;
  /** Seals the shared secrets of authenticator apps. */
  readonly sealer: Sealer;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly random: Random;
  readonly events: Events;
  readonly mail: Mails;
  readonly background: Background;
  readonly lockRule: LockRule;
  readonly countCheck: (method: Method, outcome: CheckOutcome) => void;
  readonly mailContext: MailContextOf;
}

/** Where a sealed secret belongs: nowhere else does it open. */
export const secretContext = (accountId: string, factorId: string): string =>
  `totp:${accountId}:${factorId}`;
