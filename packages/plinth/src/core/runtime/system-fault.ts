const WORDS: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no ${path}`,
  EACCES: (path) => `this user may not use ${path}: run it as the user who owns it`,
  EPERM: (path) => `this user may not use ${path}: run it as the user who owns it`,
  EROFS: (path) => `${path} is on a file system that is read-only: name another place`,
  ENOSPC: (path) => `the disk of ${path} is full: make room, and do it again`,
  EDQUOT: (path) => `the disk quota at ${path} is used up: make room, and do it again`,
  EEXIST: (path) => `${path} is there already`,
  EISDIR: (path) => `${path} is a directory, not a file`,
  ENOTDIR: (path) => `a part of ${path} is a file, not a directory`,
  EMFILE: (path) => `this process may open no more files, such as ${path}: see ulimit -n`,
};

/** What Node says of a refusal of the operating system. */
interface SystemFault {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

const placeOf = ({ address, port, path }: SystemFault): string => {
  if (address !== undefined) return port === undefined ? address : `${address} port ${port}`;
  // Writes name no file.
  return path ?? "what was to be written";
};

/**
 * One sentence for what the operating system refused, that says what to do about it; undefined for
 * every other fault.
 */
export const systemFaultWords = (fault: unknown): string | undefined => {
  if (!(fault instanceof Error) || !("syscall" in fault) || !("code" in fault)) return undefined;
  const refusal = fault as unknown as SystemFault;
  const { code, syscall } = refusal;
  const place = placeOf(refusal);
  return WORDS[code]?.(place) ?? `${place}: the system says ${code} (${syscall})`;
};
