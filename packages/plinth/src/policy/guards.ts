/**
 * The two guards that most routes need, to spread into a policy (AZ-01).
 * @example route.get("/api/v1/things", { ...requireAuth, summary: "Lists things", … }, list)
 */
export const requireAuth = { access: "user" } as const;

/** Only for administrators; see `requireAuth`. */
export const requireAdmin = { access: { role: "admin" } } as const;
