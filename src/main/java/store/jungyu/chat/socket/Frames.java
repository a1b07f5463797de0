package store.jungyu.chat.socket;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Profile;
import store.jungyu.chat.room.RoomEvent;
import store.jungyu.chat.room.RoomId;

/// The JSON of the protocol, and the only class that knows it.
final class Frames {
  static final int VERSION = 1;

  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());
  private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final JsonObject NOTHING = JsonValue.EMPTY_JSON_OBJECT;

  private Frames() {}

  /// Reads one frame. Fields it does not know are ignored, so that either end may be newer.
  static ClientFrame read(String text) {
    JsonObject frame = object(text);
    String type = string(frame, "type");
    if (type == null) {
      return new ClientFrame.Malformed();
    }
    return switch (type) {
      case "hello" -> hello(frame);
      case "profile" -> rename(frame);
      case "say" -> say(frame);
      case "edit" -> edit(frame);
      case "delete" -> delete(frame);
      case "ping" -> new ClientFrame.Ping();
      default -> new ClientFrame.Unknown();
    };
  }

  /// Writes `events` as the text of one frame: an array of objects.
  static String write(List<? extends RoomEvent> events) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = GENERATORS.createGenerator(text)) {
      json.writeStartArray();
      for (RoomEvent event : events) {
        json.writeStartObject();
        write(json, event);
        json.writeEnd();
      }
      json.writeEnd();
    }
    return text.toString();
  }

  /// Writes the answer of the history address.
  static String write(List<Message> messages, boolean more) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = GENERATORS.createGenerator(text)) {
      json.writeStartObject();
      write(json, messages);
      json.write("more", more).writeEnd();
    }
    return text.toString();
  }

  /// Writes what a person said, room by room.
  static String writeOwn(List<MessageLog.Own> said, boolean more) {
    Map<RoomId, List<Message>> rooms = new LinkedHashMap<>();
    said.forEach(
        own -> rooms.computeIfAbsent(own.room(), _ -> new ArrayList<>()).add(own.message()));
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = GENERATORS.createGenerator(text)) {
      json.writeStartObject().writeStartArray("rooms");
      rooms.forEach((room, messages) -> {
        json.writeStartObject().write("room", room.value());
        write(json, messages);
        json.writeEnd();
      });
      json.writeEnd().write("more", more).writeEnd();
    }
    return text.toString();
  }

  /// How lively a room is.
  record Count(long messages, int present) {}

  /// Writes how lively rooms are.
  ///
  /// @param rooms by the ids that were asked for; empty where no room can be called so
  static String write(Map<String, Optional<Count>> rooms) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = GENERATORS.createGenerator(text)) {
      json.writeStartObject();
      rooms.forEach((id, room) -> {
        json.writeStartObject(id);
        room.ifPresentOrElse(
            count -> json.write("messages", count.messages()).write("present", count.present()),
            () -> json.write("error", "BAD_ID"));
        json.writeEnd();
      });
      json.writeEnd();
    }
    return text.toString();
  }

  private static ClientFrame hello(JsonObject frame) {
    Long version = integer(frame, "v");
    if (version == null) {
      return new ClientFrame.Malformed();
    }
    if (version != VERSION) {
      return new ClientFrame.OtherVersion();
    }
    UUID anonymousId = uuid(frame, "anonymousId");
    Long since = integer(frame, "since");
    boolean badSince = present(frame, "since") && (since == null || since < 0);
    boolean badName = present(frame, "nickname") && string(frame, "nickname") == null;
    boolean badAvatar = present(frame, "avatar") && string(frame, "avatar") == null;
    if (anonymousId == null || !random(anonymousId) || badSince || badName || badAvatar) {
      return new ClientFrame.Malformed();
    }
    return new ClientFrame.Hello(
        anonymousId,
        string(frame, "nickname"),
        string(frame, "avatar"),
        since,
        JsonValue.TRUE.equals(frame.get("binary")));
  }

  /// Whether it was made by a random generator (RFC 9562 section 5.4), or says so.
  private static boolean random(UUID uuid) {
    return uuid.version() == 4 && uuid.variant() == 2;
  }

  private static ClientFrame rename(JsonObject frame) {
    String nickname = string(frame, "nickname");
    return nickname == null
        ? new ClientFrame.Malformed()
        : new ClientFrame.Rename(nickname, string(frame, "avatar"));
  }

  private static ClientFrame say(JsonObject frame) {
    UUID id = uuid(frame, "id");
    String text = string(frame, "text");
    return id == null || text == null ? new ClientFrame.Malformed() : new ClientFrame.Say(id, text);
  }

  private static ClientFrame edit(JsonObject frame) {
    Long of = integer(frame, "seq");
    String text = string(frame, "text");
    return of == null || of < 1 || text == null
        ? new ClientFrame.Malformed()
        : new ClientFrame.Edit(of, text);
  }

  private static ClientFrame delete(JsonObject frame) {
    Long of = integer(frame, "seq");
    return of == null || of < 1 ? new ClientFrame.Malformed() : new ClientFrame.Delete(of);
  }

  private static void write(JsonGenerator json, RoomEvent event) {
    switch (event) {
      case RoomEvent.Welcome welcome -> write(json, welcome);
      case RoomEvent.Said said -> {
        json.write("type", "message");
        write(json, said.message());
      }
      case RoomEvent.Edited edited ->
          json.write("type", "edited")
              .write("seq", edited.seq())
              .write("of", edited.of())
              .write("text", edited.text())
              .write("at", AT.format(edited.at()));
      case RoomEvent.Deleted deleted -> {
        json.write("type", "deleted").write("seq", deleted.seq()).write("of", deleted.of());
        if (deleted.clientId() != null) {
          json.write("id", deleted.clientId().toString());
        }
      }
      case RoomEvent.Rejected rejected -> {
        json.write("type", "rejected");
        if (rejected.clientId() != null) {
          json.write("id", rejected.clientId().toString());
        }
        if (rejected.of() != null) {
          json.write("of", rejected.of());
        }
        json.write("reason", rejected.reason().name());
        if (rejected.retryAfterMillis() > 0) {
          json.write("retryAfterMs", rejected.retryAfterMillis());
        }
      }
      case RoomEvent.Presence presence -> {
        json.write("type", "presence").write("count", presence.count());
        write(json, "joined", presence.joined());
        json.writeStartArray("left");
        presence.left().forEach(json::write);
        json.writeEnd();
      }
      case RoomEvent.Pong _ -> json.write("type", "pong");
    }
  }

  private static void write(JsonGenerator json, RoomEvent.Welcome welcome) {
    json.write("type", "welcome").write("v", VERSION);
    json.writeStartObject("room").write("id", welcome.room().value()).writeEnd();
    json.writeStartObject("you").write("author", welcome.author());
    write(json, welcome.profile());
    json.writeEnd();
    json.write("head", welcome.head()).write("complete", welcome.complete());
    write(json, welcome.messages());
    if (!welcome.changes().isEmpty()) {
      json.writeStartArray("changes");
      for (RoomEvent change : welcome.changes()) {
        json.writeStartObject();
        write(json, change);
        json.writeEnd();
      }
      json.writeEnd();
    }
    json.writeStartObject("members").write("count", welcome.count());
    write(json, "list", welcome.participants());
    json.writeEnd();
  }

  private static void write(JsonGenerator json, List<Message> messages) {
    json.writeStartArray("messages");
    for (Message message : messages) {
      json.writeStartObject();
      write(json, message);
      json.writeEnd();
    }
    json.writeEnd();
  }

  private static void write(JsonGenerator json, Message message) {
    json.write("seq", message.seq())
        .write("id", message.clientId().toString())
        .write("author", message.author())
        .write("nickname", message.nickname())
        .write("avatar", message.avatar().id())
        .write("text", message.text())
        .write("at", AT.format(message.at()));
    if (message.edited()) {
      json.write("edited", true);
    }
  }

  private static void write(
      JsonGenerator json, String name, List<RoomEvent.Participant> participants) {
    json.writeStartArray(name);
    for (RoomEvent.Participant participant : participants) {
      json.writeStartObject().write("author", participant.author());
      write(json, participant.profile());
      json.writeEnd();
    }
    json.writeEnd();
  }

  private static void write(JsonGenerator json, @Nullable Profile profile) {
    if (profile != null) {
      json.write("nickname", profile.nickname()).write("avatar", profile.avatar().id());
    }
  }

  private static JsonObject object(String text) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      if (!parser.hasNext() || parser.next() != JsonParser.Event.START_OBJECT) {
        return NOTHING;
      }
      JsonObject object = parser.getObject();
      return parser.hasNext() ? NOTHING : object; // nothing may follow it
    } catch (RuntimeException e) {
      return NOTHING; // the parser has many words for "not JSON", and for "too deep"
    }
  }

  private static boolean present(JsonObject frame, String name) {
    JsonValue value = frame.get(name);
    return value != null && value.getValueType() != JsonValue.ValueType.NULL;
  }

  private static @Nullable String string(JsonObject frame, String name) {
    return frame.get(name) instanceof JsonString string ? string.getString() : null;
  }

  private static @Nullable Long integer(JsonObject frame, String name) {
    if (frame.get(name) instanceof JsonNumber number) {
      try {
        return number.bigDecimalValue().precision() - number.bigDecimalValue().scale() > 19
            ? null
            : number.longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  /// The secret of a browser in `text`, or empty where it can be none.
  static Optional<UUID> anonymousId(String text) {
    return Optional.ofNullable(uuid(text)).filter(Frames::random);
  }

  private static @Nullable UUID uuid(JsonObject frame, String name) {
    return uuid(string(frame, name));
  }

  private static @Nullable UUID uuid(@Nullable String text) {
    if (text == null || text.length() != 36) {
      return null;
    }
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text) ? uuid : null; // it takes "1-1-1-1-1" as well
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
