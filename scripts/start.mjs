/** `npm start`: install and build what is missing, then serve Cibozer on the embedded database. */
import { join } from "node:path";
import { become, buildWeb, install, pinnedNode, root } from "./setup.mjs";

install();
buildWeb();
become(pinnedNode, [
  "--conditions=source",
  "--disable-warning=ExperimentalWarning",
  join(root, "packages/plinth/src/cli/main.ts"),
  "serve",
  ...process.argv.slice(2),
]);
