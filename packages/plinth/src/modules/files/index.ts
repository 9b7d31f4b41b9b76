export type { FileSender, IncomingFile, KeepOptions } from "./keeping.ts";
export { type FilesService, files } from "./module.ts";
export type { KeptFile } from "./repository.ts";
export type { FilePurpose, KeepImageOptions } from "./service.ts";
