/** A value of a structured field (RFC 9651 section 3.3); dates in seconds since the epoch. */
export type BareItem =
  | { readonly type: "integer" | "decimal" | "date"; readonly value: number }
  | { readonly type: "string" | "token" | "display-string"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  | { readonly type: "boolean"; readonly value: boolean };

/** Parameters in the order in which they were written. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** A value with its parameters. */
export interface Item {
  readonly item: BareItem;
  readonly parameters: Parameters;
}

/** A list in parentheses with its own parameters. */
export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

/** A member of a dictionary or list. */
export type Member = Item | InnerList;

/** A dictionary, in the order in which it was written. */
export type Dictionary = ReadonlyMap<string, Member>;

/** Whether a member is a list in parentheses. */
export const isInnerList = (member: Member): member is InnerList => "items" in member;
