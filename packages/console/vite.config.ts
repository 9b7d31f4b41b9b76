import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstPaint } from "./build/first-paint.ts";
import { pageFiles } from "./build/page-files.ts";

const BASE = "/console/";

/** The kit's fields and buttons, with what they need of React Aria. */
const FIELDS =
  /kit\/([\w-]+\/)?(button|text-field|checkbox|segmented|form-failure|use-form)\.tsx?$|PressResponder|(react-query|query-core)\/.*(useMutation|mutationObserver)/;
/** What asks before it changes something. */
const DIALOGS = /kit\/([\w-]+\/)?dialog\.tsx$|admin\/action-button\.tsx$/;
/** What pages with figures share. */
const CHARTS =
  /kit\/chart\/|operations\/(time\/|metrics\/(metric|peak|use-metric))|node_modules\/uplot/;
/** What pages of operations share. */
const OPERATIONS =
  /operations\/live-page|admin\/(admin-page|admin-words|data-table|table-csv)\.tsx?$/;

/** Nothing of this page is there before its own part has come. */
const PAGES = { signin: { parts: ["src/app/entry-pages.tsx"] } } as const;

/**
 * The console is served under /console/ with a strict CSP: no inlined assets but what the first paint
 * needs, hashed files under assets/.
 */
export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV it finds: a build started by a test run would ship React's development half.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    base: BASE,
    plugins: [react(), firstPaint(BASE), pageFiles(PAGES, BASE)],
    build: {
      outDir: "dist/app",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      // One stylesheet, which the pages have inside: parts of the console must not ask for it.
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // What every page needs is one file: small ones compress badly, and each is a question
              // to the server of its own (UX-03).
              { name: "index", tags: ["$initial"] },
              { name: "fields", test: FIELDS },
              { name: "dialogs", test: DIALOGS },
              { name: "charts", test: CHARTS },
              { name: "operations", test: OPERATIONS },
            ],
          },
        },
      },
      target: ["chrome123", "firefox128", "safari17.5"],
    },
  };
});
