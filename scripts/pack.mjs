/**
 * Packs the server into few files: the module loader takes half a millisecond for every file, and a
 * start loaded 1,100 of ours beside those of packages that come as many small files (TypeBox, Kysely,
 * AJV: what is imported as `#vendor/…`). It works from the sources; types are checked by tsc, apart.
 * Lines stay as they are written, `.places` beside a file says which line of the sources each came
 * from (packages/plinth/src/telemetry/log/places.ts reads that), and licence comments stay.
 */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { rolldown } from "rolldown";
import { lineRuns } from "./line-runs.ts";
import { filesBelow, root } from "./setup.mjs";

const DAY_MS = 86_400_000;

/**
 * `entries` share what several of them need, so that there is one of each class in a process. What
 * stands `alone` has all that it needs to itself: threads load little, and browsers nothing of Node's.
 */
const PACKAGES = [
  {
    folder: "packages/plinth",
    sources: "src",
    entries: ["cli/main", "cli/instance/child", "drill/instance/main", "index", "testing/index"],
    alone: [
      "client/index",
      "store/embedded/writer-worker",
      "ops/backup/check/check-worker",
      "services/images/codec/codec-worker",
    ],
    built: [],
  },
  {
    folder: "apps/cibozer",
    sources: ".",
    entries: ["server/application"],
    alone: ["server/solver/worker", "server/exports/pdf/pdf-worker"],
    built: ["web"],
  },
];

const slashed = (path) => path.replaceAll(sep, "/");

/**
 * Packed code stands elsewhere than its source did: what that finds by its place (threads, pages, the
 * package) is found where a build of that one file would stand.
 */
const keepPlaces = ({ folder, sources }, loaded) => {
  const home = join(root, folder, sources);
  return {
    name: "keep-places",
    transform(code, id) {
      if (!id.startsWith(`${home}${sep}`) || !code.includes("import.meta.")) return null;
      const place = slashed(relative(home, id)).replace(/\.ts$/, ".js");
      // Imports name sources, so what ends in .js is loaded by its place.
      for (const [, path] of code.matchAll(/"(\.{1,2}\/[\w./-]+\.js)"/g)) {
        loaded.add(join(root, folder, "dist", dirname(place), path));
      }
      const moved = code
        .replaceAll("import.meta.url", `new URL("place:${place}", import.meta.url).href`)
        .replaceAll(
          "import.meta.dirname",
          `new URL("place:${dirname(place)}", import.meta.url).pathname`,
        );
      return { code: moved, map: null };
    },
    renderChunk(code, { fileName }) {
      if (!code.includes('"place:')) return null;
      const moved = code.replaceAll(/"place:([^"]+)"/g, (_, place) => {
        const path = slashed(relative(dirname(fileName), place));
        return JSON.stringify(path.startsWith(".") ? path : `./${path}`);
      });
      return { code: moved, map: null };
    },
  };
};

const { imports } = JSON.parse(readFileSync(join(root, "packages/plinth/package.json"), "utf8"));
const vendored = new Set(
  Object.entries(imports)
    .filter(([name]) => name.startsWith("#vendor/"))
    .map(([, target]) => target),
);

const isName = (id) => !/^[./#\0]|^@oxc-project\//.test(id);

/** Packages stay packages, but for those that are packed, and what these bring along. */
const isExternal = (id, importer) =>
  importer !== undefined &&
  isName(id) &&
  (id.startsWith("node:") || !(vendored.has(id) || importer.includes(`${sep}node_modules${sep}`)));

const bundle = async (target, names, loaded) => {
  const { folder, sources } = target;
  const packed = await rolldown({
    input: Object.fromEntries(
      names.map((name) => [name, join(root, folder, sources, `${name}.ts`)]),
    ),
    cwd: join(root, folder),
    platform: "node",
    logLevel: "warn",
    resolve: { conditionNames: ["plinth-source", "node", "import", "default"] },
    external: isExternal,
    plugins: [keepPlaces(target, loaded)],
  });
  const { output } = await packed.write({
    dir: join(root, folder, "dist"),
    format: "esm",
    entryFileNames: "[name].js",
    // A server that runs goes on finding its own files while the next build is written.
    chunkFileNames: "chunks/[name]-[hash].js",
    // Text with one character beyond Latin-1 takes twice the memory, and comments take it too.
    charset: "ascii",
    comments: { legal: true, jsdoc: false, annotation: false },
    sourcemap: "hidden",
    sourcemapExcludeSources: true,
  });
  await packed.close();
  return output.filter(({ type }) => type === "chunk");
};

/** Writes where each line of a packed file comes from. */
const writePlaces = (folder, { fileName, map }) => {
  // What only hands on the names of others has no lines of its own.
  if (map === null) return;
  const file = join(root, folder, "dist", fileName);
  const { sources, mappings } = map;
  writeFileSync(`${file}.places`, JSON.stringify({ sources, runs: lineRuns(mappings) }));
};

/** Puts the files that packed code reads (pages, lists) where it looks for them. */
const copyPageFiles = (folder) => {
  const files = filesBelow([`${folder}/src`]).filter((path) =>
    /\.(css|js|svg|bin|json)$/.test(path),
  );
  return files.map((file) => {
    const target = join(root, folder, "dist", file.slice(`${folder}/src/`.length));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target);
    return target;
  });
};

/** Takes away what earlier builds left; the newest of it may be in use. */
const sweep = ({ folder, built }, fresh) => {
  const home = join(root, folder, "dist");
  for (const name of readdirSync(home, { recursive: true })) {
    const file = join(home, name);
    if (!/\.js(\.map|\.places)?$/.test(name) || fresh.has(file)) continue;
    if (built.some((kept) => name.startsWith(`${kept}${sep}`))) continue;
    if (Date.now() - statSync(file).mtimeMs > DAY_MS) rmSync(file);
  }
};

for (const target of PACKAGES) {
  const { folder, entries, alone } = target;
  const loaded = new Set();
  const chunks = await bundle(target, entries, loaded);
  for (const name of alone) chunks.push(...(await bundle(target, [name], loaded)));
  for (const chunk of chunks) writePlaces(folder, chunk);
  const pages = folder === "packages/plinth" ? copyPageFiles(folder) : [];
  const files = chunks.flatMap(({ fileName }) => {
    const file = join(root, folder, "dist", fileName);
    return [file, `${file}.map`, `${file}.places`];
  });
  const fresh = new Set([...files, ...pages]);
  const missing = [...loaded].filter((file) => !fresh.has(file));
  if (missing.length > 0) {
    const names = missing.map((file) => relative(root, file)).join(", ");
    throw new Error(`${names}: loaded by its place, and packed by nobody; add it to PACKAGES`);
  }
  sweep(target, fresh);
}
