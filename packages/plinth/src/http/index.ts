export { type WebApplication, webApplicationRoutes } from "./assets.ts";
export { preferredCoding } from "./coding/accepted.ts";
export { preferredType } from "./coding/media-types.ts";
export {
  type EventOptions,
  type EventReply,
  type EventStream,
  eventReply,
} from "./events/event-reply.ts";
export { createEventStreams } from "./events/event-streams.ts";
export type { ServerEvent } from "./events/event-text.ts";
export { type InlineContent, inlineContentOf, inlineContentOfErrors } from "./inline-content.ts";
export {
  createKernel,
  type KernelParts,
  type MountedRoute,
  type Preflight,
  type RequestListener,
  type Witness,
} from "./kernel.ts";
export {
  STAGE_ORDER,
  type StageFactory,
  type StageName,
  type StageSet,
} from "./lifecycle.ts";
export type { StillHolds } from "./reply/callers.ts";
export { createErrorPages } from "./reply/error-pages.ts";
export type { ReplyHeaders, ReplyKind } from "./reply/headers.ts";
export { type StreamOptions, StreamReply, streamReply } from "./reply/live/stream.ts";
export { UpgradeReply } from "./reply/live/upgrade.ts";
export { type ErrorPage, PAGE_CSP_HASHES, staticPage } from "./reply/pages.ts";
export type { PreparedAnswer } from "./reply/prepared.ts";
export { errorDocumentation, joinCatalogues, type ProblemDocument } from "./reply/problem.ts";
export { type Reply, type ReplyValue, reply } from "./reply/reply.ts";
export { createSender, type Sender } from "./reply/send.ts";
export { TABLE_FILE, tableFile } from "./reply/table-file.ts";
export {
  type ClientOrigin,
  createOriginResolver,
  isLoopback,
  type OriginResolver,
} from "./request/address.ts";
export { RequestContext, type Stage } from "./request/context.ts";
export { type CookieOptions, clearCookie, cookieValue, setCookie } from "./request/cookies.ts";
export { isFromElsewhere } from "./request/elsewhere.ts";
export type {
  Authenticator,
  Credentials,
  KeyAuthenticator,
  KeySigning,
  Principal,
} from "./request/principal.ts";
export type { UploadedFile, UploadedFiles } from "./request/uploaded-file.ts";
export { type HandlerRequest, type HandlerResult, type Route, route } from "./route.ts";
export { originForm, pathOf } from "./routing/paths.ts";
export {
  createHttpServer,
  type HttpServer,
  type ListenAddress,
  type ServerOptions,
} from "./server.ts";
export { authenticateStage, authorizeStage, type Denial, stepUpRequired } from "./stages/access.ts";
export { isJsonMediaType, JsonFault, parseStrictJson } from "./stages/json.ts";
export { type AnswerKeeper, keyedView, type Produce } from "./stages/keep.ts";
export { readStage } from "./stages/read.ts";
export { createRecorder, type Recorder, type RequestTotals } from "./stages/record.ts";
export { validateStage } from "./stages/validate.ts";
export {
  type CreateServer,
  createTlsListener,
  TLS_CIPHERS,
  type TlsListener,
} from "./tls/tls-listener.ts";
