export type { Method } from "./codes/typed-codes.ts";
export { type MfaService, mfa } from "./module.ts";
export { rememberedIn, SecondFactorReply, secondFactorReply } from "./routes.ts";
export { RaisedProperties } from "./schema.ts";
export type { Mfa, ProveRequest } from "./service.ts";
export type { OtherFactor } from "./use-cases/removals.ts";
export type {
  FirstFactor,
  FirstFactorName,
  FirstStep,
  NextStep,
  SecondFactorChallenge,
} from "./use-cases/sign-in.ts";
