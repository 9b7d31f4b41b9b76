/**
 * Plinth itself, from source, with the route of the contest declared under full policy.
 *
 * SEAM: the public API this needs is not written yet. Until it is, the harness lists the three
 * variants as "not run" and fails. `start` below is the only thing to fill in.
 */
const variant = process.argv[2] ?? "session";
process.send?.({ notRun: `packages/plinth has no server to start yet (variant ${variant})` });
process.disconnect?.();
