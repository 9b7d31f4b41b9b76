/** `npm run build`: the server's packages with their types, and the web applications, where they are stale. */
import { buildWeb, compile, declare, install } from "./setup.mjs";

install();
compile();
declare();
buildWeb();
