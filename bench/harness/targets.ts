import { median, pairedRatios } from "./stats.ts";

/** A claim about Plinth, by CPU per request on the same core. */
export interface Target {
  readonly claim: string;
  readonly peer: string;
  /** Least ratio of the peer's CPU per request to Plinth's. */
  readonly least: number;
  /** Whom the claim is about, where it is not about all claimants. */
  readonly claimant?: string;
}

/** The variants the claims are about; the uncached one is printed but claims nothing. */
export const claimants: readonly string[] = ["plinth-session", "plinth-bearer"];

export const targets: readonly Target[] = [
  { claim: ">= 0.50 of bare node:http", peer: "node-http", least: 0.5 },
  { claim: ">= 2.2x hardened Fastify", peer: "fastify-hardened", least: 2.2 },
  { claim: ">= 3.2x hardened Express", peer: "express-hardened", least: 3.2 },
  { claim: ">= 7x a better-auth session check", peer: "better-auth", least: 7 },
  {
    claim: ">= 6x a better-auth token check",
    peer: "better-auth-bearer",
    least: 6,
    claimant: "plinth-bearer",
  },
];

/** `not measured` is never a pass. */
export type Verdict = "holds" | "MISSED" | "NOT MEASURED";

export interface Judgement {
  readonly claim: string;
  readonly contestant: string;
  readonly peer: string;
  readonly least: number;
  /** Median of the per-round ratios, if both ran. */
  readonly ratio: number | undefined;
  readonly ratios: readonly number[];
  readonly verdict: Verdict;
}

/** Judges every target for every claimant, from CPU per request by round. */
export function judge(cpuByName: ReadonlyMap<string, readonly number[]>): Judgement[] {
  return claimants.flatMap((contestant) => {
    const own = targets.filter(({ claimant = contestant }) => claimant === contestant);
    return own.map(({ claim, peer, least }): Judgement => {
      const ratios = pairedRatios(cpuByName.get(peer) ?? [], cpuByName.get(contestant) ?? []);
      const ratio = ratios.length === 0 ? undefined : median(ratios);
      const verdict = ratio === undefined ? "NOT MEASURED" : ratio >= least ? "holds" : "MISSED";
      return { claim, contestant, peer, least, ratio, ratios, verdict };
    });
  });
}
