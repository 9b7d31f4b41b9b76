import { platformErrors } from "#core";

/** Text in quotes, as parameters of MIME headers have it: a backslash escapes quote and backslash. */
const QUOTED = String.raw`"((?:[^"\\]|\\[\s\S])*)"`;
const TOKEN = String.raw`[!#$%&'*+\-.^_\`|~0-9A-Za-z]+`;
const PARAMETER = new RegExp(String.raw`^\s*;\s*(${TOKEN})\s*=\s*(?:${QUOTED}|(${TOKEN}))`);

/** A header value such as `form-data; name="photo"`. */
export interface HeaderValue {
  /** What stands before the parameters, in lower case. */
  readonly value: string;
  /** By name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a MIME header with parameters (RFC 2045, section 5.1; RFC 7578, section 4.2). Undefined where
 * it is malformed or names a parameter twice: readers would take it differently.
 */
export const parseHeaderValue = (text: string): HeaderValue | undefined => {
  const value = /^[^;]*/.exec(text)?.[0] ?? "";
  let rest = text.slice(value.length).trimEnd();
  const parameters = new Map<string, string>();
  while (rest !== "" && rest !== ";") {
    const match = PARAMETER.exec(rest);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined || parameters.has(name)) return undefined;
    // Browsers of old sent paths: only quote and backslash are ever escaped.
    const quoted = match[2]?.replaceAll(/\\(["\\])/g, "$1");
    parameters.set(name, quoted ?? match[3] ?? "");
    rest = rest.slice(match[0].length);
  }
  return { value: value.trim().toLowerCase(), parameters };
};

/** What a boundary may be (RFC 2046, section 5.1.1). */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/**
 * The boundary that a Content-Type names.
 * @throws {AppError} UNSUPPORTED_MEDIA_TYPE for anything but multipart/form-data, VALIDATION_ERROR for
 * a boundary that is missing, too long or malformed.
 */
export const requireBoundary = (contentType: string | undefined): string => {
  const essence = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (essence !== "multipart/form-data") {
    throw platformErrors.make.UNSUPPORTED_MEDIA_TYPE({
      detail: "This route takes a form with files: send multipart/form-data.",
      headers: { "Accept-Post": "multipart/form-data" },
    });
  }
  const boundary = parseHeaderValue(contentType ?? "")?.parameters.get("boundary");
  if (boundary === undefined || !BOUNDARY.test(boundary)) {
    throw platformErrors.make.VALIDATION_ERROR({
      detail: "The Content-Type of the form names no valid boundary.",
      faults: [
        { field: "body", rule: "boundary", message: "needs a boundary of 1 to 70 characters" },
      ],
    });
  }
  return boundary;
};
