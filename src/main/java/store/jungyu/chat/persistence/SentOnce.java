package store.jungyu.chat.persistence;

import java.util.UUID;
import store.jungyu.chat.room.Draft;

/// What makes a message the same message when it is sent again.
record SentOnce(UUID clientId, String room, String person) {
  static SentOnce of(Draft draft) {
    return new SentOnce(draft.clientId(), draft.room().value(), draft.person());
  }
}
