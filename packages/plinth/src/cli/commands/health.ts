import { parseDuration, trimEndWhile } from "#core";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { type HealthAnswer, type HealthView, readHealth } from "../status/health-view.ts";
import { ownBase } from "../status/own-base.ts";

const DEFAULT_TIMEOUT = "5s";
const MAX_TIMEOUT_MS = 300_000;

const readTimeout = (given: Arguments): number => {
  const text = given.text("timeout") ?? DEFAULT_TIMEOUT;
  try {
    const milliseconds = parseDuration(text);
    if (milliseconds >= 1 && milliseconds <= MAX_TIMEOUT_MS) return milliseconds;
  } catch {
    // Answered below, together with what is out of bounds.
  }
  throw new UsageError("--timeout is a duration from 1ms to 5m, such as 5s");
};

const readBase = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === undefined || !isWeb || url.username !== "" || url.password !== "") {
    throw new UsageError("--url is an address such as https://app.example.org, without a password");
  }
  return `${url.origin}${trimEndWhile(url.pathname, (character) => character === "/")}`;
};

/** What another machine says is text, not commands for this terminal. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?").slice(0, 200);

const printTable = (view: HealthView, terminal: Terminal): void => {
  const rows = Object.entries(view.components).map(([name, state]) => [plain(name), plain(state)]);
  const width = Math.max(...rows.map(([name = ""]) => name.length), "overall".length);
  terminal.print(`${"overall".padEnd(width)}  ${plain(view.status)}`);
  for (const [name = "", state = ""] of rows) terminal.print(`${name.padEnd(width)}  ${state}`);
  terminal.print("");
  const { version, environment, url } = view;
  terminal.print(`${url}  version ${plain(version)}  ${plain(environment)}`);
};

const codeOf = (answer: HealthAnswer, isStrict: boolean, terminal: Terminal): number => {
  if (!answer.ok) {
    terminal.tell(`plinth: ${answer.url} ${plain(answer.reason)}`);
    return 1;
  }
  const { status, isReady, failed, components } = answer.view;
  const degraded = Object.keys(components).filter((name) => components[name] === "degraded");
  if (status === "unhealthy" || !isReady) {
    terminal.tell(`plinth: not healthy: ${plain(failed.join(", ")) || "it says so itself"}`);
    return 1;
  }
  if (status === "healthy") return 0;
  terminal.tell(`plinth: degraded, but it answers: ${plain(degraded.join(", "))}`);
  return isStrict ? 1 : 0;
};

const asJson = (answer: HealthAnswer): string =>
  JSON.stringify(
    answer.ok
      ? answer.view
      : { url: answer.url, status: "unreachable", reason: answer.reason, components: {} },
  );

/** Asks a service how every part of it is (HLT-08). */
export const health: Command = {
  usage: "plinth health [--url URL] [--json] [--strict] [--timeout 5s]",
  flags: {
    url: { type: "string", help: "the service (default: what runs on this data directory)" },
    json: { type: "boolean", help: "print JSON" },
    strict: { type: "boolean", help: "a degraded service is exit 1 too" },
    timeout: { type: "string", help: `longest wait for all answers (${DEFAULT_TIMEOUT})` },
  },
  run: async (given, terminal) => {
    const settings = loadSettings(terminal);
    const url = given.text("url");
    const answer = await readHealth({
      url: url === undefined ? await ownBase(settings) : readBase(url),
      timeoutMs: readTimeout(given),
      token: settings.operations.opsToken,
    });
    if (given.isSet("json")) {
      terminal.print(asJson(answer));
    } else if (answer.ok) {
      printTable(answer.view, terminal);
    }
    return codeOf(answer, given.isSet("strict"), terminal);
  },
};
