import { Buffer } from "node:buffer";
import type { Answer, Target } from "../../target.ts";
import { type Operation, operationsOf, pathOf } from "../operations.ts";
import type { Person } from "../people.ts";
import { sampleOf } from "../samples.ts";
import { imageWith } from "./sample-image.ts";

const BOUNDARY = "plinth-audit-9f2c51";
const IMAGE = "image/png";

/** An operation that takes a form with a picture, and the field for it. */
export interface UploadRoute {
  readonly operation: Operation;
  readonly field: string;
  /** Whether it takes nothing but images: such ones are made anew before they are kept. */
  readonly takesImagesOnly: boolean;
  /** Largest form in bytes. */
  readonly bodyLimit: number;
}

/**
 * Operations that take a picture and need no other file, by the policies of the document. Those of a
 * thing that has to be made first are left to the probe about things of others.
 */
export const uploadRoutesOf = (target: Target): readonly UploadRoute[] =>
  operationsOf(target).flatMap((operation) => {
    if (operation.path.includes("{")) return [];
    const { upload, bodyLimit } = operation.policy;
    const fields = upload?.fields ?? [];
    const field = fields.find(({ types }) => types.includes(IMAGE));
    const isAlone = fields.every((one) => one === field || one.optional);
    if (field === undefined || !isAlone) return [];
    const takesImagesOnly = field.types.every((type) => type.startsWith("image/"));
    return [{ operation, field: field.name, takesImagesOnly, bodyLimit }];
  });

/** Why probes about uploads do not apply. */
export const NO_UPLOADS = "no documented route takes a picture";

const textPart = (name: string, value: string): Buffer =>
  Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );

/** A form with one file that calls itself a PNG, after texts by name. */
const formWith = (
  field: string,
  bytes: Uint8Array,
  texts: Readonly<Record<string, string>> = {},
): Buffer =>
  Buffer.concat([
    ...Object.entries(texts).map(([name, value]) => textPart(name, value)),
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="audit.png"\r\nContent-Type: ${IMAGE}\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);

/** A picture as the form that an operation takes; undefined for one that takes no file. */
export const pictureFor = ({ policy, form }: Operation, target: Target): Buffer | undefined => {
  const fields = policy.upload?.fields.map(({ name }) => name) ?? [];
  const [field] = fields;
  if (field === undefined) return undefined;
  const texts = Object.entries(form?.properties ?? {})
    .filter(([name]) => !fields.includes(name) && form?.required?.includes(name) === true)
    .map(([name, schema]) => [name, String(sampleOf(schema, name, target))] as const);
  return formWith(field, imageWith("an audit"), Object.fromEntries(texts));
};

/** Headers of a form, sent by somebody. */
export const formHeaders = ({
  bearer,
}: Pick<Person, "bearer">): Readonly<Record<string, string>> => ({
  Authorization: bearer,
  "Content-Type": `multipart/form-data; boundary=${BOUNDARY}`,
});

/** Sends a file that calls itself a PNG. */
export const sendFile = (
  target: Target,
  { operation, field }: UploadRoute,
  person: Person,
  bytes: Uint8Array,
): Promise<Answer> =>
  target.visitor().ask(pathOf(operation, target), {
    method: operation.method,
    headers: formHeaders(person),
    body: formWith(field, bytes),
    timeoutMs: 30_000,
    isPatient: true,
  });

/** The first path to a kept file that an answer names, at any depth. */
export const filePathIn = (json: unknown): string | undefined => {
  if (typeof json === "string") return /^\/api\/v1\/files\/[\w-]+$/.test(json) ? json : undefined;
  if (typeof json !== "object" || json === null) return undefined;
  for (const value of Object.values(json)) {
    const found = filePathIn(value);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Removes what a probe left, where the same path offers it. */
export const removeUploaded = async (
  target: Target,
  { operation }: UploadRoute,
  person: Person,
): Promise<void> => {
  const canRemove = operationsOf(target).some(
    ({ method, path }) => method === "DELETE" && path === operation.path,
  );
  if (!canRemove) return;
  const headers = { Authorization: person.bearer };
  await target.visitor().ask(pathOf(operation, target), { method: "DELETE", headers });
};
