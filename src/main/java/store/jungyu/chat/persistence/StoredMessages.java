package store.jungyu.chat.persistence;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Change;
import store.jungyu.chat.room.Draft;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.RoomEvent;
import store.jungyu.chat.room.RoomId;

/// The [MessageLog] in PostgreSQL.
///
/// Numbers come from the room's row, under its lock, in the transaction that stores the messages:
/// so the order of commits is the order of numbers, which a sequence could not promise. Rooms are
/// locked in the order of their ids, so two servers never wait for each other.
@Singleton
public class StoredMessages implements MessageLog {
  private static final int MOST_CHANGES = Limits.MOST_RESUMED; // nobody may have missed more
  private static final int EXPIRED_AT_ONCE = 5_000; // within the time limit of a statement

  private static final String KEEPING =
      """
      SELECT id, days FROM (SELECT id, COALESCE(keep_days, ?) AS days FROM rooms) AS keeping
        WHERE days > 0
      """;

  /// The empty row of a deleted message stays for as long as somebody may return who has not heard
  /// that it is deleted.
  private static final String NOBODY_NEEDS_IT =
      "(deleted_at IS NULL OR changed_seq <="
          + " (SELECT last_seq FROM rooms WHERE rooms.id = messages.room_id) - "
          + MOST_CHANGES
          + ")";

  /// By the clock that is behind, the server's or the database's: what is deleted does not come
  /// back.
  private static final String EXPIRE =
      "WITH gone AS (DELETE FROM messages WHERE "
          + NOBODY_NEEDS_IT
          + """
          AND id IN (
           SELECT id FROM messages
             WHERE room_id = ?
               AND seq < COALESCE((SELECT seq FROM messages WHERE room_id = ?
                                       AND created_at >= LEAST(?, NOW() - MAKE_INTERVAL(days => ?))
                                     ORDER BY seq LIMIT 1), 9223372036854775807)
               AND
          """
          + NOBODY_NEEDS_IT
          + """
              ORDER BY seq LIMIT ?)
            RETURNING seq)
          SELECT COUNT(*), MAX(seq) FROM gone
          """;

  /// How long one of the container's threads waits for its turn to read. As long as it does it is
  /// missing where sockets are read from.
  private static final int CONTAINER_WAITS_MILLIS = 500;

  /// After one of them waited in vain, and nobody was done meanwhile, none does for so long: the
  /// database stands still.
  private static final long STANDS_STILL_NANOS = 1_000_000_000;

  /// How long a virtual thread waits, which costs nobody anything: half of what a page waits for
  /// its welcome.
  private static final int VIRTUAL_WAITS_SECONDS = 5;

  /// Fewer than the pool has connections, so that who reads leaves some for blocks, health and what
  /// is not kept any longer. What is said is stored by others.
  private static final int READERS = 5;

  private final Pseudonyms pseudonyms;
  private final Semaphore readers = new Semaphore(READERS, true);
  private volatile long doneAt = System.nanoTime();
  private volatile long refusedAt = doneAt - STANDS_STILL_NANOS;

  @PersistenceContext(unitName = "chat")
  private EntityManager entities;

  @Resource(lookup = "jdbc/chat")
  private DataSource database;

  @Resource(lookup = "jdbc/journal")
  private DataSource journal;

  @Inject
  public StoredMessages(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  @Override
  public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    return inTransaction(
        connection -> new AppendTransaction(connection, pseudonyms).append(drafts), mayCommit);
  }

  @Override
  public List<Optional<RoomEvent.Numbered>> change(List<Change> changes, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    return inTransaction(
        connection -> new ChangeTransaction(connection).change(changes), mayCommit);
  }

  /// All but the commit.
  private interface Work<T> {
    List<T> on(Connection connection) throws SQLException;
  }

  private <T> List<T> inTransaction(Work<T> work, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    Connection connection = connect();
    try {
      List<T> results;
      try {
        connection.setAutoCommit(false);
        results = work.on(connection);
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw new Unavailable(e);
      }
      if (!mayCommit.getAsBoolean()) {
        Exception late =
            new TimeoutException("the authors were told already that it is not stored");
        rollBack(connection, late);
        throw new Unavailable(late);
      }
      try {
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        // All was sent before; what failed is the commit, or its answer.
        throw new OutcomeUnknown(e);
      }
      return results;
    } finally {
      close(connection);
    }
  }

  private Connection connect() throws Unavailable {
    try {
      return journal.getConnection();
    } catch (SQLException | RuntimeException e) { // the pool's own trouble comes as either
      throw new Unavailable(e);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      // What became of the transaction is known by now; the pool throws the connection away.
    }
  }

  @Override
  public Tail tail(RoomId room, int count) throws Unavailable {
    return reading(() -> {
      RoomRow row = entities.find(RoomRow.class, room.value());
      long head = row == null ? 0 : row.lastSeq();
      List<Message> messages = upTo(room, head, count);
      long floor = messages.size() < count ? 0 : messages.getFirst().seq() - 1;
      return new Tail(head, messages, changes(room, floor, head));
    });
  }

  @Override
  public List<Message> before(RoomId room, long seq, int count) throws Unavailable {
    return reading(() -> upTo(room, seq - 1, count));
  }

