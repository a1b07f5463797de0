package store.jungyu.chat.room;

/// The product's limits with some numbers changed, so that a test names what it changes and nothing
/// else.
final class Bounds {
  private static final Limits USUAL = Chat.LIMITS;

  private int history = USUAL.history();
  private int resume = USUAL.resume();
  private int outboxFrames = USUAL.outboxFrames();
  private int outboxBytes = USUAL.outboxBytes();
  private int journal = USUAL.journal();
  private int batch = USUAL.batch();

  Bounds history(int messages) {
    history = messages;
    return this;
  }

  Bounds resume(int events) {
    resume = events;
    return this;
  }

  Bounds outboxFrames(int frames) {
    outboxFrames = frames;
    return this;
  }

  Bounds outboxBytes(int bytes) {
    outboxBytes = bytes;
    return this;
  }

  Bounds journal(int messages) {
    journal = messages;
    return this;
  }

  Bounds batch(int messages) {
    batch = messages;
    return this;
  }

  Limits limits() {
    return new Limits(
        USUAL.text(),
        USUAL.nicknameMin(),
        USUAL.nicknameMax(),
        history,
        resume,
        USUAL.listed(),
        outboxFrames,
        outboxBytes,
        USUAL.sendDeadline(),
        journal,
        batch,
        USUAL.hasty());
  }
}
