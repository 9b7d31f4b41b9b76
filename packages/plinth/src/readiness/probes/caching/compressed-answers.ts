import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, isStranger, type Operation, operationsOf } from "../../support/operations.ts";
import type { Answer, Target } from "../../target.ts";

/** Shorter answers gain nothing. */
const LEAST_BYTES = 1_024;
/** Enough to see how a service does it, and few enough to be polite. */
const MOST = 12;
const TEXT = /^(?:text\/(?!event-stream)|application\/(?:[a-z.-]+\+)?(?:json|xml)\b)/;

/** A page or answer that everyone may read. */
interface Place {
  readonly path: string;
  /** Whether its policy says that it leaves compressed. */
  readonly isPromised: boolean;
}

const placesOf = (target: Target): readonly Place[] => {
  const isOpen = ({ policy, parameters, path }: Operation): boolean =>
    policy.access.kind === "public" &&
    !path.includes("{") &&
    !parameters.some((parameter) => parameter.required === true);
  const open = operationsOf(target).filter(
    (operation) => isReading(operation) && isOpen(operation),
  );
  const places = open.map(({ path, policy }) => ({
    path,
    isPromised: policy.compression?.kind === "negotiated",
  }));
  return isStranger(target) ? [{ path: "/", isPromised: false }] : places;
};

const codingOf = ({ headers }: Answer): string | undefined => headers.get("content-encoding");

/** What is wrong with an answer in a coding, beside what the same answer is as it is. */
const codedFault = (
  place: Place,
  coding: string,
  coded: Answer,
  plain: Answer,
): string | undefined => {
  const given = codingOf(coded);
  if (given === undefined) {
    const isDue = place.isPromised && TEXT.test(plain.headers.get("content-type") ?? "");
    return isDue ? `is not compressed by ${coding}` : undefined;
  }
  if (given !== coding) return `comes in ${given} to who takes ${coding}`;
  if (!/accept-encoding|\*/i.test(coded.headers.get("vary") ?? ""))
    return "varies and does not say so";
  if (coded.bytes >= plain.bytes) return `is no smaller by ${coding}`;
  if (coded.cookies.length > 0) return "is compressed with a cookie beside it";
  return coded.text === plain.text ? undefined : `is something else by ${coding}`;
};

/** Undefined where there is nothing to see: an answer that is short, or tells the time. */
const faultsOf = async (target: Target, place: Place): Promise<readonly Fault[] | undefined> => {
  const { path } = place;
  const ask = (accepted: string) =>
    target.visitor().ask(path, { headers: { "Accept-Encoding": accepted } });
  const plain = await ask("identity");
  if (plain.status !== 200) return undefined;
  if (codingOf(plain) !== undefined) {
    return [{ what: `${path} is compressed for who asked for plain bytes`, answer: plain }];
  }
  if (plain.bytes <= LEAST_BYTES) return undefined;
  const again = await ask("br;q=0, gzip;q=0, *;q=0");
  if (codingOf(again) !== undefined) {
    return [{ what: `${path} is compressed for who refused that by q=0`, answer: again }];
  }
  if (again.text !== plain.text) return undefined;
  const faults: Fault[] = [];
  for (const coding of ["br", "gzip"]) {
    const answer = await ask(coding);
    const what = codedFault(place, coding, answer, plain);
    if (what !== undefined) faults.push({ what: `${path} ${what}`, answer });
  }
  return faults;
};

/** PERF-07, P-053 */
export const compressedAnswers: Probe = {
  id: "compressed-answers",
  claim:
    "What is large leaves compressed for who takes that, as the same bytes, and for nobody else",
  requirements: ["PERF-07", "P-053"],
  standard: "RFC 9110 sections 8.4, 12.5.3 and 12.5.5; CWE-310 (BREACH)",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy: "Negotiate by Accept-Encoding, heed q=0, and send Vary: Accept-Encoding either way.",
  sabotage: "compress-for-all",
  run: async (target) => {
    const faults: Fault[] = [];
    let checked = 0;
    for (const place of placesOf(target)) {
      if (checked === MOST) break;
      const found = await faultsOf(target, place);
      if (found === undefined) continue;
      checked += 1;
      faults.push(...found);
    }
    if (checked === 0) return notApplicable("no answer of everyone is large, and the same twice");
    const wanted = "the same bytes in fewer, Vary, and plain bytes for who refuses codings";
    return judge({ faults, checked, of: "answers", wanted });
  },
};
