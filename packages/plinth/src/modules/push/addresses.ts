import type { FieldSealer } from "#services/field-keys";
import type { SubscriptionRow } from "./repository.ts";

/** Where a browser is reached, and with which keys only it reads. */
export interface PushAddress {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Addresses as they are kept: nobody who reads the database can send or read messages. */
export interface Addresses {
  readonly seal: (
    row: Pick<SubscriptionRow, "id" | "account_id">,
    of: PushAddress,
  ) => Promise<string>;
  readonly open: (row: SubscriptionRow) => Promise<PushAddress>;
}

/** Builds it. */
export const createAddresses = (fields: FieldSealer): Addresses => {
  const placeOf = ({ id, account_id }: Pick<SubscriptionRow, "id" | "account_id">) => ({
    table: "push_subscriptions",
    column: "address",
    row: id,
    account: account_id,
  });
  return {
    seal: (row, address) => fields.seal(placeOf(row), JSON.stringify(address)),
    open: async (row) => JSON.parse(await fields.open(placeOf(row), row.address)) as PushAddress,
  };
};
