package store.jungyu.chat.chaos;

import java.util.List;

/// What came of an ordeal.
///
/// @param promise its number in docs/reliability.md
/// @param figures what was done and measured, in a line
/// @param broken what does not hold; empty: nothing
/// @param played whether it was played at all: of a promise that was not put to the test nobody
///   knows whether it is kept
record Outcome(String promise, String figures, List<String> broken, boolean played) {
  Outcome {
    broken = List.copyOf(broken);
  }

  Outcome(String promise, String figures, List<String> broken) {
    this(promise, figures, broken, true);
  }

  /// @param why it cannot be played here
  static Outcome notPlayed(String promise, String why) {
    return new Outcome(promise, why, List.of(), false);
  }

  boolean kept() {
    return played && broken.isEmpty();
  }

  /// How many promises were kept, and how many not put to the test.
  static String count(List<Outcome> outcomes) {
    long kept = outcomes.stream().filter(Outcome::kept).count();
    long notPlayed = outcomes.stream().filter(outcome -> !outcome.played()).count();
    return "%d of %d promises kept%s"
        .formatted(
            kept, outcomes.size(), notPlayed == 0 ? "" : ", %d not played".formatted(notPlayed));
  }

  @Override
  public String toString() {
    return "%-4s %s%s%s"
        .formatted(
            promise,
            played ? "" : "NOT PLAYED: ",
            figures,
            broken.isEmpty() ? "" : "\n     BROKEN: " + String.join("\n             ", broken));
  }
}
