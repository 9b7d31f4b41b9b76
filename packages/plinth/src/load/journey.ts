import { parseDuration } from "#core";
import type { Send } from "./wire/connection.ts";

/** Values that a user has gathered on the way, by name. */
export type Values = ReadonlyMap<string, string>;

/** One request of a journey. */
export interface Step {
  /** How it is called in results, such as "GET /health". */
  readonly name: string;
  /** Place of its figures in the results. */
  readonly endpoint: number;
  /** The bytes to send, with the user's values filled in. */
  readonly encode: (values: Values) => Buffer;
  readonly isHead: boolean;
  /** Pause after its answer, in milliseconds. */
  readonly thinkMs: number;
  /** Names of values to take from the answer, with the places (JSON Pointer, RFC 6901) they lie at. */
  readonly captures: readonly (readonly [name: string, pointer: string])[];
}

/** What a user does, from the first request to the last; then it begins again. */
export interface Journey {
  readonly name: string;
  /** How often it is chosen, compared with the others. */
  readonly weight: number;
  readonly steps: readonly Step[];
}

/** One request as people write it. */
export interface StepText {
  readonly method?: string;
  readonly path: string;
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text that is sent as it is. */
  readonly body?: unknown;
  /** Such as "2s". */
  readonly think?: string;
  readonly capture?: Readonly<Record<string, string>>;
}

/** A journey as people write it. */
export interface JourneyText {
  readonly name?: string;
  readonly weight?: number;
  readonly steps: readonly StepText[];
}

/** What all requests share. */
export interface Common {
  /** Value of the Host header. */
  readonly host: string;
  /** Path of the target's URL, put before each path; "" or such as "/app". */
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Names in `${…}` are filled in anew for every request. */
const PLACE = /\$\{([A-Za-z][\w-]{0,63})\}/g;
const HAS_PLACE = new RegExp(PLACE.source);
const METHOD = /^[A-Z]{1,20}$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** What a user's value may bring into a request line or a header: nothing that ends it. */
const BREAKS = /[\r\n\0]/;

/** A mistake in a scenario or in what was typed, with the place of it. */
export class PlanError extends Error {}

const fill = (text: string, values: Values, write: (value: string) => string): string =>
  text.replace(PLACE, (whole, name: string) => {
    const value = values.get(name);
    return value === undefined ? whole : write(value);
  });

const asItIs = (value: string): string => value;
/** Inside of the quotes of a JSON text. */
const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

const requireLine = (text: string, where: string): string => {
  if (BREAKS.test(text)) throw new PlanError(`${where} has a line break in it`);
  return text;
};

const encodeBody = (body: unknown): string => {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
};

const headerLines = (given: StepText, common: Common, hasBody: boolean): string[] => {
  const named = { ...common.headers, ...given.headers };
  const lines = Object.entries(named).map(([name, value]) => {
    if (!HEADER_NAME.test(name)) throw new PlanError(`${JSON.stringify(name)} is no header name`);
    return `${name}: ${requireLine(value, `header ${name}`)}`;
  });
  const has = (name: string) => Object.keys(named).some((one) => one.toLowerCase() === name);
  if (!has("host")) lines.unshift(`Host: ${common.host}`);
  if (!has("user-agent")) lines.push("User-Agent: plinth-load");
  if (hasBody && !has("content-type")) lines.push("Content-Type: application/json");
  return lines;
};

/** Builds what sends one request; without places to fill it is encoded once. */
const encoderOf = (given: StepText, method: string, common: Common): Step["encode"] => {
  const body = encodeBody(given.body);
  const hasBody = given.body !== undefined;
  const path = requireLine(`${common.basePath}${given.path}`, "a path").replaceAll(" ", "%20");
  const lines = headerLines(given, common, hasBody).join("\r\n");
  const write = typeof given.body === "string" ? asItIs : inJson;
  const encode = (values: Values): Buffer => {
    const filled = fill(body, values, write);
    const length = hasBody ? `\r\nContent-Length: ${Buffer.byteLength(filled)}` : "";
    const start = `${method} ${fill(path, values, encodeURIComponent)} HTTP/1.1`;
    return Buffer.from(`${start}\r\n${fill(lines, values, asItIs)}${length}\r\n\r\n${filled}`);
  };
  if (HAS_PLACE.test(path + lines + body)) return encode;
  const bytes = encode(new Map());
  return () => bytes;
};

const stepOf = (given: StepText, endpoint: number, common: Common, thinkMs: number): Step => {
  const method = (given.method ?? (given.body === undefined ? "GET" : "POST")).toUpperCase();
  if (!METHOD.test(method)) throw new PlanError(`${JSON.stringify(method)} is no method`);
  if (!given.path.startsWith("/")) {
    throw new PlanError(`path ${JSON.stringify(given.path)} does not begin with /`);
  }
  let own = thinkMs;
  if (given.think !== undefined) {
    try {
      own = parseDuration(given.think as never);
    } catch {
      throw new PlanError(`think ${JSON.stringify(given.think)} is no time such as "2s"`);
    }
  }
  return {
    name: given.name ?? `${method} ${given.path}`,
    endpoint,
    encode: encoderOf(given, method, common),
    isHead: method === "HEAD",
    thinkMs: own,
    captures: Object.entries(given.capture ?? {}),
  };
};

/**
 * Makes journeys of what people wrote. Steps of one name share their figures.
 * @throws {PlanError} with the journey and the step that is wrong.
 */
export const createJourneys = (
  texts: readonly JourneyText[],
  common: Common,
  thinkMs: number,
): { readonly journeys: readonly Journey[]; readonly endpoints: readonly string[] } => {
  const endpoints: string[] = [];
  const placeOf = (name: string): number => {
    const at = endpoints.indexOf(name);
    return at < 0 ? endpoints.push(name) - 1 : at;
  };
  const journeys = texts.map((text, index) => {
    const name = text.name ?? `journey ${index + 1}`;
    if (text.steps.length === 0) throw new PlanError(`${name} has no steps`);
    const steps = text.steps.map((given, at) => {
      try {
        const step = stepOf(given, 0, common, thinkMs);
        return { ...step, endpoint: placeOf(step.name) };
      } catch (fault) {
        if (!(fault instanceof PlanError)) throw fault;
        throw new PlanError(`${name}, step ${at + 1}: ${fault.message}`);
      }
    });
    return { name, weight: text.weight ?? 1, steps };
  });
  if (journeys.length === 0) throw new PlanError("there is nothing to send");
  return { journeys, endpoints };
};

/** The value at a JSON Pointer as text; undefined where there is none or it is no plain value. */
export const valueAt = (document: unknown, pointer: string): string | undefined => {
  let here = document;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  if (typeof here === "string") return BREAKS.test(here) ? undefined : here;
  return typeof here === "number" || typeof here === "boolean" ? String(here) : undefined;
};

/** What a step sends. */
export const sendOf = (step: Step, values: Values): Send => ({
  bytes: step.encode(values),
  isHead: step.isHead,
  keepsBody: step.captures.length > 0,
});
