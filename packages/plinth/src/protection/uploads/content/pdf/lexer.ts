import { DELIMITER, KINDS, REGULAR } from "./bytes.ts";
import { createEntryWatch, NOTHING, STREAM_END } from "./entries.ts";

/** What a lexer of PDF tells of; tokens that nobody here asks for are `onOther`. */
export interface PdfTokens {
  /** A name without its slash, every #xx of it decoded (ISO 32000-2, 7.3.5). */
  readonly onName: (name: string) => void;
  /** A number or a keyword; it ends before `end`, counted from the first byte that was fed. */
  readonly onWord: (word: string, end: number) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onOther: () => void;
  /** An object or a trailer begins; hidden where not all readers would read on there. */
  readonly onEntry: (isHidden: boolean) => void;
}

/** Reads tokens of PDF as bytes come, and remembers where it stands in between. */
export interface PdfLexer {
  readonly feed: (bytes: Buffer) => void;
  /** Whether an object that begins with this byte would begin within a string, a comment or a word. */
  readonly isWithin: (next: number) => boolean;
  /** What follows are bytes of a stream, up to its end or to an object within. */
  readonly skipStream: () => void;
}

// The places at which a lexer may stand.
const BETWEEN = 0;
const NAME = 1;
const WORD = 2;
const STRING = 3;
const HEX = 4;
const COMMENT = 5;
const LESS = 6;
const GREATER = 7;
const STREAM = 8;

const HASH = 0x23;
const PERCENT = 0x25;
const OPEN = 0x28;
const CLOSE = 0x29;
const SLASH = 0x2f;
const LT = 0x3c;
const GT = 0x3e;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const CR = 0x0d;
const LONGEST_TOKEN = 128;

/** Readers that hold names as C strings end them at the first NUL. */
const decodeName = (name: string): string =>
  name
    .replaceAll(/#([\da-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/\0[\s\S]*$/, "");

/** Collects the bytes of a name or a word; of those that are too long it keeps the beginning. */
const createToken = () => {
  const bytes = Buffer.alloc(LONGEST_TOKEN);
  let length = 0;
  let hasHash = false;
  return {
    clear: (): void => {
      length = 0;
      hasHash = false;
    },
    add: (byte: number): void => {
      if (length < LONGEST_TOKEN) bytes[length] = byte;
      length += 1;
      hasHash ||= byte === HASH;
    },
    word: (): string => bytes.toString("latin1", 0, Math.min(length, LONGEST_TOKEN)),
    name(): string {
      return hasHash ? decodeName(this.word()) : this.word();
    },
  };
};

/** Follows a string in parentheses to its end (7.3.4.2). */
const createStringEnd = () => {
  let depth = 0;
  let isEscaped = false;
  return {
    begin: (): void => {
      depth = 1;
      isEscaped = false;
    },
    isEnd: (byte: number): boolean => {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === OPEN) depth += 1;
      else if (byte === CLOSE) depth -= 1;
      return depth === 0;
    },
  };
};

/** A lexer of the syntax of objects (ISO 32000-2, 7.2 and 7.3), a byte at a time. */
export const createPdfLexer = (tokens: PdfTokens): PdfLexer => {
  const watch = createEntryWatch();
  const token = createToken();
  const string = createStringEnd();
  let state = BETWEEN;
  let fed = 0;

  const beginMark = (byte: number): void => {
    if (byte === SLASH) state = NAME;
    else if (byte === PERCENT) state = COMMENT;
    else if (byte === LT) state = LESS;
    else if (byte === GT) state = GREATER;
    else tokens.onOther();
    if (byte !== OPEN) return;
    state = STRING;
    string.begin();
  };
  const begin = (byte: number): void => {
    token.clear();
    if (KINDS[byte] === DELIMITER) beginMark(byte);
    else if (KINDS[byte] === REGULAR) {
      state = WORD;
      token.add(byte);
    }
  };
  const inToken = (byte: number, at: number): void => {
    if (KINDS[byte] === REGULAR) {
      token.add(byte);
      return;
    }
    const isName = state === NAME;
    state = BETWEEN;
    if (isName) tokens.onName(token.name());
    else tokens.onWord(token.word(), at);
    // The word may have begun a stream.
    const after: number = state;
    if (after === BETWEEN) begin(byte);
  };
  const closeAt = (isEnd: boolean): void => {
    if (isEnd) state = BETWEEN;
  };
  const afterLess = (byte: number): void => {
    state = byte === LT || byte === GT ? BETWEEN : HEX;
    if (byte === LT) tokens.onOpen();
    else tokens.onOther();
  };
  const afterGreater = (byte: number): void => {
    state = BETWEEN;
    if (byte === GT) tokens.onClose();
    else begin(byte);
  };
  /** What is done with a byte, by the place at which the lexer stands. */
  const takes: readonly ((byte: number, at: number) => void)[] = [
    begin,
    inToken,
    inToken,
    (byte) => closeAt(string.isEnd(byte)),
    (byte) => closeAt(byte === GT),
    (byte) => closeAt(byte === LF || byte === CR),
    afterLess,
    afterGreater,
    () => undefined,
  ];
  const enter = (seen: number, byte: number): void => {
    // A comment whose line ends with "1 0 obj" ends there for every reader ("%%EOF1 0 obj" is seen).
    const isComment = state === COMMENT && byte !== LF && byte !== CR;
    const isHidden = state === STRING || state === HEX || isComment;
    if (state === STREAM) state = BETWEEN;
    if (isHidden || seen !== STREAM_END) tokens.onEntry(isHidden);
  };

  return {
    feed: (bytes) => {
      for (let index = 0; index < bytes.length; index += 1) {
        const byte = bytes[index] ?? 0;
        const seen = watch(byte);
        if (seen !== NOTHING) enter(seen, byte);
        takes[state]?.(byte, fed + index);
      }
      fed += bytes.length;
    },
    isWithin: (next) => state >= STRING || (state !== BETWEEN && KINDS[next] === REGULAR),
    skipStream: () => {
      state = STREAM;
    },
  };
};
