import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

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
    plugins: [react()],
    resolve: { alias: { "#core": fileURLToPath(new URL("../core/index.ts", import.meta.url)) } },
    worker: { format: "es" },
    build: {
      outDir: "../dist/web",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
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
