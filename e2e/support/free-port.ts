export { freePort } from "../../packages/plinth/src/testing/throwaway-process.ts";
