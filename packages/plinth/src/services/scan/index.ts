export { type ClamavOptions, createClamav, type ScannerAddress } from "./clamav.ts";
export { createDeclaredScanner } from "./declared-scanner.ts";
export { noScanner, type Scanner, type ScanVerdict } from "./scanner.ts";
