import { BackupFault, wordsOf } from "../fault.ts";
import { type BucketClient, textsOf } from "./bucket-client.ts";

/** An object that is longer is sent in parts: a single one may have 5 GiB at most. */
const PART = 32 << 20;

/** Gives bytes in pieces of PART. */
const inParts = async function* parts(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of source) {
    held.push(bytes);
    size += bytes.byteLength;
    if (size < PART) continue;
    yield Buffer.concat(held, size);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held, size);
};

/** Sends bytes to a path, whole or in parts that become one object at the end; gives their number. */
export type Upload = (
  what: string,
  path: string,
  source: AsyncIterable<Uint8Array>,
) => Promise<number>;

/** Builds it. */
export const createUploader = ({ call, textOf, refusal }: BucketClient): Upload => {
  const sendParts = async (
    what: string,
    path: string,
    uploadId: string,
    pieces: AsyncIterable<Buffer>,
  ): Promise<{ readonly tags: readonly string[]; readonly bytes: number }> => {
    const tags: string[] = [];
    let bytes = 0;
    for await (const body of pieces) {
      const query = { partNumber: String(tags.length + 1), uploadId };
      const answer = await call(what, { method: "PUT", path, query, body });
      await textOf(answer);
      tags.push(String(answer.headers["etag"]));
      bytes += body.length;
    }
    return { tags, bytes };
  };

  const complete = async (
    what: string,
    path: string,
    uploadId: string,
    tags: readonly string[],
  ): Promise<void> => {
    const list = tags.map(
      (tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`);
    const done = await textOf(
      await call(what, { method: "POST", path, query: { uploadId }, body }),
    );
    // S3 may answer 200 and say within that it failed.
    if (textsOf(done, "Code").length > 0) throw refusal(what, 200, done);
  };

  const putParts = async (
    what: string,
    path: string,
    pieces: AsyncIterable<Buffer>,
  ): Promise<number> => {
    const begun = await textOf(await call(what, { method: "POST", path, query: { uploads: "" } }));
    const [uploadId] = textsOf(begun, "UploadId");
    if (uploadId === undefined) throw new BackupFault("target", `${what}: no upload was begun`);
    try {
      const { tags, bytes } = await sendParts(what, path, uploadId, pieces);
      await complete(what, path, uploadId, tags);
      return bytes;
    } catch (fault) {
      await call(what, { method: "DELETE", path, query: { uploadId } }).catch(() => undefined);
      throw fault;
    }
  };

  return async (what, path, source) => {
    const pieces = inParts(source);
    try {
      const first = await pieces.next();
      const body = first.done === true ? Buffer.alloc(0) : first.value;
      if (body.length < PART) {
        await textOf(await call(what, { method: "PUT", path, body }));
        return body.length;
      }
      const all = async function* all(): AsyncGenerator<Buffer, void, undefined> {
        yield body;
        yield* pieces;
      };
      return await putParts(what, path, all());
    } catch (fault) {
      if (fault instanceof BackupFault) throw fault;
      throw new BackupFault("target", `${what}: ${wordsOf(fault)}`, fault);
    }
  };
};
