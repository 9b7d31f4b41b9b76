/** What an owner asks of its instance, such as `{ do: "usage" }`; a number is put beside it. */
export interface Asked {
  readonly do: string;
}

/** An order on its way; answered by a report of the same number. */
export type Order<A extends Asked = Asked> = A & { readonly id: number };

/** What an instance reports of an order. */
export type Report =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly reason: string };