  @Override
  public List<Own> said(String person, @Nullable RoomId after, long seq, int count)
      throws Unavailable {
    return reading(() ->
        entities
            .createQuery(
                "SELECT m FROM MessageRow m WHERE m.person = :person AND m.deletedAt IS NULL"
                    + " AND (m.roomId > :room OR (m.roomId = :room AND m.seq > :seq))"
                    + " ORDER BY m.roomId, m.seq",
                MessageRow.class)
            .setParameter("person", person)
            .setParameter("room", after == null ? "" : after.value())
            .setParameter("seq", seq)
            .setMaxResults(count)
            .getResultList()
            .stream()
            .map(row -> row.toOwn(pseudonyms))
            .toList());
  }

  /// What was changed after event `floor` and up to `head`, and not again since.
  private List<RoomEvent.Numbered> changes(RoomId room, long floor, long head) {
    return entities
        .createQuery(
            "SELECT m FROM MessageRow m WHERE m.roomId = :room AND m.changedSeq > m.seq"
                + " AND m.changedSeq > :floor AND m.changedSeq <= :head ORDER BY m.changedSeq DESC",
            MessageRow.class)
        .setParameter("room", room.value())
        .setParameter("floor", floor)
        .setParameter("head", head)
        .setMaxResults(MOST_CHANGES)
        .getResultList()
        .reversed()
        .stream()
        .flatMap(row -> row.lastChange().stream())
        .toList();
  }

  private List<Message> upTo(RoomId room, long seq, int count) {
    if (seq <= 0) {
      return List.of();
    }
    return entities
        .createQuery(
            "SELECT m FROM MessageRow m WHERE m.roomId = :room AND m.seq <= :seq"
                + " AND m.deletedAt IS NULL ORDER BY m.seq DESC",
            MessageRow.class)
        .setParameter("room", room.value())
        .setParameter("seq", seq)
        .setMaxResults(count)
        .getResultList()
        .reversed()
        .stream()
        .map(row -> row.toMessage(pseudonyms))
        .toList();
  }

  @Override
  public Map<RoomId, Long> expire(Instant now, int keepDays) throws Unavailable {
    Map<RoomId, Long> gone = new HashMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement rooms = connection.prepareStatement(KEEPING)) {
      rooms.setInt(1, keepDays);
      try (ResultSet row = rooms.executeQuery()) {
        while (row.next()) {
          RoomId room = new RoomId(row.getString(1));
          long upTo = expire(connection, room, now, row.getInt(2));
          if (upTo > 0) {
            gone.put(room, upTo);
          }
        }
      }
    } catch (SQLException | RuntimeException e) {
      throw new Unavailable(e);
    }
    return gone;
  }

  /// @return the number of the last message that went, or 0: none did
  private static long expire(Connection connection, RoomId room, Instant now, int days)
      throws SQLException {
    OffsetDateTime before = now.atOffset(ZoneOffset.UTC).minusDays(days);
    long last = 0;
    try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
      for (int count = EXPIRED_AT_ONCE; count == EXPIRED_AT_ONCE; ) {
        statement.setString(1, room.value());
        statement.setString(2, room.value());
        statement.setObject(3, before);
        statement.setInt(4, days);
        statement.setInt(5, EXPIRED_AT_ONCE);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          count = row.getInt(1);
          last = Math.max(last, row.getLong(2));
        }
      }
    }
    return last;
  }

  @Override
  public Map<RoomId, Long> counts(Collection<RoomId> rooms) throws Unavailable {
    if (rooms.isEmpty()) {
      return Map.of();
    }
    String ids = String.join(",", rooms.stream().map(RoomId::value).toList()); // none has a comma
    return reading(() -> {
      List<?> rows =
          entities
              .createNativeQuery(
                  "SELECT room_id, count(*) FROM messages WHERE deleted_at IS NULL"
                      + " AND room_id = ANY (string_to_array(?1, ',')) GROUP BY room_id")
              .setParameter(1, ids)
              .getResultList();
      return rows.stream()
          .map(Object[].class::cast)
          .collect(Collectors.toMap(row -> new RoomId((String) row[0]), row -> (Long) row[1]));
    });
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private boolean awaitTurn() throws InterruptedException {
    if (Thread.currentThread().isVirtual()) {
      return readers.tryAcquire(VIRTUAL_WAITS_SECONDS, TimeUnit.SECONDS);
    }
    long began = System.nanoTime();
    boolean stands = began - refusedAt < STANDS_STILL_NANOS;
    if (readers.tryAcquire(stands ? 0 : CONTAINER_WAITS_MILLIS, TimeUnit.MILLISECONDS)) {
      return true;
    }
    if (!stands && doneAt - began < 0) {
      refusedAt = System.nanoTime();
    }
    return false;
  }

  private <T> T reading(Supplier<T> query) throws Unavailable {
    try {
      if (!awaitTurn()) {
        throw new Unavailable(new TimeoutException("too many read at once"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    }
    try {
      entities.clear(); // without a transaction it may be the one of an earlier look, with its rows
      return query.get();
    } catch (RuntimeException e) {
      throw new Unavailable(e);
    } finally {
      doneAt = System.nanoTime();
      readers.release();
    }
  }
}
