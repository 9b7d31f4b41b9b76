/** Where a request came from. */
export interface Origin {
  readonly requestId: string;
  readonly clientAddress: string;
  /** The User-Agent header. */
  readonly agent?: string | undefined;
}

/** The members of a security event that say where a request came from. */
export const eventOrigin = ({ requestId, clientAddress, agent }: Origin) => ({
  requestId,
  clientAddress,
  ...(agent === undefined ? {} : { agent }),
});
