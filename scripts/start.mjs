/** `npm start`: install and build what is missing, then serve Cibozer on the embedded database. */
import { join } from "node:path";
import { become, buildWeb, compile, install, pinnedNode, root } from "./setup.mjs";

install();
compile();
buildWeb();
become(pinnedNode, [
  // Half of V8's default young generation: 14 MB less at rest, for a little more collecting.
  "--max-semi-space-size=8",
  "--disable-warning=ExperimentalWarning",
  join(root, "packages/plinth/dist/cli/main.js"),
  "serve",
  ...process.argv.slice(2),
]);
