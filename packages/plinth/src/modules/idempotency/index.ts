export { idempotencyErrors } from "./errors.ts";
export { type IdempotencyService, idempotency } from "./module.ts";
