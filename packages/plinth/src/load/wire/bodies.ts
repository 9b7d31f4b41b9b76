/** Longest line that announces a chunk, or of a trailer, in bytes. */
const MAX_LINE = 8_192;

const EMPTY: Buffer = Buffer.alloc(0);

/** What is behind the end of a body, `more` while it has none, `garbage` where it cannot be read. */
export type BodyState = Buffer | "more" | "garbage";

/** Reads one body as it comes. */
export interface BodyReader {
  readonly push: (bytes: Buffer) => BodyState;
  /** Whether the end of the connection is the end of this body. */
  readonly endsWithConnection: boolean;
}

/** A body of so many bytes. */
export const createSizedBody = (length: number, keep: (part: Buffer) => void): BodyReader => {
  let left = length;
  return {
    endsWithConnection: false,
    push: (bytes) => {
      const part = bytes.length > left ? bytes.subarray(0, left) : bytes;
      left -= part.length;
      keep(part);
      return left > 0 ? "more" : bytes.subarray(part.length);
    },
  };
};

/** A body that goes on until the connection ends. */
export const createEndlessBody = (keep: (part: Buffer) => void): BodyReader => ({
  endsWithConnection: true,
  push: (bytes) => {
    keep(bytes);
    return "more";
  },
});

/** A body in chunks, with its trailer (RFC 9112 section 7.1). */
export const createChunkedBody = (keep: (part: Buffer) => void): BodyReader => {
  let pending = EMPTY;
  let phase: "size" | "chunk" | "separator" | "trailer" = "size";
  let left = 0;

  /** Takes one line of the framing. */
  const takeLine = (line: string): "goes on" | "over" | "garbage" => {
    if (phase === "trailer") return line === "" ? "over" : "goes on";
    if (phase === "separator") {
      phase = "size";
      return line === "" ? "goes on" : "garbage";
    }
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) return "garbage";
    left = Number.parseInt(size, 16);
    phase = left === 0 ? "trailer" : "chunk";
    return "goes on";
  };

  const takeChunk = (): void => {
    const part = pending.subarray(0, left);
    keep(part);
    left -= part.length;
    pending = pending.subarray(part.length);
    if (left === 0) phase = "separator";
  };

  /** Takes one piece from the front of what is pending. */
  const step = (): BodyState | undefined => {
    if (phase === "chunk") {
      takeChunk();
      return undefined;
    }
    const end = pending.indexOf("\r\n");
    if (end < 0) return pending.length > MAX_LINE ? "garbage" : "more";
    const line = pending.toString("latin1", 0, end);
    pending = pending.subarray(end + 2);
    const state = takeLine(line);
    if (state === "goes on") return undefined;
    return state === "over" ? pending : "garbage";
  };

  return {
    endsWithConnection: false,
    push: (bytes) => {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      while (pending.length > 0) {
        const state = step();
        if (state !== undefined) return state;
      }
      return "more";
    },
  };
};
