/** Which sections of the requirements an area is made of (EVID-09), and what it is to reach in per cent. */
export interface AreaDefinition {
  readonly name: string;
  readonly target: number | undefined;
  readonly sections: readonly string[];
}

/** Every section of the specification stands in exactly one area, but what comes later in none. */
export const AREAS: readonly AreaDefinition[] = [
  {
    name: "Security",
    target: 95,
    sections: [
      "Route policy kernel",
      "Identity: passwords, reset, MFA, lockout",
      "Sessions and tokens",
      "Authorization",
      "API keys and request signing",
      "Rate limits and blocking",
      "Input validation and threat inspection",
      "Uploads",
      "Browser and transport",
      "Errors",
    ],
  },
  {
    name: "Infrastructure",
    target: 90,
    sections: [
      "Logs and audit trail",
      "Metrics, traces, alerts, dashboards",
      "Health",
      "Database, pool, migrations",
      "Resilience",
      "Backup, recovery, failover",
      "Deploy and operations",
      "Configuration and secrets",
      "Gateway",
    ],
  },
  { name: "Performance", target: 70, sections: ["Caching", "Scale", "Performance"] },
  {
    name: "Enterprise features",
    target: 90,
    sections: ["Quotas and billing", "Privacy", "Readiness evidence", "Tests and tools"],
  },
  { name: "Documentation", target: 95, sections: ["Documentation"] },
  {
    name: "Application",
    target: undefined,
    sections: ["Console and app experience", "Meal planner (Cibozer)"],
  },
];

/** What EVID-07 asks to count: n of m requirements shown. */
export const COVERAGE: readonly Pick<AreaDefinition, "name" | "sections">[] = [
  {
    name: "input validation",
    sections: ["Input validation and threat inspection", "Uploads"],
  },
  { name: "error handling", sections: ["Errors"] },
  { name: "rate limiting", sections: ["Rate limits and blocking"] },
  { name: "caching", sections: ["Caching"] },
  { name: "configuration validation", sections: ["Configuration and secrets"] },
  { name: "database security", sections: ["Database, pool, migrations"] },
  {
    name: "API security",
    sections: ["Route policy kernel", "Authorization", "API keys and request signing"],
  },
];
