import { type FileFault, fault } from "../fault.ts";

/**
 * What acts when a PDF is opened, by the names without which it does not (ISO 32000-2, 12.6.4, 12.5.6,
 * 7.11.4, 13; XFA 3.3): scripts, programs to start, files that it carries, media that viewers hand to
 * players, and forms that are programs. Opening at a page and links are not among them.
 */
const ACTIVE = new Map<string, string>([
  ["JavaScript", "a script"],
  ["JS", "a script"],
  ["Launch", "a program to start"],
  ["EmbeddedFile", "another file"],
  ["EmbeddedFiles", "another file"],
  ["EF", "another file"],
  ["FileAttachment", "another file"],
  ["RichMedia", "media"],
  ["Rendition", "media"],
  ["Movie", "media"],
  ["Sound", "media"],
  ["3D", "media"],
  ["XFA", "a form that acts (XFA)"],
]);

/** What a name of a PDF says against it. */
export const judgePdfName = (name: string): FileFault | undefined => {
  if (name === "Encrypt") return fault("pdf.encrypted", "is encrypted, so nobody can look inside");
  const what = ACTIVE.get(name);
  return what === undefined ? undefined : fault("pdf.active", `holds ${what}`);
};

/** A PDF that two readers read as two. */
export const unlikePdf = (what: string): FileFault =>
  fault("pdf.structure", `is no PDF that everybody reads alike: ${what}`);
