package store.jungyu.chat.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a part that the core is given cheats; by itself, not at all.
final class Cheat {
  /// What an encoder makes of the messages of a frame that has at least two.
  interface Misspelling {
    List<RoomEvent> of(List<RoomEvent> said);
  }

  /// How often a line brings a frame with messages, or the welcome: once, as it ought to, or not,
  /// or twice.
  interface Loss {
    /// @param at which frame with messages it is, on this line, from 1; the welcome is 0
    /// @param last whether it has the last message of the talk
    int times(int at, boolean last);
  }

  private Function<MemoryLog, ForwardingLog> log = ForwardingLog::new;
  private Misspelling misspelling = said -> said;
  private @Nullable String whose;
  private Loss loss = (_, _) -> 1;
  private int remembered = Chat.LIMITS.resume();
  private boolean misspelt;

  Cheat log(Function<MemoryLog, ForwardingLog> cheats) {
    log = cheats;
    return this;
  }

  Cheat encoder(Misspelling cheats) {
    misspelling = cheats;
    return this;
  }

  Cheat line(String of, Loss cheats) {
    whose = of;
    loss = cheats;
    return this;
  }

  /// Remembers only so many messages for who returns.
  Cheat remembering(int messages) {
    remembered = messages;
    return this;
  }

  ForwardingLog log(MemoryLog memory) {
    return log.apply(memory);
  }

  Loss loss(String line) {
    return line.equals(whose) ? loss : (_, _) -> 1;
  }

  Limits limits() {
    return new Bounds().resume(remembered).limits();
  }

  /// The first frame that has two messages is misspelt.
  FrameEncoder encoder(EventFrames honest) {
    return events -> {
      List<RoomEvent> all = List.copyOf(events);
      List<RoomEvent> said = all.stream().filter(RoomEvent.Said.class::isInstance).toList();
      synchronized (this) {
        if (misspelt || said.size() < 2) {
          return honest.encode(all);
        }
        misspelt = true;
      }
      List<RoomEvent> others = new ArrayList<>(misspelling.of(said));
      all.stream().filter(event -> !(event instanceof RoomEvent.Said)).forEach(others::add);
      return honest.encode(others);
    };
  }
}
