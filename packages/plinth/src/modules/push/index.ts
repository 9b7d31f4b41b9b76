export { definePush, type PushKind } from "./kind.ts";
export { type PushService, push } from "./module.ts";
export type { NewPush, Push, PushOwner } from "./service.ts";
