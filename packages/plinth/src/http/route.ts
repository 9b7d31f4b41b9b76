import type { Method, PolicyDeclaration, Static, TSchema } from "#policy";
import type { ReplyValue } from "./reply/reply.ts";
import type { RequestContext } from "./request/context.ts";
import type { Principal } from "./request/principal.ts";
import type { UploadedFile } from "./request/uploaded-file.ts";

type Part<D extends PolicyDeclaration, K extends "params" | "query" | "body"> = D extends {
  readonly [P in K]: infer S extends TSchema;
}
  ? Static<S>
  : undefined;

type Files<D extends PolicyDeclaration> = D extends { readonly upload: infer U }
  ? { readonly [F in keyof U]: readonly UploadedFile[] }
  : undefined;

/** What a handler sees of a request, typed by the route's own policy. */
export interface HandlerRequest<D extends PolicyDeclaration>
  extends Pick<
    RequestContext,
    | "requestId"
    | "clientAddress"
    | "secure"
    | "signal"
    | "header"
    | "cookie"
    | "addHeader"
    | "rawBody"
  > {
  readonly params: Part<D, "params">;
  readonly query: Part<D, "query">;
  readonly body: Part<D, "body">;
  /** Accepted files by field; undefined where the route declares no `upload`. */
  readonly files: Files<D>;
  /** The caller; only public routes may have none. */
  readonly principal: D["access"] extends { readonly public: true }
    ? Principal | undefined
    : Principal;
}

type Body<D extends PolicyDeclaration> = {
  [K in keyof D["responses"]]: D["responses"][K] extends TSchema
    ? Static<D["responses"][K]>
    : undefined;
}[keyof D["responses"]];

/** A plain value answers with the first declared status; `reply` says more. */
export type HandlerResult<D extends PolicyDeclaration> = Body<D> | ReplyValue;

/** A route: method, path, policy, code. Made by `route.get` and its like. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly declaration: PolicyDeclaration;
  readonly handler: (context: RequestContext) => unknown;
}

type Declare = <const D extends PolicyDeclaration>(
  path: string,
  policy: D,
  handler: (request: HandlerRequest<D>) => HandlerResult<D> | Promise<HandlerResult<D>>,
) => Route;

const declare =
  (method: Method): Declare =>
  (path, declaration, handler) => ({
    method,
    path,
    declaration,
    handler: handler as unknown as Route["handler"],
  });

/**
 * Declares routes, policy before code.
 * @example
 * route.get("/api/v1/hello", {
 *   access: { public: true, because: "greets everyone" },
 *   summary: "Says hello",
 *   responses: { 200: strictObject({ hello: Type.String() }) },
 * }, () => ({ hello: "world" }))
 */
export const route: {
  readonly get: Declare;
  readonly post: Declare;
  readonly put: Declare;
  readonly patch: Declare;
  readonly delete: Declare;
} = {
  get: declare("GET"),
  post: declare("POST"),
  put: declare("PUT"),
  patch: declare("PATCH"),
  delete: declare("DELETE"),
};
