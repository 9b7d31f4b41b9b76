/**
 * `node:http` without what an `import` of it brings. A namespace of a built-in module reads every
 * property of it, and reading `http.WebSocket` loads Node's fetch, its streams and `node:http2`: fifty
 * modules, 13 MB of memory that a server never uses (Node 24, lib/http.js). Only types may be imported.
 */
export const nodeHttp = process.getBuiltinModule("node:http");
