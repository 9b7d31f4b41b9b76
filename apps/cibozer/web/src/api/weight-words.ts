// Files that the server writes say weights the same way.
export { sayWeight, weightWords } from "#core";
