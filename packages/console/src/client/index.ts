export type { ApiClient, ApiClientOptions, ApiRequest } from "./api-client.ts";
export { createApiClient } from "./api-client.ts";
export type { FieldFault, LocalCode, Problem } from "./api-error.ts";
export { ApiError, isApiError, isQuiet, isRefused } from "./api-error.ts";
export type {
  AuthApi,
  Challenge,
  CodeMethod,
  DeviceSession,
  FactorOverview,
  MailboxMail,
  PasswordCheck,
  PasswordPolicy,
  SignInOutcome,
  User,
} from "./auth-api.ts";
export { createAuthApi } from "./auth-api.ts";
export type { FetchLike } from "./form-fetch.ts";
export type { Passkey } from "./passkey-ceremonies.ts";
export type { PasskeyList, PasskeysApi } from "./passkeys-api.ts";
export { createPasskeysApi, supportsPasskeys } from "./passkeys-api.ts";
export { smallPicture, widePicture } from "./picture-sources.ts";
export type { SendOnce } from "./request-keys.ts";
export { createRequestKeys, newRequestKey } from "./request-keys.ts";
export type { StepUpAnswer, StepUpDesk, StepUpNeed } from "./step-up.ts";
export { createStepUpDesk } from "./step-up.ts";
export type { ErrorWords } from "./wording.ts";
export {
  describeError,
  describeFault,
  faultsByField,
  fieldOf,
  waitWords,
  wordedCodes,
} from "./wording.ts";
