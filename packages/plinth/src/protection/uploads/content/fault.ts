/** Everything that can be wrong with a file; a closed list, so that it can label events. */
export type FileRule =
  | "name.missing-extension"
  | "name.extension"
  | "name.double-extension"
  | "size.empty"
  | "size.too-large"
  | "type.declared"
  | "type.content"
  | "content.damaged"
  | "content.trailing"
  | "content.script"
  | "content.second-file"
  | "pdf.active"
  | "pdf.encrypted"
  | "pdf.structure"
  | "image.pixels"
  | "image.shapes"
  | "text.encoding"
  | "text.markup"
  | "text.json"
  | "archive.structure"
  | "archive.encrypted"
  | "archive.entries"
  | "archive.size"
  | "archive.ratio"
  | "archive.path"
  | "archive.nested"
  | "archive.macro";

/** What is wrong with a file, in words that go behind its name: "is not …". */
export interface FileFault {
  readonly rule: FileRule;
  readonly message: string;
}

/** Makes a fault. */
export const fault = (rule: FileRule, message: string): FileFault => ({ rule, message });

/** What any structure that does not hold together is called. */
export const damaged = (what: string): FileFault =>
  fault("content.damaged", `is damaged or incomplete: ${what}`);

/** A picture that a decoder would have to hold too much of, whatever its bytes are. */
export const tooManyPixels = (maxPixels: number): FileFault =>
  fault("image.pixels", `has more than ${maxPixels.toLocaleString("en")} pixels`);

/** What follows the end of a format, where viewers no longer look but others do. */
export const trailing = (): FileFault =>
  fault("content.trailing", "goes on behind the end of its own format");
