export { definePush, type PushKind } from "./kind.ts";
export { push } from "./module.ts";
export type { NewPush, Push, PushOwner, PushService } from "./service.ts";
