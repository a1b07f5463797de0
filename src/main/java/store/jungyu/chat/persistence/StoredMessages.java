package store.jungyu.chat.persistence;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import store.jungyu.chat.room.Draft;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.RoomId;

/// The [MessageLog] in PostgreSQL.
///
/// Numbers come from the room's row, under its lock, in the transaction that stores the messages:
/// so the order of commits is the order of numbers, which a sequence could not promise. Rooms are
/// locked in the order of their ids, so two servers never wait for each other.
@Singleton
public class StoredMessages implements MessageLog {
  private static final int TRANSACTION_SECONDS = 5;
  private static final int READER_WAITS_SECONDS = 2;

  /// Fewer than the pool has connections, so that who reads never keeps what is said from being
  /// stored.
  private static final int READERS = 5;

  private final Pseudonyms pseudonyms;
  private final UserTransaction transaction;
  private final Semaphore readers = new Semaphore(READERS);

  @PersistenceContext(unitName = "chat")
  private EntityManager entities;

  @Inject
  public StoredMessages(Pseudonyms pseudonyms, UserTransaction transaction) {
    this.pseudonyms = pseudonyms;
    this.transaction = transaction;
  }

  @Override
  public List<Appended> append(List<Draft> drafts) throws Unavailable, OutcomeUnknown {
    List<String> rooms =
        List.copyOf(
            drafts.stream()
                .map(draft -> draft.room().value())
                .collect(Collectors.toCollection(TreeSet::new)));
    List<Appended> entries;
    try {
      begin();
      Map<String, RoomRow> locked = lock(rooms);
      if (locked.size() < rooms.size()) {
        open(rooms);
        locked = lock(rooms);
      }
      entries = append(drafts, locked);
      entities.flush();
    } catch (RuntimeException | SystemException | NotSupportedException e) {
      rollBack(e);
      throw new Unavailable(e);
    }
    try {
      transaction.commit();
    } catch (Exception e) {
      // All was sent before; what failed is the commit, or its answer.
      throw new OutcomeUnknown(e);
    }
    return entries;
  }

  private List<Appended> append(List<Draft> drafts, Map<String, RoomRow> rooms) {
    List<MessageRow> known =
        entities
            .createQuery("SELECT m FROM MessageRow m WHERE m.clientId IN :ids", MessageRow.class)
            .setParameter("ids", drafts.stream().map(Draft::clientId).distinct().toList())
            .getResultList();
    Map<SentOnce, MessageRow> sent =
        known.stream().collect(Collectors.toMap(MessageRow::sentOnce, Function.identity()));
    List<Appended> entries = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      SentOnce key = SentOnce.of(draft);
      MessageRow row = sent.get(key);
      boolean fresh = row == null;
      if (row == null) {
        RoomRow room = rooms.get(draft.room().value());
        if (room == null) {
          throw new IllegalStateException("a room's row vanished under its lock");
        }
        row = new MessageRow(draft, room.nextSeq());
        entities.persist(row);
        sent.put(key, row);
      }
      entries.add(new Appended(row.toMessage(pseudonyms), fresh));
    }
    return entries;
  }

  @Override
  public Tail tail(RoomId room, int count) throws Unavailable {
    return reading(() -> {
      RoomRow row = entities.find(RoomRow.class, room.value());
      long head = row == null ? 0 : row.lastSeq();
      return new Tail(head, upTo(room, head, count));
    });
  }

  @Override
  public List<Message> before(RoomId room, long seq, int count) throws Unavailable {
    return reading(() -> upTo(room, seq - 1, count));
  }

  private List<Message> upTo(RoomId room, long seq, int count) {
    if (seq <= 0) {
      return List.of();
    }
    return entities
        .createQuery(
            "SELECT m FROM MessageRow m WHERE m.roomId = :room AND m.seq <= :seq"
                + " ORDER BY m.seq DESC",
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

  private Map<String, RoomRow> lock(List<String> rooms) {
    return entities
        .createQuery("SELECT r FROM RoomRow r WHERE r.id IN :ids ORDER BY r.id", RoomRow.class)
        .setParameter("ids", rooms)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .collect(Collectors.toMap(RoomRow::id, Function.identity()));
  }

  /// Makes the rows of rooms that nobody spoke in before. Done in a transaction of its own, before
  /// any row is locked, so that the order of locks stays the order of ids.
  private void open(List<String> rooms) throws SystemException, NotSupportedException {
    transaction.rollback();
    begin();
    for (String room : rooms) {
      entities
          .createNativeQuery("INSERT INTO rooms (id) VALUES (?1) ON CONFLICT DO NOTHING")
          .setParameter(1, room)
          .executeUpdate();
    }
    try {
      transaction.commit();
    } catch (Exception e) {
      throw new IllegalStateException("the rooms could not be opened", e);
    }
    begin();
  }

  private void begin() throws SystemException, NotSupportedException {
    transaction.setTransactionTimeout(TRANSACTION_SECONDS);
    transaction.begin();
  }

  private void rollBack(Exception cause) {
    try {
      transaction.rollback();
    } catch (SystemException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private <T> T reading(Supplier<T> query) throws Unavailable {
    try {
      if (!readers.tryAcquire(READER_WAITS_SECONDS, TimeUnit.SECONDS)) {
        throw new Unavailable(new TimeoutException("too many read at once"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    }
    try {
      return query.get();
    } catch (RuntimeException e) {
      throw new Unavailable(e);
    } finally {
      readers.release();
    }
  }
}
