/// The core: rooms, who is in them, what is said, in which order, and how it reaches everybody.
///
/// It imports the JDK alone. What it needs from outside it names as a port ([MessageLog],
/// [Connection], [FrameEncoder], [RateLimit], [Telemetry]) and is given by `ops.Wiring`.
@NullMarked
package store.jungyu.chat.room;

import org.jspecify.annotations.NullMarked;
