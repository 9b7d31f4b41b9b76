import type { Target } from "../../target.ts";
import type { Operation } from "../operations.ts";
import type { Schema } from "./fits.ts";

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** What the document says of the answers of an operation, by status. */
export type Responses = ReadonlyMap<number, Content>;

/** The documented answers of an operation; empty where none are. */
export const responsesOf = (target: Target, operation: Operation): Responses => {
  const item = target.document?.paths[operation.path]?.[operation.method.toLowerCase()];
  const responses = (item?.["responses"] ?? {}) as Readonly<Record<string, { content?: Content }>>;
  return new Map(
    Object.entries(responses).map(([status, { content }]) => [Number(status), content ?? {}]),
  );
};

/** What any service may answer whatever the route: limits, time, overload, a wrong method. */
export const ANYTIME: readonly number[] = [304, 405, 408, 429, 503];
