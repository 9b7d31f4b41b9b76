import type { ApiClient } from "@plinth/console";
import type { DeviceAddress } from "./device.ts";

/** What somebody wants to be reminded of. */
export type Wishes = {
  readonly cook: boolean;
  /** 0 = Sunday; HH:MM. */
  readonly shop: { readonly day: number; readonly time: string } | null;
};

/** What the server knows; without a time zone where nobody said anything yet. */
export type KeptWishes = Wishes & { readonly timeZone: string | null };

type Subscription = { readonly id: string; readonly current: boolean };

/** The calls of reminders. */
export type RemindersApi = ReturnType<typeof createRemindersApi>;

/** Names the calls. */
export const createRemindersApi = (client: ApiClient) => {
  const root = "/api/v1/reminders";
  const push = "/api/v1/push";
  const subscriptions = async (signal?: AbortSignal): Promise<readonly Subscription[]> =>
    (await client.get<{ subscriptions: readonly Subscription[] }>(`${push}/subscriptions`, signal))
      .subscriptions;
  return {
    load: (signal?: AbortSignal) => client.get<KeptWishes>(root, signal),
    /** Times are those of where the person is now. */
    save: (wishes: Wishes) => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const body = { ...wishes, timeZone };
      return client.request<KeptWishes>({ method: "PUT", path: root, body });
    },
    key: async () => (await client.get<{ publicKey: string }>(`${push}/key`)).publicKey,
    /** Whether the server sends to the browser of this session. */
    isSubscribed: async (signal?: AbortSignal) =>
      (await subscriptions(signal)).some(({ current }) => current),
    subscribe: ({ endpoint, keys }: DeviceAddress) =>
      client.request<Subscription>({
        method: "POST",
        path: `${push}/subscriptions`,
        body: { endpoint, keys },
      }),
    unsubscribe: async () => {
      for (const { id, current } of await subscriptions()) {
        if (current) await client.remove<undefined>(`${push}/subscriptions/${id}`);
      }
    },
  };
};
