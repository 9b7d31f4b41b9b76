/** Who calls, once established. Immutable: it may be shared by concurrent requests of one session. */
export interface Principal {
  readonly userId: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly tier: string;
  readonly sessionId: string;
  /** How the caller proved it; a cookie makes CSRF checks apply. */
  readonly method: "cookie" | "bearer";
}

/** The credentials a request carries; both may be there, the bearer token wins. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly bearer: string | undefined;
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
}
