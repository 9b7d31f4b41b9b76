export type { ApiClient, ApiClientOptions, ApiRequest, FetchLike } from "./api-client.ts";
export { createApiClient } from "./api-client.ts";
export type { FieldFault, LocalCode, Problem } from "./api-error.ts";
export { ApiError, isApiError } from "./api-error.ts";
export type {
  AuthApi,
  DeviceSession,
  MailboxMail,
  PasswordCheck,
  PasswordPolicy,
  User,
} from "./auth-api.ts";
export { createAuthApi } from "./auth-api.ts";
export type { ErrorWords } from "./wording.ts";
export {
  describeError,
  describeFault,
  faultsByField,
  fieldOf,
  waitWords,
  wordedCodes,
} from "./wording.ts";
