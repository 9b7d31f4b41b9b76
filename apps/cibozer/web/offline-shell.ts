import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Plugin, Rolldown } from "vite";
import { closureOf, findPart } from "../../../packages/console/build/bundle-parts.ts";

/** The service worker's source; it becomes /sw.js, without a hash, so that browsers find the next one. */
export const SERVICE_WORKER = "src/offline/worker/service-worker.ts";

/** Parts that work with no network: planning a day, the plans, a plan and its list. */
const PARTS = [
  "src/main.tsx",
  "src/day/day-planner.tsx",
  "src/day/day-menu.tsx",
  "src/plans/refusal-panel.tsx",
  "src/plans-route.tsx",
  "src/plan-route.tsx",
  "src/groceries-route.tsx",
  "src/guard-route.tsx",
  "src/routes.tsx",
  "src/plans/recipe-dialog.tsx",
  "src/plans/meal-extras.tsx",
  "src/plans/delete-dialog.tsx",
  "src/groceries/stock-dialog.tsx",
  "src/week/meal-dialog.tsx",
  "src/history-route.tsx",
  "src/offline/offline.ts",
  "src/offline/update-notice.tsx",
  "src/offline/worker/service-worker.ts",
  "catalog:de",
  "catalog:ar",
] as const;

const NAMED = /^(favicon\.svg|manifest\.webmanifest|icon-[\w-]+\.(svg|png))$/;

const filesOf = (bundle: Rolldown.OutputBundle): readonly string[] => {
  const scripts = new Set<string>();
  for (const part of PARTS) closureOf(bundle, findPart(bundle, part), scripts);
  scripts.delete("sw.js");
  const others = Object.keys(bundle).filter((name) =>
    /^assets\/(worker-.*\.js|.*\.css)$/.test(name),
  );
  return [...scripts, ...others].map((name) => `/${name}`);
};

/**
 * Tells the service worker which files are the shell, and gives it a version that changes with any
 * of them. The page and the files whose names stay count by their content.
 */
export const offlineShell = (): Plugin => ({
  name: "offline-shell",
  writeBundle({ dir = "" }, bundle) {
    const named = readdirSync(dir).filter((name) => NAMED.test(name));
    const files = ["/", ...named.map((name) => `/${name}`), ...filesOf(bundle)].toSorted();
    const hash = createHash("sha256");
    for (const name of ["pages/index.html", ...named]) hash.update(readFileSync(`${dir}/${name}`));
    const version = hash.update(files.join()).digest("hex").slice(0, 12);
    const text = readFileSync(`${dir}/sw.js`, "utf8");
    const filled = text.replace(/(["'`])__SHELL__\1/, () =>
      JSON.stringify(JSON.stringify({ version, files })),
    );
    if (filled === text) throw new Error("the service worker has no place for its shell");
    writeFileSync(`${dir}/sw.js`, filled);
  },
});
