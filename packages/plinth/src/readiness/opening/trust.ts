/** Which certificates are taken for good. */
export interface Trust {
  /** Authorities of the caller's own, as PEM, besides nobody else. */
  readonly ca?: string;
  /** Takes any certificate. */
  readonly isInsecure?: boolean;
}
