import type { SecureVersion } from "node:tls";

/** How a connection is begun, where that is what is looked at. */
export interface Offer {
  /** The only version of TLS that is offered. */
  readonly version?: SecureVersion;
  /** Suites that are offered, as OpenSSL writes lists of them. */
  readonly ciphers?: string;
  /** Takes whatever certificate comes, or none that is not trusted, whatever the caller said. */
  readonly isVerified?: boolean;
  /** Speaks no TLS, whatever the scheme says. */
  readonly isPlain?: true;
  /** Another port than the one of the address. */
  readonly port?: number;
}
