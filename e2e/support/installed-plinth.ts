import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../packages/plinth", import.meta.url));

/** Puts Plinth into a folder `node_modules` as npm does: what it says belongs to it, and a link to its program. */
export const installPlinth = (modules: string): void => {
  const { bin, files } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    readonly bin: { readonly plinth: string };
    readonly files: readonly string[];
  };
  if (!files.includes("bin") || !files.includes("dist")) throw new Error("the package lacks files");
  const installed = join(modules, "plinth");
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(source, "package.json"), join(installed, "package.json"));
  cpSync(join(source, "bin"), join(installed, "bin"), { recursive: true });
  // A link to the build: it finds the packages that it needs beside itself.
  symlinkSync(join(source, "dist"), join(installed, "dist"));
  mkdirSync(join(modules, ".bin"));
  symlinkSync(join("../plinth", bin.plinth), join(modules, ".bin/plinth"));
};
