package store.jungyu.chat.room;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// The rules for texts, names and room ids, looked through by coverage. A plain run of the tests
/// tries the seeds alone; `script/fuzz` goes on from them.
final class TextRulesFuzzTest {
  @FuzzTest
  void whatIsLetThroughIsWhatItShouldBe(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    TextRules.checkMessage(text);
    TextRules.checkNickname(text);
    TextRules.checkRoomId(text);
  }
}
