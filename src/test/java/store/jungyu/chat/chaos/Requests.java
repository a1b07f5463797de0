package store.jungyu.chat.chaos;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What all browsers of a room asked of it, and which changes any of them was told of.
///
/// The database knows the last change of each message alone. One that another took the place of is
/// known from who heard it, and its author did: nobody wants another change of a message before the
/// one before is answered.
final class Requests {
  private final Map<UUID, Integer> said = new HashMap<>();
  private final Map<UUID, Set<String>> texts = new HashMap<>();
  private final Map<History.Wanted, Integer> wanted = new HashMap<>(); // of one's own
  private final Map<Long, Changed> told = new HashMap<>(); // by their numbers

  Requests(Collection<History> histories) {
    histories.forEach(history -> new Gathered().from(history));
  }

  /// How often a message was sent.
  int times(UUID id) {
    return said.getOrDefault(id, 0);
  }

  /// How often a message's author asked for a change of it.
  int times(History.Wanted change) {
    return wanted.getOrDefault(change, 0);
  }

  /// Which texts its author sent before it had the acknowledgement; what it sends later changes
  /// nothing. Empty: nobody sent it.
  Set<String> texts(UUID id) {
    return texts.getOrDefault(id, Set.of());
  }

  /// The changes that anybody was told of; where readers disagree, one of them.
  Map<Long, Changed> told() {
    return told;
  }

  /// What one browser adds.
  private final class Gathered {
    private final Set<UUID> sent = new HashSet<>();
    private final Set<UUID> acknowledged = new HashSet<>();
    private final Set<Long> own = new HashSet<>();

    void from(History history) {
      for (History.Event event : history.events()) {
        switch (event) {
          case History.Said(UUID id, String text) -> {
            sent.add(id);
            said.merge(id, 1, Integer::sum);
            if (!acknowledged.contains(id)) {
              texts.computeIfAbsent(id, _ -> new HashSet<>()).add(text);
            }
          }
          case History.Wanted change -> {
            if (own.contains(change.of())) {
              wanted.merge(change, 1, Integer::sum);
            }
          }
          case History.Heard(Line line) -> hear(List.of(line));
          case History.Told change -> hear(change.change());
          case History.Welcomed welcomed -> {
            hear(welcomed.lines());
            welcomed.changes().forEach(this::hear);
          }
          case History.Refused _, History.Denied _, History.Closed _, History.Left _ -> {}
        }
      }
    }

    private void hear(Changed change) {
      told.putIfAbsent(change.seq(), change);
    }

    private void hear(List<Line> lines) {
      for (Line line : lines) {
        acknowledged.add(line.id());
        if (sent.contains(line.id())) {
          own.add(line.seq());
        }
      }
    }
  }
}
