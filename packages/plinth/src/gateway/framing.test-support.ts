/** A request as it was found in a stream of bytes. */
export interface Framed {
  readonly method: string;
  readonly target: string;
  readonly body: string;
}

interface Head {
  readonly line: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly bodyAt: number;
}

const headOf = (text: string, from: number): Head | undefined => {
  const end = text.indexOf("\r\n\r\n", from);
  if (end === -1) return undefined;
  const [line = "", ...lines] = text.slice(from, end).split("\r\n");
  const fields = lines.map((field): [string, string] => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1)];
  });
  return { line, fields, bodyAt: end + 4 };
};

interface Part {
  readonly body: string;
  readonly next: number;
}

const readLength = (text: string, from: number, length: number): Part | undefined =>
  from + length > text.length
    ? undefined
    : { body: text.slice(from, from + length), next: from + length };

const readChunks = (text: string, from: number, size: RegExp): Part | undefined => {
  let at = from;
  let body = "";
  for (;;) {
    const end = text.indexOf("\r\n", at);
    const match = end === -1 ? null : size.exec(text.slice(at, end));
    if (match?.[1] === undefined) return undefined;
    const length = Number.parseInt(match[1], 16);
    if (length === 0) {
      // Trailer fields end with an empty line.
      const last = text.startsWith("\r\n", end + 2) ? end + 2 : text.indexOf("\r\n\r\n", end) + 2;
      return last < end ? undefined : { body, next: last + 2 };
    }
    const data = readLength(text, end + 2, length);
    if (data === undefined || !text.startsWith("\r\n", data.next)) return undefined;
    body += data.body;
    at = data.next + 2;
  }
};

/** The fields whose name, spoken carelessly, is this one. */
const valuesOf = ({ fields }: Head, name: string): readonly string[] =>
  fields
    .filter(([field]) => field.trim().toLowerCase().replaceAll("_", "-") === name)
    .map(([, value]) => value.trim());

/**
 * Finds requests the way a careless program does: what stands first (or last) of several lengths
 * counts, `framing` decides where both are there, and everything it does not understand is let be.
 * `end` is where the last whole one ends.
 */
export const readLiberally = (
  bytes: Buffer,
  framing: "length" | "chunked",
  which: "first" | "last",
): { readonly requests: readonly Framed[]; readonly end: number } => {
  const text = bytes.toString("latin1");
  const requests: Framed[] = [];
  let at = 0;
  while (at < text.length) {
    const head = headOf(text, at);
    if (head === undefined) break;
    const lengths = valuesOf(head, "content-length");
    const length = which === "first" ? lengths[0] : lengths.at(-1);
    const isChunked = valuesOf(head, "transfer-encoding").some((value) => /chunked/i.test(value));
    const byChunks = isChunked && (framing === "chunked" || length === undefined);
    const part = byChunks
      ? readChunks(text, head.bodyAt, /^\s*([0-9a-f]+)/i)
      : readLength(text, head.bodyAt, Number.parseInt(length ?? "0", 10) || 0);
    if (part === undefined) break;
    const [method = "", target = ""] = head.line.split(" ");
    requests.push({ method, target, body: part.body });
    at = part.next;
  }
  return { requests, end: at };
};

const isStrict = ({ line, fields }: Head): boolean =>
  /^(?:GET|POST) \/\S* HTTP\/1\.[01]$/.test(line) &&
  fields.every(
    ([name, value]) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value),
  ) &&
  fields.filter(([name]) => name.toLowerCase() === "host").length === 1;

/** The body by RFC 9112 section 6.3; undefined where a server must refuse or has to wait. */
const strictBody = (text: string, head: Head): Part | undefined => {
  const named = (wanted: string): readonly string[] =>
    head.fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value.trim());
  const lengths = named("content-length");
  const codings = named("transfer-encoding");
  if (codings.length === 0 && lengths.length === 0) return { body: "", next: head.bodyAt };
  if (codings.length > 0) {
    const isPlain = codings.length === 1 && codings[0]?.toLowerCase() === "chunked";
    if (!isPlain || lengths.length > 0 || head.line.endsWith("1.0")) return undefined;
    return readChunks(text, head.bodyAt, /^([0-9a-f]{1,15})(?:;[\t\x20-\x7e]*)?$/i);
  }
  const [length = ""] = lengths;
  if (lengths.length > 1 || !/^\d{1,15}$/.test(length)) return undefined;
  return readLength(text, head.bodyAt, Number(length));
};

/** Finds the requests that RFC 9112 lets a server see, up to the first that it must refuse. */
export const readStrictly = (bytes: Buffer): readonly Framed[] => {
  const text = bytes.toString("latin1");
  const found: Framed[] = [];
  let at = 0;
  while (at < text.length) {
    // Empty lines before a request line are skipped (section 2.2).
    while (text.startsWith("\r\n", at)) at += 2;
    const head = headOf(text, at);
    if (head === undefined || !isStrict(head)) return found;
    const part = strictBody(text, head);
    if (part === undefined) return found;
    const [method = "", target = ""] = head.line.split(" ");
    found.push({ method, target, body: part.body });
    at = part.next;
  }
  return found;
};
