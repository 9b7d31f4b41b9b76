/**
 * Client addresses as a proxy would name them, each new: 198.18.0.0/15 is set aside for measuring
 * (RFC 2544), so that nobody real is in any log. Begins anew after 131,072.
 */
export function createAddresses(): () => string {
  let serial = 0;
  return () => {
    const at = serial % 131_072;
    serial += 1;
    return `198.${18 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;
  };
}
