/**
 * How deep a probe reaches: `look` only reads and works on any URL, `touch` makes test accounts and
 * bounded writes, `drill` kills and restores.
 */
export const DEPTHS = ["look", "touch", "drill"] as const;
export type Depth = (typeof DEPTHS)[number];

/** From what must be fixed first to what is good to know. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The categories of OWASP Top 10:2021, in their order. */
export const OWASP_TOP_10 = {
  A01: "Broken Access Control",
  A02: "Cryptographic Failures",
  A03: "Injection",
  A04: "Insecure Design",
  A05: "Security Misconfiguration",
  A06: "Vulnerable and Outdated Components",
  A07: "Identification and Authentication Failures",
  A08: "Software and Data Integrity Failures",
  A09: "Security Logging and Monitoring Failures",
  A10: "Server-Side Request Forgery",
} as const;

/** A category, or none for what is no matter of security. */
export type Owasp = keyof typeof OWASP_TOP_10 | "none";

/** What is said of a running service, who asks for it, and what to do where it does not hold. */
export interface Claim {
  /** Stable, kebab-case, never reused. */
  readonly id: string;
  readonly claim: string;
  readonly requirements: readonly string[];
  /** The standard that asks for it, such as "OWASP ASVS 5 V3.4.1" or "RFC 9457". */
  readonly standard: string;
  /** What goes wrong where the claim does not hold, by OWASP Top 10:2021; "none" for conformance. */
  readonly owasp: Owasp;
  readonly severity: Severity;
  readonly depth: Depth;
  /** A concrete line to change. */
  readonly remedy: string;
}
