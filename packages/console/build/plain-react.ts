import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** What is imported of React, and the file of its package that holds it. */
const PARTS: Readonly<Record<string, readonly [name: string, file: string]>> = {
  react: ["react", "react"],
  "react/jsx-runtime": ["react", "react-jsx-runtime"],
  "react-dom": ["react-dom", "react-dom"],
  "react-dom/client": ["react-dom", "react-dom-client"],
  scheduler: ["scheduler", "scheduler"],
  "use-sync-external-store/shim/with-selector": [
    "use-sync-external-store",
    "use-sync-external-store-shim/with-selector",
  ],
};
const PREFIX = "plain-react:";

/** A CommonJS file that asks for others at its top, and names what it exports one by one. */
const asModule = (source: string): string => {
  const asked: string[] = [];
  const body = source.replaceAll(/\brequire\("([^"]+)"\)/g, (_all, part: string) => {
    asked.push(`import asked${asked.length} from "${part}";`);
    return `asked${asked.length - 1}`;
  });
  const names = new Set([...source.matchAll(/\bexports\.(\w+) =/g)].map(([, name]) => name));
  const told = [...names].map(
    (name, at) => `const told${at} = exports.${name};\nexport { told${at} as ${name} };`,
  );
  return [...asked, "const exports = {};", body, "export default exports;", ...told].join("\n");
};

/**
 * React comes as CommonJS only, for which the bundler has a helper. Once React is a file of its own the
 * helper is another, which every page would have to wait for: as modules they need none (PERF-04).
 */
export const plainReact = (): Plugin => ({
  name: "plain-react",
  apply: "build",
  enforce: "pre",
  resolveId: (id) => (Object.hasOwn(PARTS, id) ? PREFIX + id : null),
  load(id) {
    const [name, file] = id.startsWith(PREFIX) ? (PARTS[id.slice(PREFIX.length)] ?? []) : [];
    if (name === undefined) return null;
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return asModule(readFileSync(join(root, `cjs/${file}.production.js`), "utf8"));
  },
});
