package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.Profile;
import store.jungyu.chat.room.Rejection;
import store.jungyu.chat.room.RoomEvent;
import store.jungyu.chat.room.RoomId;

/// The JSON of the protocol, version 1: what is written of it, letter by letter.
final class FramesWrittenTest {
  private static final UUID ID = UUID.fromString("8f14e45f-ceea-467f-a8d4-3b1f2c9d0e55");
  private static final Profile OTTER = new Profile("익명의 수달", Animal.OTTER);
  private static final Message MESSAGE =
      new Message(
          44,
          ID,
          "author",
          "익명의 수달",
          Animal.POLAR_BEAR,
          "안녕 \"<b>\" \\ \n",
          Instant.parse("2026-11-22T09:00:00Z"));

  @Test
  void changesAreWritten() {
    Instant at = Instant.parse("2026-11-22T09:00:00Z");
    assertThat(
            Frames.write(
                List.of(
                    new RoomEvent.Edited(45, 44, "b", at),
                    new RoomEvent.Deleted(46, 44),
                    new RoomEvent.Deleted(46, 44, new UUID(0, 7)),
                    new RoomEvent.Rejected(null, 44L, Rejection.NOT_YOURS, 0))))
        .isEqualTo(
            """
            [{"type":"edited","seq":45,"of":44,"text":"b","at":"2026-11-22T09:00:00.000Z"},\
            {"type":"deleted","seq":46,"of":44},\
            {"type":"deleted","seq":46,"of":44,"id":"00000000-0000-0000-0000-000000000007"},\
            {"type":"rejected","of":44,"reason":"NOT_YOURS"}]\
            """);
  }

  @Test
  void aWelcomeIsWritten() {
    RoomEvent welcome =
        new RoomEvent.Welcome(
            new RoomId("post-1"),
            "author",
            OTTER,
            44,
            true,
            List.of(MESSAGE),
            List.of(),
            3,
            List.of(new RoomEvent.Participant("author", OTTER)));

    assertThat(Frames.write(List.of(welcome)))
        .isEqualTo(
            """
            [{"type":"welcome","v":1,"room":{"id":"post-1"},\
            "you":{"author":"author","nickname":"익명의 수달","avatar":"otter"},\
            "head":44,"complete":true,"messages":[{"seq":44,\
            "id":"8f14e45f-ceea-467f-a8d4-3b1f2c9d0e55","author":"author","nickname":"익명의 수달",\
            "avatar":"polar-bear","text":"안녕 \\"<b>\\" \\\\ \\n","at":"2026-11-22T09:00:00.000Z"}],\
            "members":{"count":3,"list":[{"author":"author","nickname":"익명의 수달",\
            "avatar":"otter"}]}}]\
            """);
  }

  @Test
  void aWelcomeForOneWithoutANameIsWritten() {
    RoomEvent welcome =
        new RoomEvent.Welcome(
            new RoomId("자바"), "author", null, 0, false, List.of(), List.of(), 1, List.of());

    assertThat(Frames.write(List.of(welcome)))
        .isEqualTo(
            """
            [{"type":"welcome","v":1,"room":{"id":"자바"},"you":{"author":"author"},\
            "head":0,"complete":false,"messages":[],"members":{"count":1,"list":[]}}]\
            """);
  }

  @Test
  void aMessageIsWritten() {
    assertThat(Frames.write(List.of(new RoomEvent.Said(MESSAGE))))
        .isEqualTo(
            """
            [{"type":"message","seq":44,"id":"8f14e45f-ceea-467f-a8d4-3b1f2c9d0e55",\
            "author":"author","nickname":"익명의 수달","avatar":"polar-bear",\
            "text":"안녕 \\"<b>\\" \\\\ \\n","at":"2026-11-22T09:00:00.000Z"}]\
            """);
  }

  @Test
  void aRejectionIsWritten() {
    assertThat(Frames.write(List.of(new RoomEvent.Rejected(ID, Rejection.TOO_FAST, 1800))))
        .isEqualTo(
            """
            [{"type":"rejected","id":"8f14e45f-ceea-467f-a8d4-3b1f2c9d0e55",\
            "reason":"TOO_FAST","retryAfterMs":1800}]\
            """);
  }

  @Test
  void aRejectionOfAnotherFrameIsWritten() {
    assertThat(Frames.write(List.of(new RoomEvent.Rejected(null, Rejection.BAD_NICKNAME, 0))))
        .isEqualTo("[{\"type\":\"rejected\",\"reason\":\"BAD_NICKNAME\"}]");
  }

  @Test
  void presenceIsWritten() {
    RoomEvent presence =
        new RoomEvent.Presence(
            4, List.of(new RoomEvent.Participant("a", OTTER)), List.of("b", "c"));

    assertThat(Frames.write(List.of(presence)))
        .isEqualTo(
            """
            [{"type":"presence","count":4,"joined":[{"author":"a","nickname":"익명의 수달",\
            "avatar":"otter"}],"left":["b","c"]}]\
            """);
  }

  @Test
  void severalEventsAreOneFrame() {
    assertThat(Frames.write(List.of(new RoomEvent.Pong(), new RoomEvent.Pong())))
        .isEqualTo("[{\"type\":\"pong\"},{\"type\":\"pong\"}]");
  }

  @Test
  void olderMessagesAreWritten() {
    assertThat(Frames.write(List.of(), false)).isEqualTo("{\"messages\":[],\"more\":false}");
    assertThat(Frames.write(List.of(MESSAGE), true))
        .startsWith("{\"messages\":[{\"seq\":44,")
        .endsWith("],\"more\":true}");
  }
}
