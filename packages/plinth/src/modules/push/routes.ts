import { type Route, reply, route } from "#http";
import {
  KeyReply,
  NOBODYS_KEYS,
  SubscribeBody,
  SubscriptionParams,
  SubscriptionReply,
  SubscriptionsReply,
} from "./schema.ts";
import type { Push } from "./service.ts";

const ROOT = "/api/v1/push";

/** Where browsers ask for messages, and say that they want none any more. */
export const pushRoutes = (push: Push): readonly Route[] => [
  route.get(
    `${ROOT}/key`,
    {
      access: "user",
      summary: "Gives the key that a browser binds its subscription to messages to",
      responses: { 200: KeyReply },
    },
    async () => ({ publicKey: await push.publicKey() }),
  ),
  route.get(
    `${ROOT}/subscriptions`,
    {
      access: "user",
      summary: "Lists the browsers in which the caller gets messages, newest first",
      responses: { 200: SubscriptionsReply },
      dataClass: "personal",
    },
    async ({ principal }) => ({ subscriptions: [...(await push.list(principal))] }),
  ),
  route.post(
    `${ROOT}/subscriptions`,
    {
      access: "user",
      summary: "Has messages sent to the caller's browser for as long as its session lasts",
      limit: "30/hour",
      body: SubscribeBody,
      // A URL that its push service made at random: a pattern of an attack in it would be chance.
      inspect: { endpoint: "off" },
      responses: { 201: SubscriptionReply },
      errors: ["PUSH_SERVICE_UNKNOWN", "PUSH_KEYS_INVALID"],
      audit: "push.subscribed",
      dataClass: "personal",
      example: {
        endpoint: "https://updates.push.services.mozilla.com/wpush/v2/example",
        keys: NOBODYS_KEYS,
      },
    },
    async ({ principal, body }) => reply(201, await push.subscribe(principal, body)),
  ),
  route.delete(
    `${ROOT}/subscriptions/:id`,
    {
      access: "user",
      summary: "Ends messages to one of the caller's browsers",
      limit: "60/hour",
      params: SubscriptionParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "push.unsubscribed",
      dataClass: "personal",
    },
    async ({ principal, params }) => {
      await push.unsubscribe(principal, params.id);
      return reply(204);
    },
  ),
];
