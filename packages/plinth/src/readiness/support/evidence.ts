import type { Evidence } from "../probe.ts";
import type { Answer } from "../target.ts";

const MAX_TEXT = 400;
const SECRET_HEADERS = ["authorization", "cookie", "x-csrf-token"];
const SHOWN_HEADERS = [
  "content-type",
  "location",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "access-control-allow-origin",
  "allow",
  "cache-control",
  "server",
  "x-powered-by",
  "x-request-id",
];

const cut = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;

/** Passwords and tokens of test accounts are secrets too, and links in answers may be. */
const hideSecrets = (text: string): string =>
  text.replace(
    /("(?:password|currentPassword|newPassword|accessToken|refreshToken|token)"\s*:\s*)"[^"]*"/g,
    '$1"…"',
  );

const bodyText = (body: unknown): string => {
  if (body instanceof Uint8Array) return `(${body.length} bytes)`;
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
};

/** An exchange as text, without credentials: enough to repeat it by hand. */
export const evidenceOf = ({ asked, status, headers, cookies, text }: Answer): Evidence => {
  const sent = Object.entries(asked.headers ?? {}).map(([name, value]) =>
    SECRET_HEADERS.includes(name.toLowerCase()) ? `${name}: …` : `${name}: ${cut(value)}`,
  );
  const seen = SHOWN_HEADERS.filter((name) => headers.has(name)).map(
    (name) => `${name}: ${cut(headers.get(name) ?? "")}`,
  );
  const set = cookies.map((cookie) => `set-cookie: ${cookie.replace(/=[^;]*/, "=…")}`);
  const body = hideSecrets(cut(bodyText(asked.body)));
  return {
    request: [`${asked.method} ${cut(asked.path)}`, ...sent, body].filter(Boolean).join("\n"),
    answer: [String(status), ...seen, ...set, hideSecrets(cut(text))].filter(Boolean).join("\n"),
  };
};
