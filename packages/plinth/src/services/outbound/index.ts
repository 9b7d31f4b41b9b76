export {
  type ClosableOutboundClient,
  createOutboundClient,
  type OutboundClient,
  type OutboundParts,
  type OutboundRequest,
  type OutboundResponse,
} from "./client.ts";
export { outboundErrors } from "./errors.ts";
export {
  createHttpDependency,
  type HttpDependency,
  type HttpDependencyDeclaration,
  type HttpDependencyRequest,
  retryAfterMs,
} from "./http-dependency.ts";
