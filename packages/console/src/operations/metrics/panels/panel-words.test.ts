import { expect, it } from "vitest";
import { conditionFault, formatOf } from "./panel-words.ts";

it("OBS-12: the values of a panel have the unit of its metric", () => {
  expect(formatOf({ name: "http_requests_total" })(2)).toBe("2/s");
  expect(formatOf({ name: "http_requests_total", statistic: "increase" })(2)).toBe("2");
  expect(formatOf({ name: "http_request_duration_seconds", statistic: "p99" })(0.2)).toBe("200 ms");
  expect(formatOf({ name: "system_memory_usage_ratio", statistic: "value" })(0.5)).toBe("50 %");
  expect(formatOf({ name: "process_resident_memory_bytes" })(1_024)).toBe("1 KB");
});

it("OBS-12: conditions are checked before they are sent", () => {
  expect(conditionFault("", [])).toBeUndefined();
  expect(conditionFault("status:5*;method:GET", ["status", "method"])).toBeUndefined();
  expect(conditionFault("status", ["status"])).toMatch(/label:value/);
  expect(conditionFault("route:/x", ["status"])).toBe("This metric has the labels status.");
  expect(conditionFault("route:/x", [])).toBe("This metric has no labels.");
});
