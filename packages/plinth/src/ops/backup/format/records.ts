import type { LogBatch } from "#store";
import { BackupFault } from "../fault.ts";
import { compress, decompress } from "./compress.ts";

// What an object with log holds: records, each two lengths, a line of JSON and compressed frames.

const LENGTHS = 12;
const MAX_META = 16 << 20;

/** A batch of commits with its place in the whole log of a generation. */
export interface LogRecord extends Omit<LogBatch, "number"> {
  /** 1 for the first of the generation. */
  readonly number: number;
}

type Meta = readonly [
  number: number,
  pageSize: number,
  salt: string,
  first: number,
  commits: readonly (readonly [frames: number, at: number])[],
];

/** Writes one record. */
export const encodeRecord = async (record: LogRecord): Promise<Buffer> => {
  const { number, pageSize, salt, first, commits, frames } = record;
  const meta: Meta = [
    number,
    pageSize,
    salt,
    first,
    commits.map((commit) => [commit.frames, commit.at]),
  ];
  const text = Buffer.from(JSON.stringify(meta));
  const body = await compress(frames);
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  lengths.writeUInt32BE(frames.length, 8);
  return Buffer.concat([lengths, text, body]);
};

/** Reads the records of one object, in their order. */
export const decodeRecords = async function* decoded(
  bytes: Buffer,
  name: string,
): AsyncGenerator<LogRecord, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    if (at + LENGTHS > bytes.length) throw new BackupFault("damaged", `${name} is not whole`);
    const [meta, body, length] = [0, 4, 8].map((offset) => bytes.readUInt32BE(at + offset)) as [
      number,
      number,
      number,
    ];
    const start = at + LENGTHS;
    const end = start + meta + body;
    if (meta > MAX_META || end > bytes.length) {
      throw new BackupFault("damaged", `${name} is not whole`);
    }
    const [number, pageSize, salt, first, commits] = JSON.parse(
      bytes.toString("utf8", start, start + meta),
    ) as Meta;
    yield {
      number,
      pageSize,
      salt,
      first,
      commits: commits.map(([frames, instant]) => ({ frames, at: instant })),
      frames: await decompress(bytes.subarray(start + meta, end), length),
    };
    at = end;
  }
};
