package store.jungyu.chat.room;

import java.time.Instant;

/// Drafts that are like another one.
public final class Drafts {
  private Drafts() {}

  /// The same, said by `person`.
  static Draft by(Draft draft, String person) {
    return like(draft, person, draft.text(), draft.at());
  }

  /// The same with another text.
  public static Draft with(Draft draft, String text) {
    return like(draft, draft.person(), text, draft.at());
  }

  /// The same, but for that.
  public static Draft like(Draft draft, String person, String text, Instant at) {
    return new Draft(
        draft.room(),
        draft.from(),
        person,
        draft.clientId(),
        draft.profile(),
        text,
        at,
        draft.takenNanos());
  }
}
