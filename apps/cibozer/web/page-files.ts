import type { PageStart } from "../../../packages/console/build/page-files.ts";

const SIGNED_IN = ["src/routes/guard-route.tsx", "src/offline/offline.ts"] as const;

/** What each page begins with beside what all do, by its path. */
export const PAGES: Readonly<Record<string, PageStart>> = {
  index: { parts: ["src/day/day-planner.tsx"] },
  plans: { parts: [...SIGNED_IN, "src/routes/plans-route.tsx"] },
  "plans/new": { parts: [...SIGNED_IN, "src/routes/new-plan-route.tsx"] },
  "plans/:id": {
    parts: [...SIGNED_IN, "src/routes/plan-route.tsx"],
    answers: ["/api/v1/auth/me", "/api/v1/plans/:id"],
  },
  "plans/:id/groceries": {
    parts: [...SIGNED_IN, "src/routes/groceries-route.tsx"],
    answers: ["/api/v1/auth/me", "/api/v1/plans/:id", "/api/v1/plans/:id/groceries?units=metric"],
  },
  recipes: { parts: [...SIGNED_IN, "src/routes/recipes-route.tsx"] },
  "recipes/:id": { parts: [...SIGNED_IN, "src/routes/recipes-route.tsx"] },
  profile: { parts: [...SIGNED_IN, "src/routes/profile-route.tsx"] },
};
