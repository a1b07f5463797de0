/// Measures the chat as it is shipped, with its database, over real sockets; see
/// `docs/performance.md`.
@NullMarked
package store.jungyu.chat.benchmark;

import org.jspecify.annotations.NullMarked;
