import { createHash } from "node:crypto";
import { type AppError, platformErrors, type StartTimer, shownName } from "#core";
import type { RequestContext, UploadedFile } from "#http";
import type { RoutePolicy, UploadField, UploadPolicy } from "#policy";
import { createFileValidator, type FileValidator, type FileVerdict } from "../file-validator.ts";
import { type Incoming, moveFile, removeFile } from "./incoming.ts";
import { formFault, type PartHead } from "./part-head.ts";
import { readForm } from "./read-form.ts";

/** Where files go and what clocks a form. */
export interface Receiving {
  readonly incoming: Incoming;
  readonly startTimer: StartTimer;
  readonly idleMs: number;
}

/** A route's form, ready to be read. */
interface Form {
  readonly policy: RoutePolicy;
  readonly upload: UploadPolicy;
  readonly validators: ReadonlyMap<string, { field: UploadField; validator: FileValidator }>;
  /** Text fields: whether a field may come several times. */
  readonly texts: ReadonlyMap<string, boolean>;
}

type Refusal = Extract<FileVerdict, { readonly valid: false }>;

const TYPE_RULES: readonly string[] = [
  "name.missing-extension",
  "name.extension",
  "name.double-extension",
  "type.declared",
  "type.content",
];

/** The error that a refused file is answered with. */
const refusalOf = (field: UploadField, { rule, message }: Refusal): AppError => {
  const at = `files.${field.name}`;
  const options = { detail: `${at} ${message}.`, faults: [{ field: at, rule, message }] };
  if (rule === "size.too-large") {
    const extra = { limitBytes: field.maxBytes };
    return platformErrors.make.FILE_TOO_LARGE({ ...options, extra });
  }
  return TYPE_RULES.includes(rule)
    ? platformErrors.make.FILE_TYPE_REFUSED({ ...options, extra: { accepts: field.types } })
    : platformErrors.make.FILE_REFUSED(options);
};

/** What a request's files are collected in; they go when it ends. */
const createHold = (context: RequestContext) => {
  const paths = new Set<string>();
  let isOver = false;
  const removeAll = async (): Promise<void> => {
    isOver = true;
    await Promise.all([...paths].map(removeFile));
    paths.clear();
  };
  context.rawReply.once("close", () => {
    removeAll().catch(() => undefined);
  });
  return {
    removeAll,
    add: (path: string): void => {
      paths.add(path);
      // The client left while the file was made.
      if (isOver) removeAll().catch(() => undefined);
    },
    release: (path: string): boolean => paths.delete(path),
  };
};

type Hold = ReturnType<typeof createHold>;

const keeper = (hold: Hold, path: string): UploadedFile["keepAs"] => {
  return async (target) => {
    if (!hold.release(path))
      throw new TypeError("the file was taken before, or its request is over");
    try {
      await moveFile(path, target);
    } catch (error) {
      hold.add(path);
      throw error;
    }
  };
};

/** Streams one file to disk: counted, hashed, and cut off at the first byte over its limit. */
const store = async (
  bytes: AsyncIterable<Buffer>,
  field: UploadField,
  { incoming, hold }: { readonly incoming: Incoming; readonly hold: Hold },
): Promise<Pick<UploadedFile, "path" | "bytes" | "sha256">> => {
  const { path, handle } = await incoming.create();
  hold.add(path);
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > field.maxBytes) {
        const message = `is larger than ${field.maxBytes} bytes`;
        throw refusalOf(field, { valid: false, rule: "size.too-large", message });
      }
      hash.update(chunk);
      for (let done = 0; done < chunk.length; ) {
        done += (await handle.write(chunk, done)).bytesWritten;
      }
    }
  } finally {
    await handle.close();
  }
  return { path, bytes: size, sha256: hash.digest("hex") };
};

/** A field for files that was left empty: browsers send a part without name and bytes. */
const isLeftOut = async (head: PartHead, bytes: AsyncIterable<Buffer>): Promise<boolean> => {
  if (head.fileName !== "") return false;
  for await (const chunk of bytes) if (chunk.length > 0) return false;
  return true;
};

