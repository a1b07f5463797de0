/**
 * What the browser does after each way a socket can close: come back, come back later, or stay away.
 *
 * `offer` is what a reader may press where the browser does not come back by itself. `blames` means that the server
 * could not take what the browser sent: sent again it would end the next socket, too.
 */
const GOING_AWAY_SPREAD_MS = 5_000;
const PATIENCE_MS = 5_000;

const table = {
  1009: { back: true, blames: true },
  4000: { back: false, offer: "reload", blames: true },
  4008: { back: true },
  4009: { back: true },
  4012: { back: true, spreadMs: GOING_AWAY_SPREAD_MS },
  4013: { back: true, atLeastMs: PATIENCE_MS },
  4014: { back: false, offer: "nothing" },
  4015: { back: false, offer: "connect" },
  4016: { back: false, offer: "reload" },
  4029: { back: true, atLeastMs: PATIENCE_MS },
};

/**
 * @param {string} reason as the server wrote it; that of 4014 ends with the time at which the block does
 * @returns {{back: boolean, offer?: string, blames?: boolean, spreadMs?: number, atLeastMs?: number, end?: number}}
 */
export function afterClose(code, reason) {
  if (code === 4014) {
    const end = Date.parse(reason.split(" until ")[1]);
    return Number.isNaN(end) ? table[code] : { ...table[code], end };
  }
  if (code in table) return table[code];
  if (code === 4003) return { back: false, offer: "nothing" };
  if (code >= 4000 && code <= 4007) return { back: false, offer: "reload" };
  return { back: true };
}
