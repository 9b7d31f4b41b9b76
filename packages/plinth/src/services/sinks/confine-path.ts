import { lstat, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { sinkErrors } from "./errors.ts";

const MAX_LENGTH = 1_024;
const MAX_SEGMENT_BYTES = 255;

/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Characters that no segment holds: separators and streams of Windows, wildcards and quotes that
 * its file names cannot have, the percent sign that somebody might decode once more, control
 * characters, and what looks like a dot or a slash and is folded to one by some systems.
 */
const FORBIDDEN = /[\\:*?"<>|%\p{Cc}\p{Cf}\p{Cs}․‥…／＼：⁄∕∖．]/u;

const refused = () => sinkErrors.make.PATH_REFUSED();

const isSegment = (segment: string): boolean =>
  segment !== "" &&
  segment !== "." &&
  segment !== ".." &&
  // Windows drops both, so that "..  " and "a." are other names than they seem.
  !/[. ]$/.test(segment) &&
  !segment.startsWith("~") &&
  !DEVICE.test(segment) &&
  !FORBIDDEN.test(segment) &&
  Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES;

const codeOf = (fault: unknown): unknown => (fault as { readonly code?: unknown }).code;

/** The real place of a path; of one that does not exist yet, that of the folder it would be in. */
const realPlace = async (path: string, root: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (fault) {
    if (codeOf(fault) !== "ENOENT") throw refused();
  }
  // Nothing there, or a link to nothing: writing to the latter would make a file elsewhere.
  const isLink = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isLink || path === root) throw refused();
  const parent = dirname(path);
  return join(await realPlace(parent, root), path.slice(parent.length + 1));
};

/**
 * The absolute path of `input` inside the folder `root`, with every symbolic link resolved (VAL-14,
 * P-098). `input` is relative and written with "/"; its last parts need not exist. What leads out,
 * or could on any system, is refused. Somebody who can change links inside `root` at the same moment
 * is not held: do not give such rights away, or open with O_NOFOLLOW.
 * @throws {AppError} PATH_REFUSED; an Error when `root` does not exist.
 */
export const confinePath = async (root: string, input: string): Promise<string> => {
  const base = await realpath(root);
  if (input.length > MAX_LENGTH || !input.split("/").every(isSegment)) throw refused();
  const place = await realPlace(join(base, ...input.split("/")), base);
  const inside = relative(base, place);
  // Compared by segments: "/data-old" begins like "/data" and is another folder.
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw refused();
  }
  return place;
};
