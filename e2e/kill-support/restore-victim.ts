import { createSecretKey } from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

// Restores into a data directory that has a database, and kills itself before the nth change to the
// directory; prints how many there were where it got to its end. Arguments: a directory with data and
// backups, n.

const [, , root = "", nth = "0"] = process.argv;
const data = join(root, "data");
let changes = 0;

/** Counts a change before it happens, by whatever way of Node it comes. */
const watch = (holder: object, name: string): void => {
  const own = Reflect.get(holder, name) as (...given: unknown[]) => unknown;
  Reflect.set(holder, name, (...given: unknown[]) => {
    if (String(given[0]).startsWith(data)) {
      changes += 1;
      if (changes === Number(nth)) process.kill(process.pid, "SIGKILL");
    }
    return own(...given);
  });
};
// Not the rest: what promises make or remove there is in nobody's way.
for (const name of ["rename", "writeFile", "appendFile"]) watch(fs.promises, name);
for (const name of ["renameSync", "writeFileSync", "rmSync"]) watch(fs, name);
syncBuiltinESMExports();

const { createDirectoryTarget, restoreDirectory } = await import(
  "../../packages/plinth/src/ops/backup/index.ts"
);
await restoreDirectory({
  target: createDirectoryTarget(join(root, "backups")),
  key: createSecretKey(Buffer.alloc(32, 5)),
  dataDirectory: data,
  filesDirectory: join(data, "files"),
  isReplaced: true,
  now: Date.now(),
});
process.stdout.write(`${changes}\n`);
