package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The two forms in which a frame leaves.
final class FrameTest {
  private static final String JSON = "[{\"text\":\"안녕 😀 é \\\" \\\\ \\u0007 plain\"}]";

  private final Frame frame = new Frame(JSON);

  @Test
  void itsBytesAreTheJsonAsItIs() {
    assertThat(StandardCharsets.UTF_8.decode(frame.bytes()).toString()).isEqualTo(JSON);
    assertThat(frame.size()).isEqualTo(JSON.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void everyoneGetsABufferOfHisOwn() {
    frame.bytes().get(new byte[5]);

    assertThat(frame.bytes().remaining()).isEqualTo(frame.size());
  }

  @Test
  void itsBytesAreOutsideOfTheHeapWhereTheContainerNeedsNoCopy() {
    assertThat(frame.bytes().isDirect()).isTrue();
  }

  @Test
  void itsTextIsAsciiAndSaysTheSame() {
    assertThat(frame.text()).isASCII();
    assertThat(read(frame.text())).isEqualTo(read(JSON));
  }

  @Test
  void itsTextIsTheSameAfterItsBytesWereAskedFor() {
    String before = new Frame(JSON).text();
    frame.bytes();

    assertThat(frame.text()).isEqualTo(before);
  }

  private static JsonArray read(String json) {
    return Json.createReader(new StringReader(json)).readArray();
  }
}
