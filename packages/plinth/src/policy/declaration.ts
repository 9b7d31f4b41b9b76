import type { DurationText, SizeText } from "#core";
import type { AccessDeclaration } from "./access.ts";
import type { CacheDeclaration, ReuseDeclaration } from "./answers/types.ts";
import type { InspectDeclaration } from "./inspection.ts";
import type { LimitDeclaration } from "./limits.ts";
import type { QuotaDeclaration } from "./quota/quota.ts";
import type { TSchema } from "./schemas.ts";
import type { UploadDeclaration } from "./upload/types.ts";

/** How sensitive the data of a route is (PRIV-01). */
export type DataClass = "public" | "internal" | "personal" | "secret";

/** What a limiter does while its store is down (RL-11). */
export type OnStoreDown = "deny" | "allow" | "local";

/** How well and how lately the caller must have proven who they are (RFC 9470). */
export interface AssuranceDeclaration {
  /** Kinds of factors; 2 asks for a second factor. */
  readonly level?: 1 | 2;
  /** The latest proof is at most this old. */
  readonly freshWithin?: DurationText;
}

/**
 * The policy of one route, stated before its code. Every field is enforced, documented and probed;
 * a field that is not listed here stops the start (POL-03).
 */
export interface PolicyDeclaration {
  /** Who may call. Denied by default; public routes say why. */
  readonly access: AccessDeclaration;
  /** Asks a signed-in caller to prove again, or with a second factor. API keys cannot. */
  readonly assurance?: AssuranceDeclaration;
  /** Scope that an API key needs, such as "plans:read"; without it no API key may call. */
  readonly scope?: string;
  /** Callers with an API key sign the request (RFC 9421); needs `scope`. */
  readonly signed?: true;
  /** One sentence for the documentation. */
  readonly summary: string;
  /** Limits; without it the application's default holds. Only with a reason may a route have none. */
  readonly limit?: LimitDeclaration | readonly LimitDeclaration[] | { readonly none: string };
  /** What a call uses up of a meter; the work is not begun where nothing is left (QB-02). */
  readonly quota?: QuotaDeclaration;
  /** Path parameters. */
  readonly params?: TSchema;
  /** Query parameters; numbers and booleans are read from their text. */
  readonly query?: TSchema;
  /** JSON body; a route without it refuses any body. */
  readonly body?: TSchema;
  /**
   * Fields of a form (multipart/form-data) that take files; `body` then has its text fields. Without
   * it a route takes no file.
   */
  readonly upload?: UploadDeclaration;
  /**
   * Media types of bodies that are taken as JSON beside `application/json` and `…+json`, such as the
   * one in which browsers report.
   */
  readonly mediaTypes?: readonly string[];
  /** Statuses and bodies of the answer; null means no body. Others are a fault of ours. */
  readonly responses: Readonly<Record<number, TSchema | null>>;
  /**
   * Media type of the answer. Default "json"; "html" and "text" answers are strings or bytes,
   * "worker" is the script of a service worker, the one file that fetches by its own policy,
   * "stream" ones come bit by bit and name their own Content-Type, and so do "file" ones: files of
   * people, which are shown in no page of ours and may run nothing (UPL-03). "events" ones are
   * server-sent events (text/event-stream) whose schema is that of the data of one event; `timeout` is
   * for their beginning.
   */
  readonly produces?: "json" | "html" | "text" | "asset" | "worker" | "stream" | "events" | "file";
  /**
   * Lets WebSocket connections begin here, for pages of this site and of listed origins. Only a GET
   * route, and only the gateway passes them on.
   */
  readonly webSocket?: true;
  /** Largest accepted body, without files. Default 64kb. */
  readonly bodyLimit?: SizeText;
  /**
   * What happens to input that looks like an attack, by field; default by kind of field: identifiers
   * and technical fields block, free text logs, secrets are not looked at.
   */
  readonly inspect?: InspectDeclaration;
  /** Cookie-authenticated state changes need the session's token; exempt only with a reason. */
  readonly csrf?: { readonly exempt: string };
  /** Whether other listed origins may read the answer. Default true. */
  readonly cors?: boolean;
  /** Whether callers and what lies between may keep the answer. Default "no-store". */
  readonly cache?: CacheDeclaration;
  /** Whether the server keeps the answer for a while; without it the code runs for every call. */
  readonly reuse?: ReuseDeclaration;
  /**
   * Answers above 1 KB leave compressed for callers who take that, unless a secret may be in them:
   * `dataClass: "secret"`, or a member of that name in `responses`. Says why this one does not.
   */
  readonly compress?: { readonly none: string };
  /**
   * Callers may send an Idempotency-Key: the same key then has one effect and one answer for a day,
   * however often the request is sent (P-090).
   */
  readonly idempotent?: true;
  /** The route is ended after this long. Default 10s. */
  readonly timeout?: DurationText;
  /** Name of the audit event recorded for each call, such as "plan.created". */
  readonly audit?: string;
  /** Default "personal" where someone is signed in, else "public". */
  readonly dataClass?: DataClass;
  /** Default "local". Authentication routes may not use "allow". */
  readonly onStoreDown?: OnStoreDown;
  /** Codes of errors beyond those that follow from the policy. */
  readonly errors?: readonly string[];
  /** An example body that answers with a declared status; executed by the documentation test. */
  readonly example?: unknown;
}

/** All field names, for the refusal of unknown ones. */
export const POLICY_FIELDS: readonly (keyof PolicyDeclaration)[] = [
  "access",
  "assurance",
  "scope",
  "signed",
  "summary",
  "limit",
  "quota",
  "params",
  "query",
  "body",
  "mediaTypes",
  "upload",
  "responses",
  "produces",
  "webSocket",
  "bodyLimit",
  "inspect",
  "csrf",
  "cors",
  "cache",
  "reuse",
  "compress",
  "idempotent",
  "timeout",
  "audit",
  "dataClass",
  "onStoreDown",
  "errors",
  "example",
];
