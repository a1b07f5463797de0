package store.jungyu.chat.chaos;

import java.util.List;

/// What came of an ordeal.
///
/// @param promise its number in docs/reliability.md
/// @param figures what was done and measured, in a line
/// @param broken what does not hold; empty: nothing
record Outcome(String promise, String figures, List<String> broken) {
  Outcome {
    broken = List.copyOf(broken);
  }

  boolean sound() {
    return broken.isEmpty();
  }

  @Override
  public String toString() {
    return "%-4s %s%s"
        .formatted(
            promise,
            figures,
            sound() ? "" : "\n     BROKEN: " + String.join("\n             ", broken));
  }
}
