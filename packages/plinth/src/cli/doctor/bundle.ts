import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BLOCK = 512;

/** A file of the bundle. */
export interface BundleFile {
  readonly name: string;
  readonly text: string;
}

const octal = (value: number, length: number): string =>
  `${value.toString(8).padStart(length - 1, "0")}\0`;

/** The header of a file in a tape archive (POSIX.1-1988, "ustar"). */
const headerOf = (name: string, size: number, seconds: number): Buffer => {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write(octal(0o600, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(seconds, 12), 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
};

/** Files as a compressed archive that `tar -xzf` unpacks into a folder. */
export const tarGz = (folder: string, files: readonly BundleFile[], seconds: number): Buffer => {
  const parts = files.flatMap(({ name, text }) => {
    const body = Buffer.from(text);
    const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return [headerOf(`${folder}/${name}`, body.length, seconds), body, padding];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(BLOCK * 2)]));
};

/** Writes the bundle: an archive where the name ends in .tar.gz or .tgz, else a directory. */
export const writeBundle = (path: string, files: readonly BundleFile[], seconds: number): void => {
  if (/\.(?:tar\.gz|tgz)$/.test(path)) {
    writeFileSync(path, tarGz("plinth-doctor", files, seconds), { mode: 0o600 });
    return;
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  for (const { name, text } of files) writeFileSync(join(path, name), text, { mode: 0o600 });
};
