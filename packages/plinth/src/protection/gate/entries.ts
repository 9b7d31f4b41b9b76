/** An address or range that is blocked or always let in, for a while or until it is removed. */
export interface AddressEntry {
  readonly id: string;
  /** An address, or a range such as "203.0.113.0/24"; one spelling each. */
  readonly range: string;
  readonly kind: "block" | "allow";
  readonly origin: "automatic" | "administrator";
  /** Why, in words. */
  readonly reason: string;
  /** 1 for the first block of an address, more for one that came again; 0 for what people made. */
  readonly level: number;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** When it ends by itself; null for never. */
  readonly until: number | null;
}

/** Milliseconds that a block lasts, by how often the address was blocked before (RL-13). */
export const BLOCK_MS: readonly number[] = [5, 30, 240, 1_440].map((minutes) => minutes * 60_000);

/** For how long after its end a block makes the next one longer. */
export const FORGIVEN_AFTER_MS = 7 * 86_400_000;

/** Whether an entry holds at an instant. */
export const holdsAt = ({ until }: Pick<AddressEntry, "until">, now: number): boolean =>
  until === null || until > now;
