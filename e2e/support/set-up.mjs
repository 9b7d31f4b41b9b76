/** Before the end-to-end tests: whatever `npm start` would build is built, so that none is stale. */
import { buildWeb, compile } from "../../scripts/setup.mjs";

export const setup = () => {
  compile();
  buildWeb();
};
