/**
 * The types of files that can be told apart by their bytes; what recognises each stands in
 * protection/uploads. Media types as registered with IANA.
 */
export const UPLOAD_TYPES = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/svg+xml",
  "application/pdf",
  "application/zip",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  "application/vnd.oasis.opendocument.text",
  "application/vnd.oasis.opendocument.spreadsheet",
  "application/vnd.oasis.opendocument.presentation",
  "video/mp4",
  "video/webm",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "text/plain",
  "text/csv",
  "application/json",
] as const;

/** A type that a route may accept. */
export type UploadType = (typeof UPLOAD_TYPES)[number];

/** What a zip, or an office document, may hold at most. */
export interface ArchiveCaps {
  /** Files and folders in it. */
  readonly maxEntries: number;
  /** Bytes of all entries after unpacking. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes of one entry for each packed byte. */
  readonly maxRatio: number;
}

/** The caps of archives where a route names none. */
export const ARCHIVE_CAPS: ArchiveCaps = {
  maxEntries: 1_000,
  maxUnpackedBytes: 104_857_600,
  maxRatio: 100,
};

/** What a file may hold at most, whatever it is. */
export interface FileCaps extends ArchiveCaps {
  /** Width times height of a picture, which a decoder holds four bytes of each. */
  readonly maxPixels: number;
  /** Whether a PDF may hold what acts when it is opened, or be encrypted. */
  readonly allowsActivePdf: boolean;
}

/** The cap of pictures where a route names none: more than phones make, unless told to. */
export const DEFAULT_PICTURE_PIXELS = 64_000_000;

/** Largest file where a route names no size: 10 MiB (UPL-02). */
export const DEFAULT_FILE_BYTES = 10_485_760;

/** One field of a form that takes files, as a route declares it. */
export interface UploadFieldDeclaration {
  /** What is accepted; name, declared type and bytes of a file must agree on one of them. */
  readonly types: readonly UploadType[];
  /** Largest file in bytes. Default 10,485,760 (10 MiB). */
  readonly maxBytes?: number;
  /** Most files of the field in one request. Default 1. */
  readonly maxFiles?: number;
  /** Whether the field may be left out. Default false. */
  readonly optional?: boolean;
  /** SVG is a page with scripts: a route that takes it says why. */
  readonly allowSvg?: string;
  /** Scripts, programs to start and files in a PDF: a route that takes them says why. */
  readonly allowActivePdf?: string;
  /** Caps for zip files and office documents; bytes and ratio also for packed objects of PDF. */
  readonly archive?: Partial<ArchiveCaps>;
  /** Most pixels of a picture, width times height. Default 64,000,000. */
  readonly maxPixels?: number;
}

/** The fields of a form that take files, by name. */
export type UploadDeclaration = Readonly<Record<string, UploadFieldDeclaration>>;

/** One field that takes files, complete. */
export interface UploadField {
  readonly name: string;
  readonly types: readonly UploadType[];
  /** Largest file in bytes. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly optional: boolean;
  readonly archive: ArchiveCaps;
  readonly maxPixels: number;
  readonly allowsActivePdf: boolean;
}

/** The form that a route takes; `bodyLimit` of its policy is the cap of the whole form. */
export interface UploadPolicy {
  readonly fields: readonly UploadField[];
  /** Largest text of all other fields together, in bytes. */
  readonly textBytes: number;
  /** Most parts of the form, files and texts together. */
  readonly maxParts: number;
}
