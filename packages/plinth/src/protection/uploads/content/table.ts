import type { FileCaps, UploadType } from "#policy";
import { judgeArchive } from "../archive/judge.ts";
import { walkBoxes, walkMp3, walkOgg, walkRiff, walkWebm } from "./containers.ts";
import { type FileFault, fault } from "./fault.ts";
import { findHidden } from "./hidden.ts";
import { walkGif, walkJpeg, walkPng } from "./images.ts";
import { walkAvif, walkWebp } from "./modern-images.ts";
import { walkPdf } from "./pdf/pdf.ts";
import type { ByteSource } from "./source.ts";
import { walkSvg } from "./svg.ts";
import { walkJson, walkText } from "./texts.ts";

/** What is known of one type of file. */
export interface FileType {
  /** In lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Further media types that clients declare for it; its own is always taken. */
  readonly aliases: readonly string[];
  /** Whether a file that begins so is of this type; of texts, whether nothing speaks against it. */
  readonly begins: (head: Buffer) => boolean;
  /** Looks through the whole: its structure, its end, and what it hides. */
  readonly judge: (source: ByteSource, caps: FileCaps) => Promise<FileFault | undefined>;
}

/** How much of a file `begins` looks at. */
export const HEAD_BYTES = 64;

const starts =
  (...marks: readonly string[]) =>
  (head: Buffer): boolean =>
    marks.some((mark) => head.subarray(0, mark.length).toString("latin1") === mark);

const riff =
  (form: string) =>
  (head: Buffer): boolean =>
    starts("RIFF")(head) && head.toString("latin1", 8, 12) === form;

/** Major and compatible brands of the first box (ISO/IEC 14496-12, section 4.3). */
const brands = (head: Buffer): readonly string[] => {
  if (head.length < 16 || head.toString("latin1", 4, 8) !== "ftyp") return [];
  const text = head.toString("latin1", 8, Math.min(head.length, head.readUInt32BE(0)));
  return text.match(/[\s\S]{4}/g) ?? [];
};

const AVIF = ["avif", "avis"];
const MP4 = [
  "isom",
  "iso2",
  "iso4",
  "iso5",
  "iso6",
  "mp41",
  "mp42",
  "avc1",
  "M4V ",
  "M4A ",
  "dash",
  "MSNV",
];
const hasBrand =
  (known: readonly string[], but: readonly string[] = []) =>
  (head: Buffer): boolean => {
    const found = brands(head);
    return found.some((brand) => known.includes(brand)) && !found.some((one) => but.includes(one));
  };

const isMp3 = (head: Buffer): boolean =>
  starts("ID3")(head) || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2);

type Walk = (source: ByteSource, caps: FileCaps) => Promise<FileFault | undefined>;

/** The structure first, because what it says is clearer; then what it may hide. */
const whole =
  (walk: Walk, kind: "pdf" | "binary" = "binary"): FileType["judge"] =>
  async (source, caps) =>
    (await walk(source, caps)) ?? findHidden(source, kind);

const office = (extension: string, folder: string): FileType => ({
  extensions: [extension],
  aliases: [],
  begins: starts("PK\x03\x04"),
  judge: (source, caps) => judgeArchive(source, caps, { kind: "ooxml", folder }),
});

const openDocument = (extension: string, kind: string): FileType => ({
  extensions: [extension],
  aliases: [],
  begins: starts("PK\x03\x04"),
  judge: (source, caps) =>
    judgeArchive(source, caps, {
      kind: "odf",
      type: `application/vnd.oasis.opendocument.${kind}`,
    }),
});

/** Everything but texts has a mark of its own, by which a text is told to be none. */
const isNoText = (head: Buffer): boolean =>
  starts(
    "\x89PNG",
    "\xff\xd8\xff",
    "GIF8",
    "%PDF-",
    "PK\x03\x04",
    "RIFF",
    "OggS",
    "ID3",
    "MZ",
  )(head) ||
  starts("\x7fELF", "\x1a\x45\xdf\xa3", "#!", "\xfe\xff", "\xff\xfe")(head) ||
  head.toString("latin1", 4, 8) === "ftyp";

const text = (extensions: readonly string[], aliases: readonly string[], walk: Walk): FileType => ({
  extensions,
  aliases,
  begins: (head) => !isNoText(head),
  judge: walk,
});

