import { parseSize } from "#core";
import type { PolicyDeclaration } from "../declaration.ts";
import {
  ARCHIVE_CAPS,
  type ArchiveCaps,
  DEFAULT_FILE_BYTES,
  DEFAULT_PICTURE_PIXELS,
  UPLOAD_TYPES,
  type UploadField,
  type UploadPolicy,
} from "./types.ts";

/** What the headers of one part and the boundary before it may take, in bytes. */
export const PART_HEAD_BYTES = 4_096;

/** Whoever needs more than 1 GiB at once needs uploads that can be resumed. */
const MAX_FILE_BYTES = 1_073_741_824;
/** JSON is parsed as a whole to be recognised. */
const MAX_JSON_BYTES = 1_048_576;
/** The sides of a PNG could be longer; nobody decodes that. */
const MAX_PIXELS = 2 ** 32;
const MAX_FILES = 50;
const MAX_TEXTS = 100;

const FIELD_NAME = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;
const RESERVED: readonly string[] = ["constructor", "prototype"];
const MEMBERS: readonly string[] = [
  "types",
  "maxBytes",
  "maxFiles",
  "optional",
  "allowSvg",
  "allowActivePdf",
  "archive",
  "maxPixels",
];

type Members = Readonly<Record<string, unknown>>;
type Say = (problem: string) => void;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parseCount = (
  value: unknown,
  fallback: number,
  greatest: number,
  name: string,
  say: Say,
): number => {
  if (value === undefined) return fallback;
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= greatest) {
    return Number(value);
  }
  say(`${name} is a whole number from 1 to ${greatest}`);
  return fallback;
};

const isReason = (value: unknown): boolean => typeof value === "string" && value.trim().length >= 8;

const parseTypes = (declared: unknown, allowSvg: unknown, say: Say): UploadField["types"] => {
  const listed: readonly unknown[] = Array.isArray(declared) ? declared : [];
  const types = UPLOAD_TYPES.filter((type) => listed.includes(type));
  if (listed.length === 0) say('types lists what is accepted, such as ["image/png"]');
  for (const type of listed) {
    if (!UPLOAD_TYPES.some((known) => known === type)) {
      say(`${String(type)} cannot be told by its bytes; known are ${UPLOAD_TYPES.join(", ")}`);
    }
  }
  if (new Set(listed).size !== listed.length) say("types names one twice");
  const hasSvg = types.includes("image/svg+xml");
  if (hasSvg && !isReason(allowSvg)) {
    say("SVG is a page with scripts; say in `allowSvg` why it is taken");
  }
  if (!hasSvg && allowSvg !== undefined) say("allowSvg: image/svg+xml is not among the types");
  return types;
};

const parseActivePdf = (types: UploadField["types"], declared: unknown, say: Say): boolean => {
  if (declared === undefined) return false;
  if (!types.includes("application/pdf")) {
    say("allowActivePdf: application/pdf is not among the types");
  } else if (!isReason(declared)) {
    say("say in `allowActivePdf` why PDFs with scripts, programs or files in them are taken");
  }
  return true;
};

const parseArchive = (declared: unknown, say: Say): ArchiveCaps => {
  if (declared === undefined) return ARCHIVE_CAPS;
  if (!isObject(declared)) {
    say("archive is { maxEntries, maxUnpackedBytes, maxRatio }");
    return ARCHIVE_CAPS;
  }
  const { maxEntries, maxUnpackedBytes, maxRatio, ...unknown } = declared;
  for (const name of Object.keys(unknown)) say(`archive: unknown cap ${name}`);
  const cap = (value: unknown, name: keyof ArchiveCaps, greatest: number): number =>
    parseCount(value, ARCHIVE_CAPS[name], greatest, `archive.${name}`, say);
  return {
    maxEntries: cap(maxEntries, "maxEntries", 100_000),
    maxUnpackedBytes: cap(maxUnpackedBytes, "maxUnpackedBytes", 10 * MAX_FILE_BYTES),
    maxRatio: cap(maxRatio, "maxRatio", 10_000),
  };
};

