/** What a scanner says of a file. */
export type ScanVerdict =
  | { readonly kind: "clean" }
  /** `signature` is the scanner's name of what it found: printable, 128 characters at most. */
  | { readonly kind: "infected"; readonly signature: string }
  /**
   * Nothing is known of the file; `because` is for the log. `isGone` says that nobody was there to
   * ask, which no file can bring about; silence and odd answers may be the file's doing.
   */
  | { readonly kind: "unavailable"; readonly because: string; readonly isGone?: boolean };

/** Looks into files before they are kept (UPL-04). */
export interface Scanner {
  /** Scans the file at a path; never rejects, because not to know is an answer too. */
  readonly scan: (path: string) => Promise<ScanVerdict>;
  /** Whether the scanner answers now; never rejects. */
  readonly isReady: () => Promise<boolean>;
}

/** Finds nothing in anything: what `FILE_SCAN=off` means. */
export const noScanner: Scanner = Object.freeze({
  scan: async (): Promise<ScanVerdict> => ({ kind: "clean" }),
  isReady: async () => true,
});
