import type { Target } from "../../target.ts";
import { type Operation, operationsOf, pathOf } from "../operations.ts";

/** A parameter of a reading route that refuses what looks like an attack, and takes free text else. */
export interface InspectedParameter {
  /** "GET /docs/errors/{code}, params.code", for people. */
  readonly name: string;
  /** As the policy names it. */
  readonly field: string;
  /** Whether it is a segment of the path, where routers refuse separators before anybody looks. */
  readonly isSegment: boolean;
  /** Path and query with this value in the parameter. */
  readonly pathWith: (value: string, target: Target) => string;
}

/** Longest text that probes send. */
const LONGEST = 60;

const pathWith =
  (operation: Operation, parameter: string, where: string) =>
  (value: string, target: Target): string => {
    const text = encodeURIComponent(value);
    if (where === "path") {
      const own = { ...operation, path: operation.path.replace(`{${parameter}}`, "\0") };
      return pathOf(own, target).replace("\0", text);
    }
    const others = operation.parameters.filter(({ name }) => name !== parameter);
    const path = pathOf({ ...operation, parameters: others }, target);
    return `${path}${path.includes("?") ? "&" : "?"}${parameter}=${text}`;
  };

/** Every such parameter of public routes that read; none where no document tells. */
export const inspectedParameters = (target: Target): readonly InspectedParameter[] =>
  operationsOf(target)
    .filter(({ method, policy }) => method === "GET" && policy.access.kind === "public")
    .flatMap((operation) =>
      operation.parameters.flatMap(({ name, in: where, schema }) => {
        const field = `${where === "path" ? "params" : "query"}.${name}`;
        // Documents of older services tell nothing of inspection.
        const fields = (operation.policy as Partial<typeof operation.policy>).inspect?.fields ?? [];
        const isBlocked = fields.some((entry) => entry.field === field && entry.mode === "block");
        const isOpen =
          schema?.type === "string" &&
          schema.pattern === undefined &&
          (schema.maxLength ?? LONGEST) >= LONGEST;
        if (!isBlocked || !isOpen) return [];
        return [
          {
            name: `${operation.name}, ${field}`,
            field,
            isSegment: where === "path",
            pathWith: pathWith(operation, name, where),
          },
        ];
      }),
    );
