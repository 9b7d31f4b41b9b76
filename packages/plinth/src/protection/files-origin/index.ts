export { createFilesOrigin } from "./files-origin.ts";
