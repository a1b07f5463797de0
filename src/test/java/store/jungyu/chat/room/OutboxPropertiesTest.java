package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

/// S4 and S10 of one reader alone, for any frames and any moments at which it stops reading and
/// goes on: it gets them in their order without a hole, or is cut, and not before its bound.
final class OutboxPropertiesTest {
  private static final int FRAMES = 4;
  private static final int BYTES = 100;

  private final List<String> offered = new ArrayList<>();

  private RecordingConnection connection;
  private Outbox outbox;

  /// All tries share this object.
  @BeforeTry
  void anotherReader() {
    offered.clear();
    connection = new RecordingConnection();
    outbox = outboxOf(connection);
  }

  /// Frames of so many bytes; at 0 the reader stops, or goes on.
  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(10, 60))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 200)
  void aReaderGetsEachFrameInItsOrderOrIsCutAtItsBound(@ForAll("steps") List<Integer> steps) {
    boolean reads = true;
    long unsent = 0;
    Frame first = frame(10);
    outbox.open(() -> first);
    for (int size : steps) {
      if (size == 0) {
        reads = !reads;
        if (reads) {
          connection.goOnReading();
        } else {
          connection.stopReading();
        }
      } else if (connection.disconnect() == null) {
        Frame frame = frame(size);
        unsent = unsent();
        outbox.offer(() -> frame);
      }
    }
    connection.goOnReading();
    Wait.until(
        "all is read, or the reader is cut",
        () -> connection.disconnect() != null || connection.frames().size() == offered.size());

    assertThat(connection.overlapped()).isFalse();
    assertThat(connection.closes()).isLessThanOrEqualTo(1);
    List<String> read = connection.frames();
    assertThat(read).isEqualTo(offered.subList(0, read.size()));
    if (connection.disconnect() != null) {
      assertThat(connection.disconnect()).isEqualTo(Disconnect.TOO_SLOW);
      assertThat(unsent).as("what waited, in the unit of its bound").isPositive();
    }
  }

  /// How far beyond its bound what waits is at most: the frame that comes is in it, and the one
  /// that is being sent. 0: it is not.
  private long unsent() {
    List<String> waiting = offered.subList(connection.frames().size(), offered.size());
    int bytes = waiting.stream().mapToInt(String::length).sum();
    return Math.max(0, Math.max(waiting.size() - FRAMES, bytes - BYTES));
  }

  /// A frame unlike any other, `size` bytes long.
  private Frame frame(int size) {
    String text = (offered.size() + " " + "x".repeat(size)).substring(0, size);
    offered.add(text);
    return new Frame(text);
  }

  private static Outbox outboxOf(RecordingConnection connection) {
    Limits limits = new Bounds().outboxFrames(FRAMES).outboxBytes(BYTES).limits();
    return new Outbox(connection, limits, Telemetry.SILENT, System::nanoTime);
  }
}
