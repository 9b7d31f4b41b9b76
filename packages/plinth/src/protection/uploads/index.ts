export type { FileRule } from "./content/fault.ts";
export {
  createFileValidator,
  type FileBytes,
  type FileClaim,
  type FileValidator,
  type FileValidatorOptions,
  type FileVerdict,
} from "./file-validator.ts";
export { type SafeNameOptions, safeFileName } from "./names/safe-file-name.ts";
export { createUploads, type Uploads, type UploadsOptions } from "./stage.ts";