/**
 * How types are told by their bytes. Sources: W3C PNG (3rd ed., 5.2); ITU-T T.81 annex B; GIF89a (17);
 * RFC 9649 (WebP); AVIF 1.1 and ISO/IEC 14496-12 (4.3); ISO 32000-2 (7.5.2); APPNOTE 6.3.10 (4.3.7);
 * ECMA-376 part 2; ISO/IEC 26300-3 (3.3); RFC 9559 and 8794 (WebM); ISO/IEC 11172-3 (2.4.1); RFC 3533;
 * RFC 2361 and "Multimedia Programming Interface" (WAVE); RFC 8259. What clients declare besides the
 * registered types: what Chromium, Firefox and Windows are seen to send.
 */
export const FILE_TYPES: Readonly<Record<UploadType, FileType>> = {
  "image/png": {
    extensions: ["png"],
    aliases: ["image/x-png"],
    begins: starts("\x89PNG\r\n\x1a\n"),
    judge: whole(walkPng),
  },
  "image/jpeg": {
    extensions: ["jpg", "jpeg", "jpe", "jfif"],
    aliases: ["image/jpg", "image/pjpeg"],
    begins: starts("\xff\xd8\xff"),
    judge: whole(walkJpeg),
  },
  "image/gif": {
    extensions: ["gif"],
    aliases: [],
    begins: starts("GIF87a", "GIF89a"),
    judge: whole(walkGif),
  },
  "image/webp": {
    extensions: ["webp"],
    aliases: [],
    begins: riff("WEBP"),
    judge: whole(walkWebp),
  },
  "image/avif": {
    extensions: ["avif"],
    aliases: [],
    begins: hasBrand(AVIF),
    judge: whole(walkAvif),
  },
  "image/svg+xml": {
    extensions: ["svg"],
    aliases: [],
    begins: (head) => !isNoText(head),
    judge: walkSvg,
  },
  "application/pdf": {
    extensions: ["pdf"],
    aliases: ["application/x-pdf"],
    begins: starts("%PDF-1.", "%PDF-2."),
    judge: whole(walkPdf, "pdf"),
  },
  "application/zip": {
    extensions: ["zip"],
    aliases: ["application/x-zip-compressed", "application/x-zip"],
    begins: starts("PK\x03\x04"),
    judge: (source, caps) => judgeArchive(source, caps, { kind: "zip" }),
  },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office(
    "docx",
    "word/",
  ),
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xlsx", "xl/"),
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": office(
    "pptx",
    "ppt/",
  ),
  "application/vnd.oasis.opendocument.text": openDocument("odt", "text"),
  "application/vnd.oasis.opendocument.spreadsheet": openDocument("ods", "spreadsheet"),
  "application/vnd.oasis.opendocument.presentation": openDocument("odp", "presentation"),
  "video/mp4": {
    extensions: ["mp4", "m4v"],
    aliases: ["video/x-m4v"],
    begins: hasBrand(MP4, AVIF),
    judge: whole(walkBoxes),
  },
  "video/webm": {
    extensions: ["webm"],
    aliases: ["audio/webm"],
    begins: starts("\x1a\x45\xdf\xa3"),
    judge: whole(walkWebm),
  },
  "audio/mpeg": {
    extensions: ["mp3"],
    aliases: ["audio/mp3"],
    begins: isMp3,
    judge: whole(walkMp3),
  },
  "audio/ogg": {
    extensions: ["ogg", "oga", "opus"],
    aliases: ["application/ogg", "video/ogg", "audio/opus"],
    begins: starts("OggS"),
    judge: whole(walkOgg),
  },
  "audio/wav": {
    extensions: ["wav"],
    aliases: ["audio/x-wav", "audio/wave", "audio/vnd.wave"],
    begins: riff("WAVE"),
    judge: whole(walkRiff),
  },
  "text/plain": text(["txt", "text", "log"], [], walkText),
  "text/csv": text(
    ["csv"],
    ["text/plain", "application/csv", "application/vnd.ms-excel"],
    walkText,
  ),
  "application/json": text(["json"], ["text/json", "text/plain"], walkJson),
};

/** Every extension of every type. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set(
  Object.values(FILE_TYPES).flatMap(({ extensions }) => extensions),
);

/** Judges bytes that claim to be of a type. */
export const judgeContent = async (
  source: ByteSource,
  type: UploadType,
  caps: FileCaps,
): Promise<FileFault | undefined> => {
  const known = FILE_TYPES[type];
  const head = await source.read(0, HEAD_BYTES);
  if (!known.begins(head)) return fault("type.content", `is not ${type}: its bytes say otherwise`);
  return known.judge(source, caps);
};
