import type { Access } from "./access.ts";
import type { CompressionPolicy, ReusePolicy } from "./answers/types.ts";
import type { DataClass, OnStoreDown } from "./declaration.ts";
import type { InspectPolicy } from "./inspection.ts";
import type { LimitRule } from "./limits.ts";
import type { QuotaPolicy } from "./quota/quota.ts";
import type { TSchema } from "./schemas.ts";
import type { UploadPolicy } from "./upload/types.ts";

/** Methods a route may have. HEAD follows GET, OPTIONS is answered by CORS. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Whether and why the session's token is asked for. */
export type CsrfPolicy =
  | { readonly kind: "cookie" }
  | { readonly kind: "safe-method" }
  | { readonly kind: "exempt"; readonly because: string };

/** How well and how lately a caller must have proven who they are. */
export interface AssurancePolicy {
  readonly level: 1 | 2;
  /** Oldest proof that counts, in milliseconds; null where age does not matter. */
  readonly freshMs: number | null;
}

/** The policy of one route, normalised, complete and serialisable. */
export interface RoutePolicy {
  readonly method: Method;
  /** With parameters as ":name"; a trailing "*" takes the rest. */
  readonly path: string;
  /** The module that brought the route. */
  readonly module: string;
  readonly summary: string;
  readonly access: Access;
  /** What is asked beyond access; null where any proof will do. */
  readonly assurance: AssurancePolicy | null;
  /** Scope that an API key needs; null where no API key may call. */
  readonly scope: string | null;
  /** Whether callers with an API key sign the request. */
  readonly signed: boolean;
  readonly limits: readonly LimitRule[];
  /** Why the route has no limit; only when `limits` is empty. */
  readonly limitExempt: string | null;
  /** What a call uses up of a meter; left out where it uses none. */
  readonly quota?: QuotaPolicy;
  readonly params: TSchema | null;
  readonly query: TSchema | null;
  readonly body: TSchema | null;
  /** Media types that are read as JSON beside those that say so themselves. */
  readonly mediaTypes: readonly string[];
  /** The files of the form; null where the route takes none. */
  readonly upload: UploadPolicy | null;
  /** Largest accepted body in bytes, files included. */
  readonly bodyLimit: number;
  readonly responses: Readonly<Record<number, TSchema | null>>;
  readonly produces: "json" | "html" | "text" | "asset" | "worker" | "stream" | "events" | "file";
  /** Whether requests may leave HTTP for a WebSocket. */
  readonly webSocket: boolean;
  /** What is looked at in the input, and what follows. */
  readonly inspect: InspectPolicy;
  readonly csrf: CsrfPolicy;
  readonly cors: boolean;
  /** The value of Cache-Control. */
  readonly cacheControl: string;
  /** How answers are kept on the server; left out where they are not. */
  readonly reuse?: ReusePolicy;
  /** Whether answers are compressed for callers who take that. */
  readonly compression: CompressionPolicy;
  /** Whether callers may send an Idempotency-Key; left out where none is looked at. */
  readonly idempotent?: true;
  readonly timeoutMs: number;
  readonly audit: string | null;
  readonly dataClass: DataClass;
  readonly onStoreDown: OnStoreDown;
  /** Every error code the route can answer with. */
  readonly errors: readonly string[];
  readonly example: unknown;
}
