import { defineErrors } from "#core";

/** What routes with Idempotency-Key answer beyond the platform's codes. */
export const idempotencyErrors = defineErrors({
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    title: "The Idempotency-Key is none",
    explanation:
      "An Idempotency-Key is 1 to 255 visible characters, such as a UUID, in quotes or without. Make a new one for each thing that is to be done, and send the same one when the same request is sent again.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: "The Idempotency-Key belongs to another request",
    explanation:
      "The same key came before with another path, query or body. Nothing was done. A new request needs a new key; the same request keeps its own.",
  },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    title: "The same request is under way",
    explanation:
      "A request with this Idempotency-Key has begun and has not ended. Nothing was done a second time. Send it again after Retry-After seconds: then it is answered as the first one was.",
  },
  IDEMPOTENCY_ANSWER_LOST: {
    status: 409,
    title: "The request was done, and its answer is lost",
    explanation:
      "The request with this Idempotency-Key took effect, and the service stopped before it could keep the answer. It is not done again. Look at what it changed; for something else to be done use a new key.",
  },
});
