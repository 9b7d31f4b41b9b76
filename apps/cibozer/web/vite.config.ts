import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstPaint } from "../../../packages/console/build/first-paint.ts";
import { pageFiles } from "../../../packages/console/build/page-files.ts";
import { plainReact } from "../../../packages/console/build/plain-react.ts";
import { catalogs } from "./catalogs.ts";
import { errorPages } from "./error-pages.ts";
import { offlineShell } from "./offline-shell.ts";
import { PAGES } from "./page-files.ts";

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What the landing page, a week and its list have in common beside what every page begins with: the
 * plain parts of the kit, what changes something on the server, the rules that wishes follow, and
 * the notice of a new build.
 */
const SHARED = [
  /console\/src\/kit\/(plain\/|button-class|form\/form-failure|form\/use-form|use-scroll)/,
  /(react-query|query-core)\/.*(useMutation|mutationObserver)/,
  /web\/src\/api\/(kept-)?wishes/,
  /web\/src\/offline\/update/,
  /cibozer\/core\/(rules\/(diets|patterns|allergens)|model\/(request|diet-ids|food|leftover-wish))\./,
];
/** React, as the build has it. */
const REACT = /^plain-react:/;
/** The kit's fields and buttons, with what they need of React Aria. */
const FIELDS =
  /console\/src\/kit\/(button|form\/text-field|form\/checkbox|form\/segmented)\.tsx$|PressResponder/;
/** What is around every page of somebody who is signed in. */
const SIGNED_IN =
  /web\/src\/(routes\/guard-route|letters\/(letters|post|words)|offline\/(offline|kept-answers|rest|sealed-box|session-end))\./;
/** What goes by a profile: wishes, targets and portions; a week and its list have none of it at first. */
const PROFILE = /web\/src\/profile[/.]/;
/** What pages of plans share, but what is only in their dialogs, or said of wishes that do not go together. */
const PLANS =
  /cibozer\/(core|web\/src\/(api|plans|art|week|history|recipes\/food-name|groceries\/(more|(use-)?choice)))(\/|\.)(?!.*((fields|dialog)|refusal-\w+|energy-need|goal)\.)/;

/**
 * The planner's web app, served at / with a strict CSP: no inlined assets but what the
 * first paint needs, hashed files under assets/. `#core` is the pure planner, which runs in a worker here.
 */
export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV it finds: a build started by a test run would ship React's development half.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: fileURLToPath(new URL(".", import.meta.url)),
    base: "/",
    // The shell counts the page files, so they come first.
    plugins: [
      react(),
      plainReact(),
      catalogs(),
      firstPaint(),
      pageFiles(PAGES),
      errorPages(),
      offlineShell(),
    ],
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
      // One stylesheet, which the pages have inside: parts of the application must not ask for it.
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { index: fromHere("index.html") },
        output: {
          codeSplitting: {
            groups: [
              // About half of what every page needs: two files of the same size come beside each
              // other, sooner than one of both (PERF-04).
              { name: "react", test: REACT },
              // What every page needs is one file: small ones compress badly, and each is a question
              // to the server of its own (UX-03, PERF-04).
              {
                name: "index",
                test: (id) => id.endsWith("web/index.html") || SHARED.some((part) => part.test(id)),
              },
              { name: "day-planner", test: /src\/day\/day-planner\.tsx$/ },
              { name: "fields", test: FIELDS },
              { name: "dialogs", test: /console\/src\/kit\/dialog\.tsx$/ },
              { name: "signed-in", test: SIGNED_IN },
              { name: "plans", test: PLANS, minShareCount: 2 },
              { name: "profile", test: PROFILE, minShareCount: 2 },
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
