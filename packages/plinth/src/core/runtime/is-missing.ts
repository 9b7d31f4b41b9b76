/** Whether a fault of the file system says that there is no such file or directory. */
export const isMissing = (fault: unknown): boolean =>
  fault instanceof Error && "code" in fault && fault.code === "ENOENT";
