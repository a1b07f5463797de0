package store.jungyu.chat.chaos;

/// A promise that was broken.
///
/// @param where the room, and whose history shows it
public record Violation(Invariant invariant, String where, String what) {
  @Override
  public String toString() {
    return invariant + " in " + where + ": " + what;
  }
}
