/** A record of a file: its values by column, or why it cannot be read. */
export type FileRecord =
  | { readonly row: number; readonly values: Readonly<Record<string, unknown>> }
  | { readonly row: number; readonly broken: string };

/** The file as a whole cannot be read, from here on; the message is one sentence. */
export class FileFault extends Error {}

/** No row of an account is longer than this, in characters; the reader keeps no more of one. */
export const MAX_RECORD = 8_192;

/**
 * Decodes chunks of bytes as UTF-8, without a byte order mark.
 * @throws {FileFault} for bytes that are no UTF-8, and for a file that cannot be read.
 */
export async function* decodeUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new FileFault("the file is not UTF-8");
    }
  };
  const iterator = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next().catch(() => {
      throw new FileFault("the file cannot be read");
    });
    if (next.done === true) break;
    yield decode(next.value);
  }
  yield decode();
}
