/** Computations that are under way, one for each key, whoever asks (CACHE-04). */
export interface Flights {
  /**
   * What the computation of a key gives that is under way, or else the one that begins now.
   * `isOutdated` tells it whether what it is made from changed meanwhile: its result is then nobody's
   * but of those who wait for it already.
   */
  readonly join: (
    key: string,
    tags: readonly string[],
    begin: (isOutdated: () => boolean) => Promise<unknown>,
  ) => Promise<unknown>;
  readonly outdate: (key: string) => void;
  readonly outdateWhere: (isMeant: (key: string, tags: readonly string[]) => boolean) => void;
}

interface Flight {
  readonly tags: readonly string[];
  result: Promise<unknown>;
  isOutdated: boolean;
}

/** Builds it with nothing under way. */
export const createFlights = (): Flights => {
  const flights = new Map<string, Flight>();

  const end = (key: string, flight: Flight): void => {
    flight.isOutdated = true;
    flights.delete(key);
  };

  return {
    join: (key, tags, begin) => {
      const known = flights.get(key);
      if (known !== undefined) return known.result;
      const flight: Flight = { tags, result: Promise.resolve(), isOutdated: false };
      flights.set(key, flight);
      flight.result = begin(() => flight.isOutdated).finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
      return flight.result;
    },
    outdate: (key) => {
      const flight = flights.get(key);
      if (flight !== undefined) end(key, flight);
    },
    outdateWhere: (isMeant) => {
      for (const [key, flight] of flights) if (isMeant(key, flight.tags)) end(key, flight);
    },
  };
};
