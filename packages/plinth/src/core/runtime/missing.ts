/** Whether a fault of the file system says that there is no such file or directory. */
export const isMissing = (fault: unknown): boolean =>
  fault instanceof Error && "code" in fault && fault.code === "ENOENT";

/**
 * What a look at a file brings; undefined where there is no such file. Rejects with every other fault:
 * a disk that cannot be read must never be taken for one on which nothing is.
 */
export const ifThere = async <T>(looking: Promise<T>): Promise<T | undefined> => {
  try {
    return await looking;
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
};
