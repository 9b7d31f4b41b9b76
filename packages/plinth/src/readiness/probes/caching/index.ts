import type { Probe } from "../../probe.ts";
import { answersOfOthers } from "./answers-of-others.ts";
import { compressedAnswers } from "./compressed-answers.ts";
import { cookiesInCaches } from "./cookies-in-caches.ts";
import { repeatedKeys } from "./repeated-keys.ts";
import { revalidation } from "./revalidation.ts";
import { workerScripts } from "./worker-scripts.ts";

/** Probes of answers that are kept and given again: by caches, by the server, under a key. */
export const cachingProbes: readonly Probe[] = [
  revalidation,
  compressedAnswers,
  cookiesInCaches,
  answersOfOthers,
  repeatedKeys,
  workerScripts,
];
