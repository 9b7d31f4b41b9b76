import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type ResolvedConfig, type Rolldown } from "vite";
import { closureOf, findPart } from "../../../packages/console/build/bundle-parts.ts";

const SERVICE_WORKER = "src/offline/worker/service-worker.ts";

/** Parts that work with no network: planning a day, the plans, a plan and its list. */
const PARTS = [
  "src/main.tsx",
  "src/day/day-planner.tsx",
  "src/day/day-menu.tsx",
  "src/plans/new/refusal-panel.tsx",
  "src/routes/plans-route.tsx",
  "src/routes/plan-route.tsx",
  "src/routes/groceries-route.tsx",
  "src/routes/guard-route.tsx",
  "src/routes/account/account-routes.tsx",
  "src/plans/recipe-dialog.tsx",
  "src/plans/meal/meal-extras.tsx",
  "src/plans/delete-dialog.tsx",
  "src/groceries/aisle-order.tsx",
  "src/groceries/choices.tsx",
  "src/groceries/stock-dialog.tsx",
  "src/week/meal-dialog.tsx",
  "src/routes/history-route.tsx",
  "src/letters/delivery.ts",
  "src/offline/offline.ts",
  "src/offline/update-notice.tsx",
  "catalog:de",
  "catalog:ar",
  "recipe-steps:de",
  "recipe-steps:ar",
] as const;

const NAMED = /^(favicon\.svg|manifest\.webmanifest|icon-[\w-]+\.(svg|png))$/;

const filesOf = (bundle: Rolldown.OutputBundle): readonly string[] => {
  const scripts = new Set<string>();
  for (const part of PARTS) closureOf(bundle, findPart(bundle, part), scripts);
  const others = Object.keys(bundle).filter((name) =>
    /^assets\/(worker-.*\.js|.*\.css)$/.test(name),
  );
  return [...scripts, ...others].map((name) => `/${name}`);
};

/**
 * Builds the service worker: one file, for a worker that is no module can ask for no other, and
 * without a hash, so that browsers find the next one.
 */
const buildWorker = async (config: ResolvedConfig): Promise<string> => {
  const { target, rolldownOptions } = config.build;
  const built = await build({
    root: config.root,
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      write: false,
      target,
      lib: {
        entry: fileURLToPath(new URL(SERVICE_WORKER, import.meta.url)),
        formats: ["iife"],
        name: "worker",
      },
      rolldownOptions: { treeshake: rolldownOptions.treeshake ?? true },
    },
  });
  const [result] = [built].flat();
  if (result === undefined || !("output" in result) || result.output.length !== 1) {
    throw new Error("the service worker is to be one file");
  }
  return result.output[0].code;
};

/**
 * Builds the service worker, tells it which files are the shell, and gives it a version that
 * changes with any of them. The page and the files whose names stay count by their content.
 */
export const offlineShell = (): Plugin => {
  let config: ResolvedConfig;
  return {
    name: "offline-shell",
    configResolved(resolved) {
      config = resolved;
    },
    async writeBundle({ dir = "" }, bundle) {
      const named = readdirSync(dir).filter((name) => NAMED.test(name));
      const files = ["/", ...named.map((name) => `/${name}`), ...filesOf(bundle)].toSorted();
      const hash = createHash("sha256");
      for (const name of ["pages/index.html", ...named])
        hash.update(readFileSync(`${dir}/${name}`));
      const version = hash.update(files.join()).digest("hex").slice(0, 12);
      const text = await buildWorker(config);
      const filled = text.replace(/(["'`])__SHELL__\1/, () =>
        JSON.stringify(JSON.stringify({ version, files })),
      );
      if (filled === text) throw new Error("the service worker has no place for its shell");
      writeFileSync(`${dir}/sw.js`, filled);
    },
  };
};