const readText = async (
  { field, declaredType }: PartHead,
  bytes: AsyncIterable<Buffer>,
  room: number,
): Promise<Buffer> => {
  if (!/^\s*text\/plain\s*(?:;\s*charset="?(?:utf-8|us-ascii)"?\s*)?$/i.test(declaredType)) {
    throw formFault("type", "is a text, and was sent as something else", `body.${field}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > room) {
      throw platformErrors.make.PAYLOAD_TOO_LARGE({
        detail: "The texts of the form are too large.",
        faults: [{ field: `body.${field}`, rule: "maxLength", message: "is too long" }],
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Everything that one form came to. */
const createCollector = (form: Form, receiving: Receiving, hold: Hold) => {
  const { incoming } = receiving;
  const files = new Map<string, UploadedFile[]>([...form.validators.keys()].map((k) => [k, []]));
  const names = new Map<string, string[]>([...form.validators.keys()].map((k) => [k, []]));
  const texts = new Map<string, string | string[]>();
  let room = form.upload.textBytes;

  const takeFile = async (head: PartHead, bytes: AsyncIterable<Buffer>): Promise<void> => {
    const known = form.validators.get(head.field);
    const name = head.fileName;
    if (known === undefined || name === undefined) throw unknownField(form, head);
    if (await isLeftOut(head, bytes)) return;
    const { field, validator } = known;
    const list = files.get(field.name) ?? [];
    if (list.length >= field.maxFiles) {
      const message = `takes ${field.maxFiles} ${field.maxFiles === 1 ? "file" : "files"}`;
      throw formFault("maxItems", message, `files.${field.name}`);
    }
    const claim = { name, declaredType: head.declaredType };
    const claimed = validator.checkClaim(claim);
    if (!claimed.valid) throw refusalOf(field, claimed);
    const stored = await store(bytes, field, { incoming, hold });
    const verdict = await validator.check({ ...claim, path: stored.path });
    if (!verdict.valid) throw refusalOf(field, verdict);
    names.get(field.name)?.push(name);
    list.push({
      ...stored,
      field: field.name,
      name: verdict.name,
      originalExtension: verdict.extension,
      type: verdict.type,
      keepAs: keeper(hold, stored.path),
    });
  };

  const takeText = async (head: PartHead, bytes: AsyncIterable<Buffer>): Promise<void> => {
    const { field } = head;
    const isList = form.texts.get(field);
    if (isList === undefined) throw unknownField(form, head);
    const before = texts.get(field);
    if (before !== undefined && !isList) {
      throw formFault("duplicate", "is in the form twice", `body.${field}`);
    }
    const read = await readText(head, bytes, room);
    room -= read.length;
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(read);
    } catch {
      throw formFault("encoding", "is not UTF-8 text", `body.${field}`);
    }
    texts.set(field, isList ? [...(before ?? []), text].flat() : text);
  };

  return {
    onPart: (head: PartHead, bytes: AsyncIterable<Buffer>): Promise<void> =>
      head.fileName === undefined ? takeText(head, bytes) : takeFile(head, bytes),
    files: () => Object.fromEntries(files),
    names: () => Object.fromEntries(names),
    texts: () => Object.fromEntries(texts),
  };
};

const unknownField = (form: Form, { field, fileName }: PartHead): AppError => {
  const part = fileName === undefined ? "body" : "files";
  if (form.validators.has(field)) return formFault("type", "takes a file", `files.${field}`);
  if (form.texts.has(field)) return formFault("type", "takes a text, no file", `body.${field}`);
  return formFault("additionalProperties", "is not a known field", `${part}.${shownName(field)}`);
};

const textFields = (policy: RoutePolicy): ReadonlyMap<string, boolean> => {
  const { properties = {} } = (policy.body ?? {}) as {
    properties?: Readonly<Record<string, { readonly type?: unknown }>>;
  };
  return new Map(Object.entries(properties).map(([name, { type }]) => [name, type === "array"]));
};

/** Prepares the form of a route. */
const compileForm = (policy: RoutePolicy, upload: UploadPolicy): Form => ({
  policy,
  upload,
  texts: textFields(policy),
  validators: new Map(
    upload.fields.map((field) => {
      const { types, maxBytes, maxPixels, archive, allowsActivePdf } = field;
      // That SVG was decided on was asked when the policy was compiled.
      const validator = createFileValidator({
        ...{ types, maxBytes, maxPixels, archive },
        allowSvg: true,
        allowActivePdf: allowsActivePdf,
      });
      return [field.name, { field, validator }];
    }),
  ),
});

/**
 * Compiles what takes in the form of one route: its files to disk, its texts to `context.body`. On any
 * fault, and when the request ends, the files are removed.
 */
export const compileReceiver = (
  policy: RoutePolicy,
  upload: UploadPolicy,
  receiving: Receiving,
): ((context: RequestContext, boundary: string | undefined) => Promise<void>) => {
  const form = compileForm(policy, upload);
  return async (context, boundary) => {
    const hold = createHold(context);
    const collector = createCollector(form, receiving, hold);
    try {
      if (boundary !== undefined) {
        await readForm(context.raw, {
          ...receiving,
          boundary,
          limitBytes: policy.bodyLimit,
          maxParts: upload.maxParts,
          onPart: collector.onPart,
        });
      }
    } catch (fault) {
      await hold.removeAll();
      throw fault;
    }
    context.files = collector.files();
    context.fileNames = collector.names();
    context.body = policy.body === null ? undefined : collector.texts();
  };
};
