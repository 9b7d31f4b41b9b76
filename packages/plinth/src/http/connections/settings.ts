/** How much room and time connections get; milliseconds and bytes. */
export interface ConnectionSettings {
  /** Connections of everybody together; those beyond are closed unread. 0 for no end. */
  readonly maxConnections: number;
  /** Connections of one address, IPv6 by /64; declared proxies are exempt. 0 for no end. */
  readonly maxPerAddress: number;
  /** Addresses and CIDR ranges of proxies, behind which many callers are one peer. */
  readonly trustedProxies: readonly string[];
  /** Requests over one connection; the answer to the last one says that it ends. 0 for no end. */
  readonly maxRequests: number;
  /** From the first byte, or the connection, to the end of the header. */
  readonly headersMs: number;
  /** From the first byte to the end of the body, whatever a route allows. */
  readonly requestMs: number;
  /** A connection without a request ends after this long. */
  readonly keepAliveMs: number;
  /** How long a body may be on its way, or an answer wait for its client, before its pace counts. */
  readonly graceMs: number;
  /** Bytes a second that count as a pace, for bodies and for answers. 0 for any. */
  readonly minBytesPerSecond: number;
  /** How often all of this is looked at. */
  readonly checkMs: number;
}

/** What holds where nothing else is said. */
export const CONNECTION_DEFAULTS: ConnectionSettings = {
  maxConnections: 16_384,
  maxPerAddress: 512,
  trustedProxies: [],
  maxRequests: 10_000,
  headersMs: 10_000,
  requestMs: 300_000,
  // Node's default of 5 s drops idle keep-alive clients between two of their requests.
  keepAliveMs: 65_000,
  graceMs: 20_000,
  minBytesPerSecond: 500,
  checkMs: 1_000,
};

/** Longest request line and header together, in bytes. */
export const MAX_HEADER_BYTES = 16_384;
/** Header fields of a request at most: browsers send some 20. */
export const MAX_HEADER_FIELDS = 128;
/** Longest request target, in bytes. */
export const MAX_TARGET_BYTES = 8_192;
