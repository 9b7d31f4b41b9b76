/** A place in our own code that a fault passed. */
export interface Frame {
  /** For people, such as "createUser (modules/accounts/service:120)". */
  readonly words: string;
  /** The same without the line, which moves whenever somebody writes above it. */
  readonly key: string;
}

/** As many as are looked at of a stack, and as many as are kept. */
const MAX_LINES = 50;
const MAX_FRAMES = 5;
const MAX_LENGTH = 160;
/** So much of a path is ours; what is before it is the machine's. */
const MAX_SEGMENTS = 3;

const PLACE = /^(.{1,500}):(\d{1,7}):\d{1,7}$/;
const EXTENSION = /\.[cm]?[jt]sx?$/;

const isForeign = (path: string): boolean =>
  path.startsWith("node:") || path.includes("/node_modules/") || path.includes("/vendor/");

const readFrame = (line: string): Frame | undefined => {
  const text = line.trim();
  if (!text.startsWith("at ")) return undefined;
  const rest = text.slice(3).replace(/^async /, "");
  const open = rest.lastIndexOf(" (");
  const name = open < 0 ? "" : rest.slice(0, open);
  const where = open < 0 ? rest : rest.slice(open + 2, -1);
  const [, path, row] = PLACE.exec(where) ?? [];
  if (path === undefined || isForeign(path)) return undefined;
  const file = path.replace(EXTENSION, "").split(/[/\\]/).slice(-MAX_SEGMENTS).join("/");
  const caller = name === "" ? "(top)" : name;
  return {
    words: `${caller} (${file}:${row})`.slice(0, MAX_LENGTH),
    key: `${caller} ${file}`.slice(0, MAX_LENGTH),
  };
};

/** The top places of a stack that are of our own code; without packages and without Node's. */
export const ownFrames = (stack: string | undefined): readonly Frame[] =>
  (stack ?? "")
    .split("\n", MAX_LINES)
    .flatMap((line) => readFrame(line) ?? [])
    .slice(0, MAX_FRAMES);
