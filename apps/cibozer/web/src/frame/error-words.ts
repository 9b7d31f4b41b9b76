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

/** What is said where the server does not take what was asked: 400, 401, 403 and the like. */
export const REFUSED_WORDS = {
  title: "Not on the menu",
  text: "This could not be served as it was asked for. Go back and try again, or start anew.",
  start: "Go to the start",
} as const satisfies Messages;

/** What is said to who asked too often, and when the time is over. */
export const TOO_OFTEN_WORDS = {
  title: "One after the other, please",
  text: "That was a lot in a short time. Wait a little, then try again.",
  start: "Go to the start",
  ready: "You can try again now.",
} as const satisfies Messages;
