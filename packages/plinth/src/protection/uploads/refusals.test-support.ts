import {
  BOUNDARY,
  bytes,
  type FormPart,
  formOf,
  gif,
  png,
  pngOf,
  zipOf,
} from "./samples.test-support.ts";

/** A file that every route here accepts. */
export const photo: FormPart = {
  field: "photo",
  fileName: "me.png",
  type: "image/png",
  data: png(),
};
/** The text that goes with it. */
export const title: FormPart = { field: "title", data: "A title" };

const file = (fileName: string, type: string, content: Uint8Array | string) =>
  formOf(title, { field: "photo", fileName, type, data: content });
const bomb = zipOf({ name: "a", data: Buffer.alloc(200_000) });
const other = (content: Uint8Array) =>
  formOf(title, photo, {
    field: "more",
    fileName: "a.zip",
    type: "application/zip",
    data: content,
  });

/** Forms that are refused: name, form, status, code, field and rule. */
export const REFUSALS: readonly (readonly [string, Buffer, number, string, string])[] = [
  [
    "another type by name",
    file("x.php", "image/png", png()),
    415,
    "FILE_TYPE_REFUSED",
    "files.photo name.extension",
  ],
  [
    "two extensions",
    file("x.php.png", "image/png", png()),
    415,
    "FILE_TYPE_REFUSED",
    "files.photo name.double-extension",
  ],
  [
    "another type by word",
    file("x.png", "text/html", png()),
    415,
    "FILE_TYPE_REFUSED",
    "files.photo type.declared",
  ],
  [
    "another type by bytes",
    file("x.png", "image/png", "<html>"),
    415,
    "FILE_TYPE_REFUSED",
    "files.photo type.content",
  ],
  [
    "two files in one",
    file("x.gif", "image/gif", Buffer.concat([gif(), zipOf({ name: "a" })])),
    422,
    "FILE_REFUSED",
    "files.photo content.trailing",
  ],
  ["a bomb", other(bomb), 422, "FILE_REFUSED", "files.more archive.ratio"],
  [
    "nothing at all in a file",
    file("x.png", "image/png", ""),
    422,
    "FILE_REFUSED",
    "files.photo size.empty",
  ],
  [
    "a byte too many",
    file("x.png", "image/png", pngOf(1_001)),
    413,
    "FILE_TOO_LARGE",
    "files.photo size.too-large",
  ],
  [
    "one file too many",
    formOf(title, photo, photo),
    400,
    "VALIDATION_ERROR",
    "files.photo maxItems",
  ],
  ["a text twice", formOf(photo, title, title), 400, "VALIDATION_ERROR", "body.title duplicate"],
  [
    "an unknown text",
    formOf(photo, title, { field: "x", data: "" }),
    400,
    "VALIDATION_ERROR",
    "body.x additionalProperties",
  ],
  [
    "an unknown file",
    formOf(photo, title, { ...photo, field: "y" }),
    400,
    "VALIDATION_ERROR",
    "files.y additionalProperties",
  ],
  [
    "an unknown name with markup in it, which is not given back",
    formOf(photo, title, { field: "<img onerror=x>", data: "" }),
    400,
    "VALIDATION_ERROR",
    "body.? additionalProperties",
  ],
  [
    "a prototype",
    formOf(photo, title, { field: "__proto__", data: "x" }),
    400,
    "VALIDATION_ERROR",
    "body.__proto__ additionalProperties",
  ],
  [
    "a text for a file",
    formOf(title, { field: "photo", data: "x" }),
    400,
    "VALIDATION_ERROR",
    "files.photo type",
  ],
  [
    "a file for a text",
    formOf(photo, { ...photo, field: "title" }),
    400,
    "VALIDATION_ERROR",
    "body.title type",
  ],
  [
    "a text that is HTML",
    formOf(photo, { ...title, type: "text/html" }),
    400,
    "VALIDATION_ERROR",
    "body.title type",
  ],
  [
    "a text that is not UTF-8",
    formOf(photo, { ...title, data: bytes("\xff") }),
    400,
    "VALIDATION_ERROR",
    "body.title encoding",
  ],
  [
    "a text over its limit",
    formOf(photo, { ...title, data: "x".repeat(1_025) }),
    413,
    "PAYLOAD_TOO_LARGE",
    "body.title maxLength",
  ],
  [
    "a form in a form",
    formOf(title, { ...photo, type: "multipart/mixed; boundary=x" }),
    400,
    "VALIDATION_ERROR",
    "files.photo nested",
  ],
  [
    "a long field name",
    formOf(photo, { field: "x".repeat(101), data: "" }),
    400,
    "VALIDATION_ERROR",
    "body name",
  ],
  [
    "a head that is too long",
    formOf({ ...photo, fileName: `${"x".repeat(4_100)}.png` }),
    400,
    "VALIDATION_ERROR",
    "body header",
  ],
  [
    "a head without end",
    bytes(`--${BOUNDARY}\r\n${"x".repeat(9_000)}\r\n--${BOUNDARY}--`),
    400,
    "VALIDATION_ERROR",
    "body truncated",
  ],
  [
    "too many parts",
    formOf(...Array.from({ length: 105 }, () => ({ field: "tags", data: "" }))),
    400,
    "VALIDATION_ERROR",
    "body parts",
  ],
  [
    "two names",
    bytes(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; name="title"\r\n\r\nx\r\n--${BOUNDARY}--`,
    ),
    400,
    "VALIDATION_ERROR",
    "body header",
  ],
  [
    "a name in another alphabet",
    bytes(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="a.png"; filename*=utf-8''a.php\r\n\r\nx\r\n--${BOUNDARY}--`,
    ),
    400,
    "VALIDATION_ERROR",
    "files.photo header",
  ],
  [
    "base64",
    bytes(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--${BOUNDARY}--`,
    ),
    400,
    "VALIDATION_ERROR",
    "files.title encoding",
  ],
  ["no form at all", bytes("hello"), 400, "VALIDATION_ERROR", "body truncated"],
  [
    "a form without its end",
    formOf(title, photo).subarray(0, -8),
    400,
    "VALIDATION_ERROR",
    "body truncated",
  ],
  [
    "a file without its end",
    formOf(title, photo).subarray(0, -60),
    400,
    "VALIDATION_ERROR",
    "body truncated",
  ],
];
