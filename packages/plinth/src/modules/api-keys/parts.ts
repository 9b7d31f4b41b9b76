import type { Clock, IdGenerator, Random } from "#core";
import type { Accounts } from "#modules/accounts";
import type { RoutePolicy } from "#policy";
import type { Background } from "#services/background";
import type { MailContextOf, Mails } from "#services/mail";
import type { KeyChecker, SigningChoice, SigningKeys } from "./keys/index.ts";
import type { ApiKeyRepository } from "./repository.ts";
import type { Owner } from "./scopes.ts";

/** Who asks for a key; a principal fits. */
export interface KeyOwner extends Owner {
  readonly userId: string;
  readonly assurance: 1 | 2;
}

/** What a new key is to be. */
export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  /** 1 to 365; 90 if not given. */
  readonly expiresInDays?: number | undefined;
  /** The key's own limit, such as "60/minute". */
  readonly limit?: string | undefined;
  readonly signing?: SigningChoice["algorithm"] | undefined;
  /** 32 bytes as base64, for ed25519. */
  readonly publicKey?: string | undefined;
}

/** How a key is replaced. */
export interface RotationRequest {
  /** How long both are valid: 0 to 168; 24 if not given. */
  readonly overlapHours?: number | undefined;
  /** The next public key; the same as before if not given. */
  readonly publicKey?: string | undefined;
}

/** A key as its owner sees it. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly limit: string | null;
  readonly signing: SigningChoice["algorithm"] | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  readonly replacedBy: string | null;
}

/** A new key: the only moment at which its text exists outside its owner's hands. */
export interface CreatedKey {
  readonly key: string;
  /** Base64, for hmac-sha256. */
  readonly signingSecret: string | null;
  readonly details: KeyView;
}

/** What the service is built from. */
export interface ApiKeyParts {
  readonly repository: ApiKeyRepository;
  readonly checker: KeyChecker;
  readonly signingKeys: SigningKeys;
  readonly accounts: Pick<Accounts, "find">;
  readonly policies: () => readonly RoutePolicy[];
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly random: Random;
  readonly mail: Mails;
  readonly background: Background;
  readonly mailContext: MailContextOf;
}
