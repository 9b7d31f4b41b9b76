export { answerLeft, type Background, createBackground } from "./background.ts";
export { createOutbox, type Outbox, type OutboxOptions } from "./outbox.ts";
export { repeat } from "./repeat.ts";
