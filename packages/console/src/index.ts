export * from "./account/index.ts";
export * from "./billing/index.ts";
export * from "./client/index.ts";
export * from "./kit/index.ts";
export * from "./security/index.ts";
export * from "./session/index.ts";
export * from "./shell/index.ts";
export * from "./usage/index.ts";
