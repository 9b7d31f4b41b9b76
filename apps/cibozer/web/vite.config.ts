import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { catalogs } from "./catalogs.ts";
import { offlineShell, SERVICE_WORKER } from "./offline-shell.ts";
import { pageFiles } from "./page-files.ts";

const THEME_INIT = new URL("../../../packages/console/public/theme-init.js", import.meta.url);

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The console's script for the first paint, served here too: one source, two applications. */
const themeInit = (): Plugin => ({
  name: "theme-init",
  transformIndexHtml: () => [
    { tag: "script", attrs: { src: "/theme-init.js" }, injectTo: "head-prepend" },
  ],
  configureServer: ({ middlewares }) => {
    middlewares.use("/theme-init.js", (_request, answer) => {
      answer.setHeader("Content-Type", "text/javascript").end(readFileSync(THEME_INIT));
    });
  },
  generateBundle() {
    this.emitFile({
      type: "asset",
      fileName: "theme-init.js",
      source: readFileSync(THEME_INIT, "utf8"),
    });
  },
});

/** The plain parts of the kit that forms begin with. */
const FORMS =
  /console\/src\/kit\/(plain\/|button-class|form-failure|use-form|use-scroll)|api\/kept-wishes/;
/** The kit's fields and buttons, with what they need of React Aria. */
const FIELDS =
  /console\/src\/kit\/(button|text-field|checkbox|segmented)\.tsx$|react-query\/.*useMutation|PressResponder/;
/** What pages of plans share. */
const PLANS = /cibozer\/(core|web\/src\/(api|plans|profile|art))\//;

/**
 * The planner's web app, served at / with a strict CSP: no inlined assets, no inline scripts,
 * hashed files under assets/. `#core` is the pure planner, which runs in a worker here.
 */
export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV it finds: a build started by a test run would ship React's development half.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: fileURLToPath(new URL(".", import.meta.url)),
    base: "/",
    // The shell counts the page files, so they come first.
    plugins: [react(), themeInit(), catalogs(), pageFiles(), offlineShell()],
    resolve: {
      alias: [
        { find: "#core", replacement: fromHere("../core/index.ts") },
        // A stand-in for a hook that React lacked before 18.
        { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: "react" },
      ],
    },
    worker: { format: "es" },
    build: {
      outDir: "../dist/web",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { index: fromHere("index.html"), sw: fromHere(SERVICE_WORKER) },
        output: {
          entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
          codeSplitting: {
            groups: [
              // What every page needs is one file: small ones compress badly, and each is a question
              // to the server of its own (UX-03, PERF-04).
              {
                name: "index",
                tags: ["$initial"],
                test: (id) => !id.endsWith(SERVICE_WORKER),
              },
              { name: "forms", test: FORMS },
              { name: "day-planner", test: /src\/day\/day-planner\.tsx$/ },
              { name: "fields", test: FIELDS },
              { name: "dialogs", test: /console\/src\/kit\/dialog\.tsx$/ },
              { name: "plans", test: PLANS, minShareCount: 3 },
            ],
          },
        },
        treeshake: {
          // Doors (index.ts) only pass names on: skipping them keeps the kit's heavy parts out of
          // the landing page's chunk.
          moduleSideEffects: [
            { test: /(packages\/console\/src|cibozer\/core)\/.*\.tsx?$/, sideEffects: false },
          ],
        },
      },
      target: ["chrome123", "firefox128", "safari17.5"],
    },
  };
});
