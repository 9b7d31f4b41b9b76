export { type RichTextOptions, sanitizeRichText } from "./sanitize.ts";
