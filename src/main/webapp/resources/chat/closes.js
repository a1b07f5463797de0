/**
 * What the browser does after each way a socket can close: come back, come back later, or stay away.
 *
 * `offer` is what a reader may press where the browser does not come back by itself.
 */
const GOING_AWAY_SPREAD_MS = 5_000;
const PATIENCE_MS = 5_000;

const table = {
  4008: { back: true },
  4009: { back: true },
  4012: { back: true, spreadMs: GOING_AWAY_SPREAD_MS },
  4013: { back: true, atLeastMs: PATIENCE_MS },
  4014: { back: false, offer: "nothing" },
  4015: { back: false, offer: "connect" },
  4016: { back: false, offer: "reload" },
  4029: { back: true, atLeastMs: PATIENCE_MS },
};

/** @returns {{back: boolean, offer?: string, spreadMs?: number, atLeastMs?: number}} */
export function afterClose(code) {
  if (code in table) return table[code];
  if (code === 4003) return { back: false, offer: "nothing" };
  if (code >= 4000 && code <= 4007) return { back: false, offer: "reload" };
  return { back: true };
}
