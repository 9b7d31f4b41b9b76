import type { SessionTables } from "#modules/sessions";
import type { LockRow } from "#services/lockout";

/** A row of mfa_factors: an authenticator app; times in milliseconds since the epoch. */
export interface FactorRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  /** The shared secret, sealed for this account and factor. */
  readonly secret: string;
  /** The latest 30-second step whose code was used; earlier ones are no good either. */
  readonly last_step: number;
  readonly created_at: number;
  /** Null until its first code was shown. */
  readonly confirmed_at: number | null;
  readonly last_used_at: number | null;
}

/** A row of mfa_recovery_codes; gone once used. */
export interface RecoveryCodeRow {
  readonly code_hash: string;
  readonly account_id: string;
  readonly created_at: number;
  /** The key of `code_hash`; null in rows of before it was noted. */
  readonly key_id: string | null;
}

/** A row of mfa_challenges: a sign-in that waits for its second factor. */
export interface ChallengeRow {
  readonly token_hash: string;
  readonly account_id: string;
  /** The account's session epoch; the challenge is over when the account's is another. */
  readonly epoch: number;
  readonly first_factor: string;
  /** The known device it began on; null for an unknown one. */
  readonly device_id: string | null;
  readonly failed_attempts: number;
  readonly created_at: number;
  readonly expires_at: number;
}

/** A row of mfa_remembered_devices: a browser that is not asked for a second factor. */
export interface RememberedRow {
  readonly id: string;
  readonly account_id: string;
  readonly token_hash: string;
  /** The account's session epoch; a new password or factor makes it another. */
  readonly epoch: number;
  readonly agent: string;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
}

/** The tables this module reads and writes. */
export interface MfaTables extends SessionTables {
  readonly mfa_factors: FactorRow;
  readonly mfa_recovery_codes: RecoveryCodeRow;
  readonly mfa_challenges: ChallengeRow;
  readonly mfa_remembered_devices: RememberedRow;
  readonly mfa_lockouts: LockRow;
}

/** The tables that are this module's own. */
export type MfaTable =
  | "mfa_factors"
  | "mfa_recovery_codes"
  | "mfa_challenges"
  | "mfa_remembered_devices"
  | "mfa_lockouts";
