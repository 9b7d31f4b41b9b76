import { trimEndWhile } from "#core";
import { isRunnable } from "./extensions.ts";

/** What common file systems take for a name, in bytes of UTF-8 (ext4, APFS, NTFS is larger). */
export const MAX_NAME_BYTES = 255;
const MAX_EXTENSION = 16;
const NAMELESS = "file";

/** Devices of Windows: names that open no file, with any extension (Microsoft, "Naming Files"). */
const RESERVED = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The longest beginning of whole characters that fits into so many bytes. */
const cut = (text: string, bytes: number): string => {
  let result = "";
  let used = 0;
  for (const character of text) {
    used += bytesOf(character);
    if (used > bytes) break;
    result += character;
  }
  return result;
};

/**
 * Spaces and dots at the end are dropped by Windows; a dot in front hides on UNIX, a hyphen there
 * is an option to commands, a tilde a home directory.
 */
const trim = (text: string): string =>
  trimEndWhile(text.replace(/^[\s.~-]+/, ""), (character) => /[\s.]/.test(character));

interface Split {
  readonly base: string;
  /** With its dot; empty where there is none. */
  readonly extension: string;
}

const split = (name: string): Split => {
  const at = name.lastIndexOf(".");
  const isExtension = at > 0 && name.length - at - 1 <= MAX_EXTENSION;
  return isExtension
    ? { base: name.slice(0, at), extension: name.slice(at) }
    : { base: name, extension: "" };
};

/** "x.php.jpg" is run by some servers: inner dots before such extensions become underscores. */
const joinRunnable = ({ base, extension }: Split): string => {
  const [first = "", ...inner] = base.split(".");
  const joined = inner.map((segment) =>
    isRunnable(segment.trim().toLowerCase()) ? `_${segment}` : `.${segment}`,
  );
  return first + joined.join("") + extension;
};

const fit = (name: string, suffix = ""): string => {
  const { base, extension } = split(name);
  const room = MAX_NAME_BYTES - bytesOf(extension) - bytesOf(suffix);
  return trim(cut(base, room)).concat(suffix, extension);
};

const neutralise = (text: string): string => {
  const visible = text
    .toWellFormed()
    .normalize("NFC")
    // Control, direction and other invisible characters, unassigned ones, and line separators.
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/\p{Zs}+/gu, " ");
  const name = visible.split(/[/\\]/).at(-1) ?? "";
  const allowed = trim(name.replaceAll(/[<>:"|?*]/g, "_")).normalize("NFC");
  const joined = joinRunnable(split(allowed));
  const fitted = trim(fit(joined));
  const device = fitted.split(".")[0]?.trim() ?? "";
  const safe = RESERVED.test(device) ? fit(`_${fitted}`) : fitted;
  return safe === "" ? NAMELESS : safe;
};

/** What names collide by on file systems that do not tell letter case or compositions apart. */
export const nameKey = (name: string): string =>
  name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** Which names there are already. */
export interface SafeNameOptions {
  /** Names that the result must not collide with, whatever their letter case. */
  readonly taken?: Iterable<string>;
}

/**
 * Makes a name that can stand in a directory of Linux, macOS and Windows out of any text (P-099): no
 * part of a path, no device, nothing invisible, nothing dropped silently, at most 255 bytes, and
 * unlike every name in `taken`. A name to show and to offer; store under a random one.
 */
export const safeFileName = (text: string, options: SafeNameOptions = {}): string => {
  // Cutting can bring to the end what was harmless inside: the second pass finds nothing else.
  const name = neutralise(neutralise(text));
  const taken = new Set([...(options.taken ?? [])].map(nameKey));
  if (!taken.has(nameKey(name))) return name;
  for (let count = 2; ; count += 1) {
    const candidate = fit(name, ` (${count})`);
    if (!taken.has(nameKey(candidate))) return candidate;
  }
};
