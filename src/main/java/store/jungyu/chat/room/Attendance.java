package store.jungyu.chat.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final class Presence {
    int connections;
    @Nullable Profile profile;
  }

  private final int listed;
  private final Map<String, Presence> present = new HashMap<>();
  private final Map<String, Profile> named = new LinkedHashMap<>();

  private boolean changed;
  private long toldAt;
  private boolean everTold;
  private int toldCount;
  private Map<String, Profile> told = Map.of();

  /// Whom any member may have on its list: told to all, or shown to a newcomer since.
  private final Set<String> shown = new TreeSet<>();

  Attendance(int listed) {
    this.listed = listed;
  }

  void enter(String author, @Nullable Profile profile) {
    Presence presence = present.computeIfAbsent(author, _ -> new Presence());
    presence.connections++;
    if (profile != null) {
      presence.profile = profile;
      named.put(author, profile);
    }
    changed = true;
  }

  void rename(String author, Profile to) {
    Presence presence = present.get(author);
    if (presence != null) {
      presence.profile = to;
      named.put(author, to);
      changed = true;
    }
  }

  void leave(String author) {
    Presence presence = present.get(author);
    if (presence != null && --presence.connections == 0) {
      present.remove(author);
      named.remove(author);
      changed = true;
    }
  }

  /// How many persons are here, with or without a name.
  int count() {
    return present.size();
  }

  /// The list for a newcomer.
  List<RoomEvent.Participant> show() {
    List<RoomEvent.Participant> participants = new ArrayList<>();
    first().forEach((author, profile) -> participants.add(participant(author, profile)));
    participants.forEach(participant -> shown.add(participant.author()));
    return participants;
  }

  /// What everybody is to be told at `nanoTime`, or null: nothing new, or not yet.
  RoomEvent.@Nullable Presence change(long nanoTime) {
    if (!changed || (everTold && nanoTime - toldAt < AT_MOST_EVERY_NANOS)) {
      return null;
    }
    Map<String, Profile> now = first();
    List<RoomEvent.Participant> joined = new ArrayList<>();
    now.forEach((author, profile) -> {
      if (!profile.equals(told.get(author))) {
        joined.add(participant(author, profile));
      }
    });
    List<String> left = shown.stream().filter(author -> !now.containsKey(author)).toList();
    boolean news = !joined.isEmpty() || !left.isEmpty() || count() != toldCount;
    changed = false;
    told = now;
    toldCount = count();
    shown.clear();
    shown.addAll(now.keySet());
    if (!news) {
      return null;
    }
    everTold = true;
    toldAt = nanoTime;
    return new RoomEvent.Presence(toldCount, joined, left);
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

  private static RoomEvent.Participant participant(String author, Profile profile) {
    return new RoomEvent.Participant(author, profile);
  }
}
