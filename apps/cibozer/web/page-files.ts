import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin, Rolldown } from "vite";
import { closureOf, findPart } from "./bundle-parts.ts";

const SIGNED_IN = ["src/guard-route.tsx", "src/offline/offline.ts"] as const;

/** What each page loads beside what all do, by the name of its file under pages/. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  index: ["src/day/day-planner.tsx"],
  plans: [...SIGNED_IN, "src/plans-route.tsx"],
  "plans/new": [...SIGNED_IN, "src/new-plan-route.tsx"],
  "plans/:id": [...SIGNED_IN, "src/plan-route.tsx"],
  "plans/:id/groceries": [...SIGNED_IN, "src/groceries-route.tsx"],
  recipes: [...SIGNED_IN, "src/recipes-route.tsx"],
  "recipes/:id": [...SIGNED_IN, "src/recipes-route.tsx"],
  profile: [...SIGNED_IN, "src/profile-route.tsx"],
};

/** What pages ask the server for as soon as they have their scripts: the browser can ask beside those. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  "plans/:id": ["/api/v1/auth/me", "/api/v1/plans/:id"],
  "plans/:id/groceries": [
    "/api/v1/auth/me",
    "/api/v1/plans/:id",
    "/api/v1/plans/:id/groceries?units=metric",
  ],
};

/** The page knows from its own address which plan it is of. */
const askEarly = (paths: readonly string[]): string => {
  const id = 'location.pathname.split("/")[2]';
  const link = `{rel:"preload",as:"fetch",crossOrigin:"anonymous",href:path.replace(":id",${id})}`;
  const add = `document.head.append(Object.assign(document.createElement("link"),${link}))`;
  return `    <script>for(const path of ${JSON.stringify(paths)})${add}</script>\n`;
};

const filesOf = (bundle: Rolldown.OutputBundle, parts: readonly string[]): readonly string[] => {
  const files = new Set<string>();
  for (const part of parts) closureOf(bundle, findPart(bundle, part), files);
  return [...files].map((name) => `/${name}`);
};

/**
 * Gives a page an HTML file of its own where the browser should know of its scripts at once: else it
 * learns of them when the first has run, a way to the server and back later (PERF-04).
 */
export const pageFiles = (): Plugin => ({
  name: "page-files",
  writeBundle({ dir = "" }, bundle) {
    const html = readFileSync(`${dir}/index.html`, "utf8");
    for (const [page, parts] of Object.entries(PAGES)) {
      const links = filesOf(bundle, parts)
        .filter((file) => !html.includes(`"${file}"`))
        .map(
          (file) =>
            `    <link rel="modulepreload" crossorigin fetchpriority="low" href="${file}">\n`,
        );
      const answers = ANSWERS[page];
      const early = answers === undefined ? "" : askEarly(answers);
      const file = `${dir}/pages/${page.replaceAll(":", "")}.html`;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        html.replace("  </head>", () => `${early}${links.join("")}  </head>`),
      );
    }
  },
});
