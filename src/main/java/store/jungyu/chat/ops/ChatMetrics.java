package store.jungyu.chat.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import store.jungyu.chat.moderation.Blocks;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.HistoryRead;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.Rejection;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Telemetry;
import store.jungyu.chat.socket.Sockets;

/// Every metric, by name. `docs/metrics.md` says what each means.
@Singleton
public class ChatMetrics implements Telemetry {
  private final MetricRegistry registry;
  private final Counter stored;
  private final Timer sayToCommit;
  private final Timer commitToLast;
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Map<Disconnect, Counter> disconnected = new EnumMap<>(Disconnect.class);

  private final Map<Quota, Counter> exceeded = new EnumMap<>(Quota.class);
  private final Map<HistoryRead, Counter> historyRead = new EnumMap<>(HistoryRead.class);
  private final Counter keyRefused;

  @Inject
  public ChatMetrics(MetricRegistry registry) {
    this.registry = registry;
    stored = registry.counter(named("chat_messages_stored", "Messages made durable"));
    keyRefused =
        registry.counter(
            named(
                "chat_operator_key_refused",
                "Requests without the operator's key, or with another"));
    sayToCommit =
        registry.timer(
            named("chat_say_to_commit", "From taking a message to its commit in the database"));
    commitToLast =
        registry.timer(
            named("chat_commit_to_last", "From commit to the hand-over to the last member"));
    for (Rejection reason : Rejection.values()) {
      Tag tag = new Tag("reason", reason.name());
      rejected.put(
          reason, registry.counter(named("chat_rejections", "Things refused, by reason"), tag));
    }
    for (Disconnect reason : Disconnect.values()) {
      Tag tag = new Tag("reason", reason.name());
      disconnected.put(
          reason,
          registry.counter(
              named("chat_disconnects", "Connections ended by the server, by reason"), tag));
    }
    for (Quota quota : Quota.values()) {
      Tag tag = new Tag("quota", quota.name());
      exceeded.put(
          quota,
          registry.counter(
              named("chat_quotas_exceeded", "Times a client wanted more than it may, by quota"),
              tag));
    }
    for (HistoryRead cause : HistoryRead.values()) {
      Tag tag = new Tag("cause", cause.name());
      historyRead.put(
          cause,
          registry.counter(
              named("chat_history_reads", "Times a room's history was read, by cause"), tag));
    }
  }

  /// Shows how many rooms, sockets, waiting messages and blocks there are, and whether the database
  /// answers.
  void observe(Rooms rooms, Sockets sockets, Blocks blocks, BooleanSupplier databaseAnswers) {
    gauge("chat_blocks", "Blocks that hold", blocks::count);
    gauge("chat_rooms", "Rooms that somebody is in", rooms::count);
    gauge("chat_sockets", "Open sockets", sockets::count);
    gauge("chat_sockets_limit", "Sockets that may be open", sockets::limit);
    gauge("chat_journal_waiting", "Messages that wait to be stored", rooms.journal()::waiting);
    gauge(
        "chat_database_up",
        "1 if the database answers, 0 if not",
        () -> databaseAnswers.getAsBoolean() ? 1 : 0);
  }

  @Override
  public void stored(long sayToCommitNanos) {
    stored.inc();
    sayToCommit.update(Duration.ofNanos(sayToCommitNanos));
  }

  @Override
  public void handedOver(long commitToLastNanos) {
    commitToLast.update(Duration.ofNanos(commitToLastNanos));
  }

  @Override
  public void rejected(Rejection reason) {
    count(rejected, reason);
  }

  @Override
  public void disconnected(Disconnect reason) {
    count(disconnected, reason);
  }

  @Override
  public void exceeded(Quota quota) {
    count(exceeded, quota);
  }

  @Override
  public void historyRead(HistoryRead cause) {
    count(historyRead, cause);
  }

  @Override
  public void keyRefused() {
    keyRefused.inc();
  }

  private static <E extends Enum<E>> void count(Map<E, Counter> counters, E reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.inc();
    }
  }

  private void gauge(String name, String description, Supplier<Integer> value) {
    registry.gauge(named(name, description), value);
  }

  private static Metadata named(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
