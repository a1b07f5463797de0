package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who waits in a write is told from who writes, and from who waits elsewhere: each is planted into
/// a dump of threads.
final class WritesTest {
  private static final String WAITS = "java.base/java.lang.Object.wait0(Native Method)";
  private static final String OURS =
      "store.jungyu.chat.socket.SocketConnection.write(SocketConnection.java:84)";
  private static final String CONTAINERS =
      "com.ibm.ws.tcpchannel.internal.SocketRWChannelSelector.syncWrite(SocketRWChannelSelector.java:9)";
  private static final String CLOSES =
      "com.ibm.ws.wsoc.WsocConnLink.waitToClose(WsocConnLink.java:351)";
  private static final String ROOMS = "store.jungyu.chat.room.Journal.take(Journal.java:150)";

  private static final String VIRTUAL = "\"virtual\": true,";
  private static final String CARRIED = "\"virtual\": true, \"carrier\": \"26\",";

  private static String thread(String name, String kind, String state, String... stack) {
    return """
    {"tid": "7", "name": "%s", %s "state": "%s", "stack": [%s]}\
    """
        .formatted(
            name,
            kind,
            state,
            Stream.of(stack).map(frame -> '"' + frame + '"').collect(Collectors.joining(",")));
  }

  private static Writes writes(String... threads) {
    return Writes.in(
        """
        {"threadDump": {"processId": "1", "threadContainers": [
          {"container": "<root>", "threads": [%s]},
          {"container": "executor", "threads": []}]}}\
        """
            .formatted(String.join(",", threads)));
  }

  @Test
  void aThreadOfTheSystemThatWaitsInAWriteIsNamed() {
    assertThat(writes(thread("Default Executor-thread-5", "", "WAITING", WAITS, OURS)).held())
        .singleElement()
        .asString()
        .contains("Default Executor-thread-5", "SocketConnection.write");
    assertThat(writes(thread("reads", "", "TIMED_WAITING", WAITS, CONTAINERS)).held()).hasSize(1);
    assertThat(writes(thread("reads", "", "WAITING", WAITS, CLOSES)).held()).hasSize(1);
  }

  @Test
  void aVirtualThreadThatHoldsWhatItRunsOnIsNamed() {
    Writes writes = writes(thread("", CARRIED, "WAITING", WAITS, OURS));
    assertThat(writes.held()).hasSize(1);
    assertThat(writes.parked()).isZero();
  }

  @Test
  void aVirtualThreadThatHasLetGoIsOnlyCounted() {
    Writes writes =
        writes(
            thread("", VIRTUAL, "WAITING", WAITS, OURS),
            thread("", VIRTUAL, "BLOCKED", CONTAINERS));
    assertThat(writes.held()).isEmpty();
    assertThat(writes.parked()).isEqualTo(2);
  }

  @Test
  void whoWritesOrWaitsElsewhereIsNot() {
    assertThat(
            writes(
                thread("", CARRIED, "RUNNABLE", OURS),
                thread("reads", "", "RUNNABLE", CONTAINERS),
                thread("journal", "", "TIMED_WAITING", WAITS, ROOMS),
                thread("", VIRTUAL, "WAITING", WAITS, ROOMS),
                thread("Signal Dispatcher", "", "RUNNABLE")))
        .isEqualTo(writes());
  }
}
