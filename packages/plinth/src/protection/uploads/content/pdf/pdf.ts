import type { FileCaps } from "#policy";
import { damaged, type FileFault, trailing } from "../fault.ts";
import { type ByteSource, WINDOW } from "../source.ts";
import { judgePdfName, unlikePdf } from "./active.ts";
import { createPdfDictionaries, type PdfDictionary } from "./dictionaries.ts";
import { createPdfLexer } from "./lexer.ts";
import { judgeObjectStream } from "./object-stream.ts";

/** Readers give up on less; each is unpacked by itself. */
const MAX_DEPTH = 256;
const MAX_OBJECT_STREAMS = 10_000;
/** A ratio says nothing about so little. */
const SMALL_BYTES = 1_048_576;

interface ObjectStream {
  /** Where its line "stream" ends. */
  readonly keywordEnd: number;
  readonly dictionary: PdfDictionary;
}

/** Reads what stands outside of streams, and finds those that hold objects. */
const createFileJudge = () => {
  const streams: ObjectStream[] = [];
  let found: FileFault | undefined;
  const dictionaries = createPdfDictionaries();
  const lexer = createPdfLexer({
    onName: (name) => {
      found ??= judgePdfName(name);
      dictionaries.name(name);
    },
    onWord: (word, keywordEnd) => {
      const dictionary = word === "stream" ? dictionaries.closed() : undefined;
      if (dictionary !== undefined) {
        if (dictionary.mayHoldObjects) streams.push({ keywordEnd, dictionary });
        if (streams.length > MAX_OBJECT_STREAMS) found ??= unlikePdf("too many streams of objects");
        if (!dictionary.isObject) found ??= unlikePdf("a stream within another object");
        lexer.skipStream();
      }
      dictionaries.word(word);
    },
    onOpen: () => {
      dictionaries.open();
      if (dictionaries.depth() > MAX_DEPTH) found ??= damaged("too deeply nested");
    },
    onClose: dictionaries.close,
    onOther: dictionaries.other,
    onEntry: (isHidden) => {
      // Readers go to objects by their place in the file: one within a string is an object to them.
      if (isHidden || dictionaries.depth() > 0) found ??= unlikePdf("objects within one another");
      dictionaries.begin();
    },
  });
  return { feed: lexer.feed, fault: () => found, streams };
};

/** Where the bytes of a stream begin: behind CR LF or LF, in which readers agree (7.3.8.1). */
const findData = async (source: ByteSource, at: number): Promise<number | undefined> => {
  const line = (await source.read(at, 2)).toString("latin1");
  if (line.startsWith("\n")) return at + 1;
  return line === "\r\n" ? at + 2 : undefined;
};

/** Everything that could act, wherever a reader would find it (7.3 to 7.5). */
const judgeActs = async (source: ByteSource, caps: FileCaps): Promise<FileFault | undefined> => {
  const judge = createFileJudge();
  for (let at = 0; at < source.size; at += WINDOW) {
    judge.feed(await source.read(at, WINDOW));
    const found = judge.fault();
    if (found !== undefined) return found;
  }
  const { maxUnpackedBytes, maxRatio } = caps;
  let left = Math.min(maxUnpackedBytes, Math.max(SMALL_BYTES, maxRatio * source.size));
  let reached = 0;
  for (const { keywordEnd, dictionary } of judge.streams) {
    const data = await findData(source, keywordEnd);
    if (data === undefined || data < reached) return unlikePdf("streams that share their bytes");
    const read = await judgeObjectStream(source, data, dictionary, left);
    if ("rule" in read) return read;
    left -= read.bytes;
    reached = read.end;
  }
  return undefined;
};

/** PDF (ISO 32000-2, section 7.5): the last line is %%EOF, and nothing acts unless it may. */
export const walkPdf = async (
  source: ByteSource,
  caps: FileCaps,
): Promise<FileFault | undefined> => {
  const from = Math.max(0, source.size - 1_024);
  const tail = (await source.read(from, 1_024)).toString("latin1");
  const at = tail.lastIndexOf("%%EOF");
  if (at === -1) return damaged("a PDF without its end");
  if (!/^[\s\0]*$/.test(tail.slice(at + 5))) return trailing();
  return caps.allowsActivePdf ? undefined : judgeActs(source, caps);
};