const parseField = (name: string, declared: unknown, problems: string[]): UploadField[] => {
  const say: Say = (problem) => void problems.push(`upload: ${name}: ${problem}`);
  if (!FIELD_NAME.test(name) || RESERVED.includes(name)) {
    say("a field name has letters, digits, - and _, at most 64");
  }
  if (!isObject(declared)) {
    say("is { types, maxBytes, maxFiles, optional }");
    return [];
  }
  for (const member of Object.keys(declared)) {
    if (!MEMBERS.includes(member)) say(`unknown member ${member}`);
  }
  const { optional } = declared;
  if (optional !== undefined && typeof optional !== "boolean") say("optional is true or false");
  const types = parseTypes(declared["types"], declared["allowSvg"], say);
  const isJson = types.includes("application/json");
  const maxBytes = parseCount(
    declared["maxBytes"],
    isJson ? MAX_JSON_BYTES : DEFAULT_FILE_BYTES,
    isJson ? MAX_JSON_BYTES : MAX_FILE_BYTES,
    "maxBytes",
    say,
  );
  const maxFiles = parseCount(declared["maxFiles"], 1, MAX_FILES, "maxFiles", say);
  const archive = parseArchive(declared["archive"], say);
  const { maxPixels } = declared;
  const pixels = parseCount(maxPixels, DEFAULT_PICTURE_PIXELS, MAX_PIXELS, "maxPixels", say);
  const allowsActivePdf = parseActivePdf(types, declared["allowActivePdf"], say);
  const caps = { maxBytes, maxFiles, archive, maxPixels: pixels, allowsActivePdf };
  return [{ name, types, optional: optional === true, ...caps }];
};

interface Property {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly items?: Property;
  readonly maxItems?: number;
}

const isFlat = ({ type, enum: words, items }: Property): boolean =>
  type === "array"
    ? items !== undefined && items.type !== "array" && isFlat(items)
    : words !== undefined || ["string", "number", "integer", "boolean"].includes(String(type));

/** A form holds flat texts: other schemas could never be met. Returns how many there may be. */
const parseTexts = (declaration: PolicyDeclaration, names: readonly string[], say: Say): number => {
  if (declaration.body === undefined) return 0;
  const { properties, additionalProperties } = declaration.body as {
    properties?: Readonly<Record<string, Property>>;
    additionalProperties?: unknown;
  };
  if (properties === undefined || additionalProperties !== false) {
    say("body beside upload is a strict object: its members are the texts of the form");
    return 0;
  }
  let count = 0;
  for (const [name, property] of Object.entries(properties)) {
    if (names.includes(name)) say(`body.${name} is a field for files too`);
    if (!isFlat(property)) say(`body.${name} is no text, number, boolean, or list of these`);
    count += property.type === "array" ? Math.min(property.maxItems ?? MAX_TEXTS, MAX_TEXTS) : 1;
  }
  return Math.min(count, MAX_TEXTS);
};

const parseTextLimit = ({ body, bodyLimit }: PolicyDeclaration): number => {
  if (body === undefined) return 0;
  try {
    return parseSize(bodyLimit ?? "64kb");
  } catch {
    // Said of `bodyLimit` itself already.
    return 0;
  }
};

/**
 * Parses the form with files that a route takes, or null where it takes none. Faults go to
 * `problems`, one sentence each, so that a start names them all (POL-03).
 */
export const parseUpload = (
  method: string,
  declaration: PolicyDeclaration,
  problems: string[],
): UploadPolicy | null => {
  const declared: unknown = declaration.upload;
  if (declared === undefined) return null;
  const say: Say = (problem) => void problems.push(`upload: ${problem}`);
  if (!isObject(declared) || Object.keys(declared).length === 0) {
    say('names its fields, such as { photo: { types: ["image/png"] } }');
    return null;
  }
  if (method === "GET" || method === "DELETE") say(`${method} takes no form`);
  if (declaration.signed === true)
    say("a signature covers a body that is held whole; files are not");
  if (declaration.example !== undefined) say("example is JSON, and this route takes a form");
  const fields = Object.entries(declared).flatMap(([name, field]) =>
    parseField(name, field, problems),
  );
  const texts = parseTexts(
    declaration,
    fields.map(({ name }) => name),
    say,
  );
  const files = fields.reduce((sum, { maxFiles }) => sum + maxFiles, 0);
  if (files > MAX_FILES) say(`at most ${MAX_FILES} files in one request`);
  return { fields, textBytes: parseTextLimit(declaration), maxParts: files + texts };
};

/** Largest form in bytes: every file, every text, and the heads of their parts. */
export const formBytes = ({ fields, textBytes, maxParts }: UploadPolicy): number =>
  fields.reduce((sum, { maxBytes, maxFiles }) => sum + maxBytes * maxFiles, 0) +
  textBytes +
  // One more for the boundary at the end.
  (maxParts + 1) * PART_HEAD_BYTES;

const sizeText = (bytes: number): string =>
  bytes % 1_048_576 === 0 ? `${bytes / 1_048_576} MiB` : `${bytes} bytes`;

/** One line: "photo: image/png, image/jpeg, at most 10 MiB". */
export const describeUpload = ({ fields }: UploadPolicy): string =>
  fields
    .map(({ name, types, maxBytes, maxFiles, optional }) =>
      [
        `${name}${optional ? " (optional)" : ""}: ${types.join(", ")}`,
        ...(maxFiles === 1 ? [] : [`${maxFiles} files`]),
        `at most ${sizeText(maxBytes)}${maxFiles === 1 ? "" : " each"}`,
      ].join(", "),
    )
    .join("; ");
