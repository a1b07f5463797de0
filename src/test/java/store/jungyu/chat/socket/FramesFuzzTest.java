package store.jungyu.chat.socket;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The reader of frames, looked through by coverage: whatever comes in is a frame or is none, and
/// what is read means the same when it is written again. A plain run of the tests tries the seeds
/// alone; `script/fuzz` goes on from them.
final class FramesFuzzTest {
  @FuzzTest
  void anyTextIsAFrameOrIsNone(byte[] utf8) {
    ClientFrame frame = Frames.read(new String(utf8, StandardCharsets.UTF_8));
    JsonObjectBuilder json = Json.createObjectBuilder();
    switch (frame) {
      case ClientFrame.Hello hello -> {
        check(hello.anonymousId().version() == 4, "an id that is not random is taken");
        check(hello.since() == null || hello.since() >= 0, "a number that cannot be");
        json.add("type", "hello").add("v", 1).add("anonymousId", hello.anonymousId().toString());
        add(json, "nickname", hello.nickname());
        add(json, "avatar", hello.avatar());
        if (hello.since() != null) {
          json.add("since", hello.since());
        }
        json.add("binary", hello.binary());
      }
      case ClientFrame.Rename rename -> {
        json.add("type", "profile").add("nickname", rename.nickname());
        add(json, "avatar", rename.avatar());
      }
      case ClientFrame.Say say ->
          json.add("type", "say").add("id", say.id().toString()).add("text", say.text());
      case ClientFrame.Edit edit -> {
        check(edit.of() > 0, "a number that cannot be");
        json.add("type", "edit").add("seq", edit.of()).add("text", edit.text());
      }
      case ClientFrame.Delete delete -> {
        check(delete.of() > 0, "a number that cannot be");
        json.add("type", "delete").add("seq", delete.of());
      }
      case ClientFrame.Ping _ -> json.add("type", "ping");
      case ClientFrame.Unknown _, ClientFrame.OtherVersion _, ClientFrame.Malformed _ -> {
        return;
      }
    }
    json.add("isAdmin", true); // what it does not know is ignored
    check(Frames.read(json.build().toString()).equals(frame), "written again it is another");
  }

  private static void add(JsonObjectBuilder json, String name, @Nullable String value) {
    if (value != null) {
      json.add(name, value);
    }
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new AssertionError(complaint);
    }
  }
}
