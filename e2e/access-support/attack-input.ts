import type { Alterations } from "../../packages/plinth/src/app/index.ts";
import type { Operation } from "./whole-application.ts";

/** Nothing looks at the input and nothing counts: what holds now is not the inspection. */
export const UNINSPECTED: Alterations = {
  controls: (controls) => ({
    ...controls,
    stages: {
      ...controls.stages,
      protect: [],
      meter: [],
      inspect: [],
    },
  }),
};

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every body of an operation with the payload in one of its texts. */
export const spoiltBodies = (
  body: unknown,
  operation: Operation,
  payload: string,
): readonly unknown[] => {
  if (!isObject(body)) return [];
  const names = new Set([...Object.keys(body), ...Object.keys(operation.body?.properties ?? {})]);
  return [...names].flatMap((name) => {
    const schema = operation.body?.properties?.[name];
    if (schema?.type === "array") return [{ ...body, [name]: [payload] }];
    return schema?.type === undefined || schema.type === "string"
      ? [{ ...body, [name]: payload }]
      : [];
  });
};

/** Every path of an operation with the payload in one of its parameters. */
export const spoiltPaths = (
  operation: Operation,
  path: string,
  payload: string,
): readonly string[] => {
  const text = encodeURIComponent(payload);
  return operation.parameters.map(({ name, in: where }) =>
    where === "path"
      ? operation.path.replaceAll(/\{(\w+)\}/g, (_, own: string) => (own === name ? text : "x"))
      : `${path.split("?")[0]}?${name}=${text}`,
  );
};
