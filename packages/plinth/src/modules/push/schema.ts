import { idText, list, type Static, strictObject, Type } from "#policy";

const base64url = (length: number) =>
  Type.String({ minLength: length, maxLength: length, pattern: "^[A-Za-z0-9_-]*$" });

/** POST /api/v1/push/subscriptions: what PushSubscription.toJSON() gives. */
export const SubscribeBody = strictObject({
  endpoint: Type.String({ maxLength: 1_000, description: "a secret: whoever knows it may send" }),
  /** When the browser lets go of it by itself; nobody does so today. */
  expirationTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  keys: strictObject({ p256dh: base64url(87), auth: base64url(22) }),
});
export type SubscribeBody = Static<typeof SubscribeBody>;

/** Keys of the example in RFC 8291, appendix A: nobody's. */
export const NOBODYS_KEYS: SubscribeBody["keys"] = {
  p256dh: [
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx",
    "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  ].join(""),
  auth: ["BTBZMqHH6r4", "Tts7J_aSIgg"].join(""),
};

/** A browser that gets messages. */
export const SubscriptionReply = strictObject({
  id: idText(),
  service: Type.String({ description: "host of the push service" }),
  createdAt: Type.String(),
  sentAt: Type.Union([Type.String(), Type.Null()], { description: "the last message; null: none" }),
  current: Type.Boolean({ description: "whether it is of the session that asks" }),
});
export type SubscriptionReply = Static<typeof SubscriptionReply>;

/** GET /api/v1/push/subscriptions */
export const SubscriptionsReply = strictObject({ subscriptions: list(SubscriptionReply) });

/** GET /api/v1/push/key */
export const KeyReply = strictObject({
  publicKey: Type.String({ description: "applicationServerKey for PushManager.subscribe()" }),
});

/** The path of one subscription. */
export const SubscriptionParams = strictObject({ id: idText() });

/** What is kept of a message that waits. */
export const PushLetter = Type.Object(
  {
    subscriptionId: Type.String(),
    kind: Type.String(),
    urgency: Type.String(),
    /** Milliseconds since the epoch. */
    usefulUntil: Type.Integer(),
    /** JSON, as the browser gets it. */
    text: Type.String(),
  },
  { additionalProperties: false },
);
export type PushLetter = Static<typeof PushLetter>;
