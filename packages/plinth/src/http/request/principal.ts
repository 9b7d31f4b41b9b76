import type { SignatureKey } from "#crypto";
import type { LimitWindow } from "#policy";

/** Who calls, once established. Immutable: it may be shared by concurrent requests of one session. */
export interface Principal {
  readonly userId: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly tier: string;
  readonly sessionId: string;
  /** How the caller proved it; a cookie makes CSRF checks apply. */
  readonly method: "cookie" | "bearer" | "api-key";
  /** Kinds of factors proven when the session began or was raised: 1 or 2 (NIST SP 800-63B). */
  readonly assurance: 1 | 2;
  /** When the latest factor was proven; milliseconds since the epoch. */
  readonly authenticatedAt: number;
  /** The role asks for two factors and the session has one: no role or permission counts (ID-17). */
  readonly lacksSecondFactor: boolean;
  /** The API key that stands for the account; only where `method` is "api-key". */
  readonly key?: {
    /** The public part of the key, such as "plk_4fT0aQb9sKx2"; signatures name it as keyid. */
    readonly id: string;
    /** What the key may do of what its owner may do, such as "plans:read" or "plans:*". */
    readonly scopes: readonly string[];
    /** The key's own limit, over all routes together; empty where it has none (KEY-02). */
    readonly limits: readonly LimitWindow[];
  };
}

/** The credentials a request carries; both may be there, the bearer token wins. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly bearer: string | undefined;
}

/** Establishes callers who send an API key as bearer token. Provided by the API keys module. */
export interface KeyAuthenticator {
  /** How every key begins; other bearer tokens are never shown to this authenticator. */
  readonly prefix: string;
  /** The same answer whatever is wrong; synchronous when it is known without waiting. */
  readonly authenticate: (key: string) => Principal | undefined | Promise<Principal | undefined>;
  /** As the one of sessions. */
  readonly holds?: (principal: Principal) => boolean | Promise<boolean>;
  /** With what signed requests are judged. */
  readonly signing: KeySigning;
}

/** The keys with which callers sign, and the memory that lets no request be sent twice (KEY-03). */
export interface KeySigning {
  /** What an API key signs with; undefined where it has nothing to sign with. */
  readonly keyOf: (keyId: string) => SignatureKey | undefined | Promise<SignatureKey | undefined>;
  /**
   * Notes a number used once, on all nodes and over restarts, until an instant in milliseconds;
   * false when it was noted before.
   */
  readonly useNonce: (keyId: string, nonce: string, until: number) => Promise<boolean>;
}

/** What establishes the caller. Provided by the sessions module, wired at composition. */
export interface Authenticator {
  /** Name of the session cookie. */
  readonly cookieName: string;
  /**
   * Returns the caller, or undefined when the credential is missing, expired, revoked or wrong (one
   * answer for all, P-004). Synchronous when the answer is known without waiting.
   */
  readonly authenticate: (
    credentials: Credentials,
  ) => Principal | undefined | Promise<Principal | undefined>;
  /**
   * Whether a caller whose answer still goes on may have the rest of it (SES-07). No activity is
   * noted: an open stream keeps no session alive. Without it answers go on to their end.
   */
  readonly holds?: (principal: Principal) => boolean | Promise<boolean>;
}
