package store.jungyu.chat.room;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who is in a room, and what the others were told of it (UI-102). Several connections of one
/// person count once. The count is exact; of those with a name the first [#listed] are listed.
///
/// Changes are told at most once a second, as the difference between what was told and what is: who
/// reloads a page is neither gone nor back. Not thread-safe: the [Room] guards it.
final class Attendance {
  private static final long AT_MOST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int listed;
  private final Map<String, Integer> connections = new HashMap<>();
  private final Map<String, Profile> named = new LinkedHashMap<>();

  private boolean changed;
  private long toldAt;
  private boolean everTold;
  private int toldCount;
  private Map<String, Profile> told = Map.of();

  /// Whom a newcomer since then was shown otherwise than `told` has it, or not shown. They are told
  /// about once more, whatever has become of them: what is as it was told may not be as it was
  /// shown.
  private final Set<String> shownOtherwise = new TreeSet<>();

  private boolean countShownOtherwise;

  Attendance(int listed) {
    this.listed = listed;
  }

  void enter(String author, @Nullable Profile profile) {
    connections.merge(author, 1, Integer::sum);
    if (profile != null) {
      named.put(author, profile);
    }
    changed = true;
  }

  void rename(String author, Profile to) {
    if (connections.containsKey(author)) {
      named.put(author, to);
      changed = true;
    }
  }

  void leave(String author) {
    if (connections.computeIfPresent(author, (_, n) -> n == 1 ? null : n - 1) == null) {
      named.remove(author);
      changed = true;
    }
  }

  /// How many persons are here, with or without a name.
  int count() {
    return connections.size();
  }

  /// Whether anything happened since [#change] last told, or found that there is nothing to tell.
  boolean changed() {
    return changed;
  }

  /// The list for a newcomer, who is shown the [#count] as well.
  List<RoomEvent.Participant> show() {
    Map<String, Profile> now = first();
    shownOtherwise.addAll(differences(told, now));
    countShownOtherwise |= count() != toldCount;
    return now.entrySet().stream().map(Attendance::participant).toList();
  }

  /// What everybody is to be told at `nanoTime`, or null: nothing new, or not yet.
  RoomEvent.@Nullable Presence change(long nanoTime) {
    if (!changed || (everTold && nanoTime - toldAt < AT_MOST_EVERY_NANOS)) {
      return null;
    }
    Map<String, Profile> now = first();
    Set<String> authors = differences(told, now);
    authors.addAll(shownOtherwise);
    boolean news = !authors.isEmpty() || countShownOtherwise || count() != toldCount;
    changed = false;
    told = now;
    toldCount = count();
    shownOtherwise.clear();
    countShownOtherwise = false;
    if (!news) {
      return null;
    }
    everTold = true;
    toldAt = nanoTime;
    return new RoomEvent.Presence(
        toldCount,
        now.entrySet().stream()
            .filter(entry -> authors.contains(entry.getKey()))
            .map(Attendance::participant)
            .toList(),
        authors.stream().filter(author -> !now.containsKey(author)).toList());
  }

  /// The authors whom one list has and the other has not, or under another profile.
  private static Set<String> differences(Map<String, Profile> one, Map<String, Profile> other) {
    Set<String> authors = new TreeSet<>(one.keySet());
    authors.addAll(other.keySet());
    authors.removeIf(author -> Objects.equals(one.get(author), other.get(author)));
    return authors;
  }

  private Map<String, Profile> first() {
    Map<String, Profile> first = new LinkedHashMap<>();
    for (Map.Entry<String, Profile> entry : named.entrySet()) {
      if (first.size() == listed) {
        break;
      }
      first.put(entry.getKey(), entry.getValue());
    }
    return first;
  }

  private static RoomEvent.Participant participant(Map.Entry<String, Profile> entry) {
    return new RoomEvent.Participant(entry.getKey(), entry.getValue());
  }
}
