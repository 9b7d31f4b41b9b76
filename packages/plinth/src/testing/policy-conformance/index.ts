export {
  type PolicyCase,
  type PolicyConformance,
  startPolicyConformance,
} from "./conformance.ts";
