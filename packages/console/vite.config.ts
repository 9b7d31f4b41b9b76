import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The console is served under /console/ with a strict CSP: no inlined assets, no inline scripts,
 * hashed files under assets/.
 */
export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV it finds: a build started by a test run would ship React's development half.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    base: "/console/",
    plugins: [react()],
    build: {
      outDir: "dist/app",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: ["chrome123", "firefox128", "safari17.5"],
    },
  };
});
