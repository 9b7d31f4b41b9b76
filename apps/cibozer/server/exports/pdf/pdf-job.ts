import type { Direction } from "./visual-lines.ts";

/** A dish as it is printed: every member is a whole text. */
export interface DishWords {
  readonly when: string;
  readonly title: string;
  readonly facts: string;
  /** What each of the others gets who eat along. */
  readonly others?: string;
  readonly parts: string;
  readonly note?: string;
}

/** A plan in the words that are printed. */
export interface PlanWords {
  /** The tag of what they are in. */
  readonly language: string;
  readonly direction: Direction;
  readonly title: string;
  /** The foot of a page, with places for {page} and {pages}. */
  readonly foot: string;
  readonly lead: readonly string[];
  readonly days: readonly {
    readonly title: string;
    readonly facts: string;
    readonly dishes: readonly DishWords[];
  }[];
  readonly list: {
    readonly title: string;
    readonly facts: string;
    readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
  };
}

/** What the thread draws. */
export interface PdfJob {
  readonly words: PlanWords;
  readonly paper: "A4" | "LETTER";
  /** When the plan was changed last, in milliseconds since the epoch: the file's own time. */
  readonly made: number;
}

/** From the thread: a file, or what went wrong. */
export type PdfAnswer = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly fault: string };
