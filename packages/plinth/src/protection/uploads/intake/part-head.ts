import { type AppError, platformErrors } from "#core";
import { PART_HEAD_BYTES } from "#policy";
import { parseHeaderValue } from "./boundary.ts";

/** What the head of a part says, believed in nothing. */
export interface PartHead {
  /** The field of the form. */
  readonly field: string;
  /** The name of the file; undefined where the part is a text. */
  readonly fileName: string | undefined;
  /** What was declared, "text/plain" where nothing was (RFC 7578, section 4.4). */
  readonly declaredType: string;
}

/** Values by name in lower case, a character for a byte. */
export type RawHeaders = Readonly<Record<string, readonly string[]>>;

const MAX_FIELD_NAME = 100;

/** A form that is not what RFC 7578 says; `field` is cut, because the client wrote it. */
export const formFault = (rule: string, message: string, field = "body"): AppError =>
  platformErrors.make.VALIDATION_ERROR({
    detail: `The form cannot be read: ${field.slice(0, 80)} ${message}.`,
    faults: [{ field: field.slice(0, 80), rule, message }],
  });

const utf8 = (text: string, field: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    throw formFault("encoding", "is not UTF-8", field);
  }
};

const only = (headers: RawHeaders, name: string): string | undefined => {
  const values = headers[name];
  if (values !== undefined && values.length > 1) {
    throw formFault("header", `has a part with two ${name}`);
  }
  return values?.[0];
};

const requireName = (name: string | undefined): string => {
  if (name === undefined || name === "") throw formFault("name", "has a part without a name");
  if (name.length > MAX_FIELD_NAME) {
    throw formFault("name", `has a part with a name of more than ${MAX_FIELD_NAME} bytes`);
  }
  return utf8(name, "body");
};

/**
 * Reads the head of one part, strictly: what two readers could take differently is refused.
 * @throws {AppError} VALIDATION_ERROR saying what is wrong.
 */
export const readPartHead = (headers: RawHeaders): PartHead => {
  const bytes = Object.entries(headers).reduce(
    (sum, [name, values]) =>
      sum + values.reduce((all, value) => all + name.length + value.length + 4, 0),
    0,
  );
  if (bytes > PART_HEAD_BYTES) {
    throw formFault("header", `has a part with a head of more than ${PART_HEAD_BYTES} bytes`);
  }
  const disposition = parseHeaderValue(only(headers, "content-disposition") ?? "");
  if (disposition?.value !== "form-data") {
    throw formFault("header", "has a part that is no form-data");
  }
  const { parameters } = disposition;
  const field = requireName(parameters.get("name"));
  // RFC 7578, section 4.2: never in forms; one of two names would be the wrong one.
  if (parameters.has("filename*")) throw formFault("header", "has a second name", `files.${field}`);
  const declaredType = only(headers, "content-type") ?? "text/plain";
  if (/^\s*(?:multipart|message)\//i.test(declaredType)) {
    throw formFault("nested", "holds another form", `files.${field}`);
  }
  const coding = only(headers, "content-transfer-encoding")?.trim().toLowerCase() ?? "binary";
  if (!["7bit", "8bit", "binary"].includes(coding)) {
    throw formFault("encoding", "is sent in an encoding that forms do not have", `files.${field}`);
  }
  const fileName = parameters.get("filename");
  return {
    field,
    fileName: fileName === undefined ? undefined : utf8(fileName, `files.${field}`),
    declaredType,
  };
};
