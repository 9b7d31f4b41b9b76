// The format of SQLite's write-ahead log, https://sqlite.org/fileformat2.html section 4: a header
// of 32 bytes, then frames of a header of 24 bytes and a page each.

/** Bytes of the log's header. */
export const WAL_HEADER = 32;
/** Bytes of a frame's header. */
export const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;
const SALT_AT = 16;
const FRAME_SALT_AT = 8;
const FRAME_CHECKSUM_AT = 16;
const LARGEST_PAGE = 65_536;

/** What the header of a log says. */
export interface WalHeader {
  readonly pageSize: number;
  readonly salt: string;
  /** Whether checksums are of big-endian words. */
  readonly isBigEndian: boolean;
  /** The checksum that the first frame's goes on from. */
  readonly checksum: string;
}

const hex = (bytes: Buffer, at: number): string => bytes.toString("hex", at, at + 8);

/** Reads the header; undefined where there is none. */
export const readWalHeader = (bytes: Buffer): WalHeader | undefined => {
  if (bytes.length < WAL_HEADER) return undefined;
  const magic = bytes.readUInt32BE(0);
  if ((magic & 0xfffffffe) >>> 0 !== MAGIC) return undefined;
  const pageSize = bytes.readUInt32BE(8);
  if (pageSize < 512 || pageSize > LARGEST_PAGE) return undefined;
  return {
    pageSize,
    salt: hex(bytes, SALT_AT),
    isBigEndian: (magic & 1) === 1,
    checksum: hex(bytes, 24),
  };
};

/** What the header of a frame says. */
export interface FrameHeader {
  readonly page: number;
  /** Pages of the database after the commit that the frame ends; 0 where it ends none. */
  readonly pages: number;
  readonly salt: string;
  readonly checksum: string;
}

/** Reads the header of the frame at `at`. */
export const readFrameHeader = (bytes: Buffer, at: number): FrameHeader => ({
  page: bytes.readUInt32BE(at),
  pages: bytes.readUInt32BE(at + 4),
  salt: hex(bytes, at + FRAME_SALT_AT),
  checksum: hex(bytes, at + FRAME_CHECKSUM_AT),
});

/** Goes on with a running checksum over words of a log, as SQLite sums them. */
const sum = (
  bytes: Buffer,
  from: number,
  to: number,
  isBigEndian: boolean,
  [first, second]: readonly [number, number],
): [number, number] => {
  let [s0, s1] = [first, second];
  for (let at = from; at < to; at += 8) {
    const x0 = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    const x1 = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
    s0 = (s0 + x0 + s1) >>> 0;
    s1 = (s1 + x1 + s0) >>> 0;
  }
  return [s0, s1];
};

/** Whether the frame at `at` goes on from a checksum: what a crash left half-written does not. */
export const isNextFrame = (
  bytes: Buffer,
  at: number,
  { pageSize, isBigEndian }: Pick<WalHeader, "pageSize" | "isBigEndian">,
  before: string,
): boolean => {
  const start = Buffer.from(before, "hex");
  let running: [number, number] = [start.readUInt32BE(0), start.readUInt32BE(4)];
  running = sum(bytes, at, at + FRAME_SALT_AT, isBigEndian, running);
  const page = at + FRAME_HEADER;
  running = sum(bytes, page, page + pageSize, isBigEndian, running);
  return (
    running[0] === bytes.readUInt32BE(at + FRAME_CHECKSUM_AT) &&
    running[1] === bytes.readUInt32BE(at + FRAME_CHECKSUM_AT + 4)
  );
};
