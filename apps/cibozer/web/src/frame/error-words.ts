import type { Messages } from "@plinth/console";

/** What is said where there is no page; also by the file that the server sends (error-pages.ts). */
export const NOT_FOUND_WORDS = {
  title: "Nothing on this plate",
  text: "The address may be mistyped, or the page has moved.",
  start: "Go to the start",
} as const satisfies Messages;

/** What is said where the server is at fault, or rests. */
export const OUR_FAULT_WORDS = {
  title: "Something boiled over",
  text: "That was our kitchen’s fault, not yours. Please try again in a moment.",
  start: "Go to the start",
} as const satisfies Messages;
