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
    resolve: { alias: { "#core": fileURLToPath(new URL("../core/index.ts", import.meta.url)) } },
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
          // What every page has of the kit is one file: small ones compress badly (UX-03).
          codeSplitting: {
            groups: [
              {
                name: "kit",
                test: /node_modules\/react\/|console\/src\/(texts\/texts|client\/(wording|api-error|request-keys)|kit\/(plain\/|icon|button-class|form-failure|use-form|use-scroll))/,
              },
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
