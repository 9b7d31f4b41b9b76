import {
  ARCHIVE_CAPS,
  type ArchiveCaps,
  DEFAULT_FILE_BYTES,
  DEFAULT_PICTURE_PIXELS,
  type FileCaps,
  UPLOAD_TYPES,
  type UploadType,
} from "#policy";
import { type FileFault, fault } from "./content/fault.ts";
import { type ByteSource, sourceOfBytes, withFileSource } from "./content/source.ts";
import { FILE_TYPES, judgeContent, KNOWN_EXTENSIONS } from "./content/table.ts";
import { isRunnable, readExtensions } from "./names/extensions.ts";
import { safeFileName } from "./names/safe-file-name.ts";

/** What a validator accepts. */
export interface FileValidatorOptions {
  readonly types: readonly UploadType[];
  /** Largest file in bytes. Default 10,485,760. */
  readonly maxBytes?: number;
  /** Whether SVG, a page with scripts, may stand among the types. Default false. */
  readonly allowSvg?: boolean;
  /** Whether PDFs may hold scripts, programs to start or files, or be encrypted. Default false. */
  readonly allowActivePdf?: boolean;
  /** Caps for zip files and office documents; absent ones have defaults. */
  readonly archive?: Partial<ArchiveCaps>;
  /** Most pixels of a picture, width times height. Default 64,000,000. */
  readonly maxPixels?: number;
}

/** A file as somebody hands it over: nothing of it is believed. */
export interface FileClaim {
  /** The name as it was sent. */
  readonly name: string;
  /** The media type that was declared, parameters included; undefined where nobody declared one. */
  readonly declaredType?: string | undefined;
}

/** Where the bytes are. */
export type FileBytes = { readonly bytes: Uint8Array } | { readonly path: string };

/** What a validator found. */
export type FileVerdict =
  | {
      readonly valid: true;
      /** What the bytes are. */
      readonly type: UploadType;
      /** Last extension in lower case, without the dot. */
      readonly extension: string;
      /** A safe name to show; see `safeFileName`. */
      readonly name: string;
    }
  | ({ readonly valid: false } & FileFault);

/** Judges files: by name and declaration alone, which is free, or with their bytes. */
export interface FileValidator {
  readonly types: readonly UploadType[];
  readonly maxBytes: number;
  /** What name and declared type say before a byte was read. Valid does not yet mean accepted. */
  readonly checkClaim: (claim: FileClaim) => FileVerdict;
  /**
   * Accepts a file exactly when name, declared type and bytes agree on one accepted type, it is not
   * empty and not too large, and nothing hides in it.
   * @throws the error of the file system, where `path` cannot be read.
   */
  readonly check: (file: FileClaim & FileBytes) => Promise<FileVerdict>;
}

const isType = (type: UploadType, declared: string): boolean =>
  declared === type || FILE_TYPES[type].aliases.includes(declared);

const essence = (declared: string): string => declared.split(";")[0]?.trim().toLowerCase() ?? "";

/** What a list of types takes, as extensions in words. */
const extensionsOf = (types: readonly UploadType[]): string =>
  types.flatMap((type) => FILE_TYPES[type].extensions.slice(0, 1)).join(", ");

const judgeClaim = (
  { name, declaredType }: FileClaim,
  types: readonly UploadType[],
): { readonly type: UploadType; readonly extension: string } | FileFault => {
  const { extension, inner } = readExtensions(name);
  if (extension === undefined) {
    return fault("name.missing-extension", `has no extension; accepted are ${extensionsOf(types)}`);
  }
  // Of "x.php.jpg" some servers read the one, and some the other.
  if (inner.some((segment) => isRunnable(segment) || KNOWN_EXTENSIONS.has(segment))) {
    return fault("name.double-extension", "has two extensions");
  }
  const type = types.find((one) => FILE_TYPES[one].extensions.includes(extension));
  if (type === undefined) {
    return fault("name.extension", `has another extension than ${extensionsOf(types)}`);
  }
  if (declaredType !== undefined && !isType(type, essence(declaredType))) {
    return fault("type.declared", `was declared to be something else than ${type}`);
  }
  return { type, extension };
};

/**
 * Builds a validator of files (UPL-01), usable anywhere.
 * @throws {RangeError} for types that are unknown, none at all, SVG without its switch, or sizes that
 * are none.
 * @example
 * const photos = createFileValidator({ types: ["image/png", "image/jpeg"] });
 * const verdict = await photos.check({ name: "me.png", declaredType: "image/png", path });
 */
export const createFileValidator = (options: FileValidatorOptions): FileValidator => {
  const { types, maxBytes = DEFAULT_FILE_BYTES, allowSvg = false } = options;
  const { maxPixels = DEFAULT_PICTURE_PIXELS } = options;
  const unknown = types.find((type) => !UPLOAD_TYPES.includes(type));
  if (types.length === 0 || unknown !== undefined) {
    throw new RangeError(unknown === undefined ? "no type is accepted" : `unknown type ${unknown}`);
  }
  if (types.includes("image/svg+xml") && !allowSvg) {
    throw new RangeError("SVG is a page with scripts; say allowSvg: true to take it all the same");
  }
  if (!Number.isInteger(maxBytes) || maxBytes < 1) {
    throw new RangeError("maxBytes is a whole number of bytes");
  }
  if (!Number.isInteger(maxPixels) || maxPixels < 1) {
    throw new RangeError("maxPixels is a whole number of pixels");
  }
  const { allowActivePdf: allowsActivePdf = false } = options;
  const caps: FileCaps = { ...ARCHIVE_CAPS, ...options.archive, maxPixels, allowsActivePdf };

  const checkClaim = (claim: FileClaim): FileVerdict => {
    const judged = judgeClaim(claim, types);
    if ("rule" in judged) return { valid: false, ...judged };
    return { valid: true, ...judged, name: safeFileName(claim.name) };
  };

  const checkSource = async (claim: FileClaim, source: ByteSource): Promise<FileVerdict> => {
    const verdict = checkClaim(claim);
    if (!verdict.valid) return verdict;
    if (source.size === 0) return { valid: false, ...fault("size.empty", "is empty") };
    if (source.size > maxBytes) {
      return { valid: false, ...fault("size.too-large", `is larger than ${maxBytes} bytes`) };
    }
    const found = await judgeContent(source, verdict.type, caps);
    return found === undefined ? verdict : { valid: false, ...found };
  };

  return {
    types,
    maxBytes,
    checkClaim,
    check: (file) =>
      "bytes" in file
        ? checkSource(file, sourceOfBytes(file.bytes))
        : withFileSource(file.path, (source) => checkSource(file, source)),
  };
};
