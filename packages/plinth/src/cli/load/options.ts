import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createLocalAddresses, hasLocalBlock, isLocalHost, parseDuration } from "#core";
import {
  createJourneys,
  type Endpoint,
  type JourneyText,
  type LoadPlan,
  PlanError,
  parseScenario,
} from "#load";
import { type Arguments, type Terminal, UsageError } from "../command.ts";

const DEFAULT_TARGET = "http://127.0.0.1:8000";
/** What is asked where nothing is named: what every Plinth application answers to anyone. */
const DEFAULT_PATHS = ["/health", "/ready", "/"];
/** More users than this begin over some time, or the queue of a listener overflows. */
const AT_ONCE = 1_000;
/** Users from one address of this machine: below what a server allows one client. */
const USERS_PER_ADDRESS = 250;
const MOST = 20_000;

const wholeNumber = (given: Arguments, flag: string, fallback: number, most: number): number => {
  const text = given.text(flag);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1 || value > most) {
    throw new UsageError(`--${flag} is a whole number from 1 to ${most}`);
  }
  return value;
};

const duration = (given: Arguments, flag: string, fallback: number): number => {
  const text = given.text(flag);
  if (text === undefined) return fallback;
  try {
    return parseDuration(text);
  } catch {
    throw new UsageError(`--${flag} is a time such as 500ms, 10s or 5m`);
  }
};

/** The target's URL; nobody else's service is loaded by a slip of the keyboard. */
const requireTarget = (given: Arguments): URL => {
  const words = [...given.words, ...(given.text("url") === undefined ? [] : [given.text("url")])];
  if (words.length > 1) throw new UsageError("load takes one URL");
  const text = words[0] ?? DEFAULT_TARGET;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "") {
    throw new UsageError(`${JSON.stringify(text)} is no http or https URL without credentials`);
  }
  if (!isLocalHost(url.hostname) && !given.isSet("i-own-this")) {
    throw new UsageError(`${url.hostname} is not this machine; say --i-own-this where it is yours`);
  }
  return url;
};

/** Looks the name up once: whom the load goes to must not change while it runs. */
const endpointOf = async (url: URL, isInsecure: boolean): Promise<Endpoint> => {
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const isTls = url.protocol === "https:";
  let host: string;
  try {
    ({ address: host } = await lookup(name));
  } catch {
    throw new UsageError(`${name} has no address`);
  }
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  return { host, port, tlsName: isTls ? name : undefined, isInsecure };
};

const headersOf = (given: Arguments): Readonly<Record<string, string>> =>
  Object.fromEntries(
    given.texts("header").map((line) => {
      const colon = line.indexOf(":");
      if (colon < 1) throw new UsageError(`--header is "Name: value", not ${JSON.stringify(line)}`);
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );

const bodyOf = (given: Arguments): unknown => {
  const text = given.text("body");
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const journeyTexts = (given: Arguments, terminal: Terminal): readonly JourneyText[] => {
  const file = given.text("scenario");
  const paths = given.texts("endpoint");
  if (file !== undefined) {
    if (paths.length > 0) throw new UsageError("give --scenario or --endpoint, not both");
    let text: string;
    try {
      text = readFileSync(resolve(terminal.directory, file), "utf8");
    } catch {
      throw new UsageError(`${file} cannot be read`);
    }
    return parseScenario(text);
  }
  const method = given.text("method");
  const body = bodyOf(given);
  const steps = (paths.length > 0 ? paths : DEFAULT_PATHS).map((path) => ({
    path,
    ...(method === undefined ? {} : { method }),
    ...(body === undefined ? {} : { body }),
  }));
  return [{ name: "endpoints", steps }];
};

const expected = (given: Arguments): ((status: number) => boolean) => {
  const text = given.text("expect");
  if (text === undefined) return (status) => status >= 200 && status < 400;
  const parts = text.split(",").map((part) => part.trim());
  if (!parts.every((part) => /^[1-5](?:\d\d|xx)$/.test(part))) {
    throw new UsageError("--expect is statuses with commas, such as 200,201 or 2xx,429");
  }
  return (status) =>
    parts.some((part) => part === String(status) || part === `${Math.trunc(status / 100)}xx`);
};

const modelOf = (given: Arguments): LoadPlan["model"] => {
  const rate = given.text("rate");
  const users = wholeNumber(given, "concurrent", 10, MOST);
  if (rate === undefined) {
    if (given.text("connections") !== undefined) {
      throw new UsageError("--connections goes with --rate; users have one connection each");
    }
    return { kind: "closed", users };
  }
  if (given.text("concurrent") !== undefined) {
    throw new UsageError("give --concurrent (each user waits) or --rate (nobody waits), not both");
  }
  const perSecond = Number(rate);
  if (!/^\d{1,6}(?:\.\d{1,3})?$/.test(rate) || perSecond <= 0) {
    throw new UsageError("--rate is journeys a second, such as 50 or 0.5");
  }
  return { kind: "open", perSecond, connections: wholeNumber(given, "connections", 1_000, MOST) };
};

/** What was asked for, made ready to run. */
export interface Asked {
  readonly url: URL;
  readonly plan: LoadPlan;
}

/**
 * Reads the command line of a load.
 * @throws {UsageError} for whatever does not fit together, in one sentence.
 */
export const readOptions = async (given: Arguments, terminal: Terminal): Promise<Asked> => {
  const url = requireTarget(given);
  const model = modelOf(given);
  const connections = model.kind === "closed" ? model.users : model.connections;
  const least = connections > AT_ONCE && model.kind === "closed" ? connections / 2 : 0;
  const common = {
    host: url.host,
    basePath: url.pathname.replace(/\/$/, ""),
    headers: headersOf(given),
  };
  const nextAddress = createLocalAddresses({
    bytes: (count) => crypto.getRandomValues(Buffer.alloc(count)),
  });
  const addresses = hasLocalBlock(url.hostname) ? Math.ceil(connections / USERS_PER_ADDRESS) : 0;
  try {
    const think = duration(given, "think", 0);
    return {
      url,
      plan: {
        ...createJourneys(journeyTexts(given, terminal), common, think),
        endpoint: await endpointOf(url, given.isSet("insecure")),
        sources: addresses < 2 ? [] : Array.from({ length: addresses }, nextAddress),
        model,
        rampMs: duration(given, "ramp", Math.ceil(least)),
        durationMs: duration(given, "duration", 10_000),
        timeoutMs: duration(given, "timeout", 10_000),
        isExpected: expected(given),
        random: Math.random,
      },
    };
  } catch (fault) {
    if (fault instanceof PlanError) throw new UsageError(fault.message);
    throw fault;
  }
};
