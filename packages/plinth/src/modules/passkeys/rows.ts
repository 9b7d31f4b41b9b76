import type { SessionTables } from "#modules/sessions";

/** A row of passkeys; times in milliseconds since the epoch. */
export interface PasskeyRow {
  readonly id: string;
  readonly account_id: string;
  /** As the authenticator made it, base64url. */
  readonly credential_id: string;
  /** COSE key, base64url. */
  readonly public_key: string;
  /** Uses as the authenticator counts them; 0 for those that do not count. */
  readonly counter: number;
  /** JSON list of ways to reach the authenticator, such as "internal" or "usb". */
  readonly transports: string;
  readonly name: string;
  /** Whether it may be copied to other devices of its owner. */
  readonly device_type: "singleDevice" | "multiDevice";
  /** 1 where it was copied. */
  readonly backed_up: number;
  /** Model of the authenticator; zeros where it does not say. */
  readonly aaguid: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  /** When a use with a counter that ran backwards was refused; null since the last good use. */
  readonly cloned_at: number | null;
}

/** A row of passkey_challenges: one that was used, for as long as it could be used again. */
export interface UsedChallengeRow {
  readonly challenge_hash: string;
  readonly expires_at: number;
}

/** The tables this module reads and writes. */
export interface PasskeyTables extends SessionTables {
  readonly passkeys: PasskeyRow;
  readonly passkey_challenges: UsedChallengeRow;
}
