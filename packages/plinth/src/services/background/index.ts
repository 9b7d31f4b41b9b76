export { type Background, createBackground } from "./background.ts";
export { repeat } from "./repeat.ts";
