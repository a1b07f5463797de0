/// The wire: WebSocket (RFC 6455) and the JSON on it, version 1. See `docs/protocol.md`.
@NullMarked
package store.jungyu.chat.socket;

import org.jspecify.annotations.NullMarked;
