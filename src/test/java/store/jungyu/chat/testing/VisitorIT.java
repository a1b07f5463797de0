package store.jungyu.chat.testing;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class VisitorIT {
  @Test
  void whatTheBrowserComplainsOfFailsTheTest() {
    Visitor visitor = Visitor.atDesk();
    visitor.page().setContent("<script>undefined.something</script>");

    assertThatThrownBy(visitor::close).hasMessageContaining("something");
  }

  @Test
  void whatThePolicyRefusesFailsTheTest() {
    Visitor visitor = Visitor.onPhone();
    visitor
        .page()
        .setContent(
            "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
                + "<script>1</script>");

    assertThatThrownBy(visitor::close).hasMessageContaining("script-src");
  }

  @Test
  void aPageWithNothingWrongPasses() {
    try (Visitor visitor = Visitor.onPhone()) {
      visitor.page().setContent("<p>안녕하세요</p>");

      assertThat(visitor.page().getByText("안녕하세요")).isVisible();
      visitor.screenshot("visitor");
    }
  }
}
