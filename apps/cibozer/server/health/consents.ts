import { HEALTH_CONSENT } from "./service.ts";

/** What people are asked to agree to; pages say it in the person's language. */
export const CONSENTS = [
  {
    purpose: HEALTH_CONSENT,
    version: 2,
    title: "Keep what I say of my body, allergies and household",
    text: "Your sex, year of birth, height, weight, activity, goal, allergies and notes, and the names, energy and allergies of those you cook for, may be kept with your account, encrypted, so that you need not say them again. Nobody else reads them. Without this they are neither kept nor used.",
  },
  {
    purpose: "usage-statistics",
    version: 1,
    title: "Count how I use the planner",
    text: "Which functions you use may be counted, without what you typed, to make the planner better.",
  },
  {
    purpose: "product-news",
    version: 1,
    title: "Send me news",
    text: "A mail now and then about new recipes and functions, one a month at most.",
  },
] as const;
