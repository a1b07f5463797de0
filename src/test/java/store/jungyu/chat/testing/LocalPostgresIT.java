package store.jungyu.chat.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class LocalPostgresIT {
  @Test
  void whatWasCommittedIsThereAfterAnEndWithoutOrder() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.empty()) {
      try (Connection connection = postgres.connect();
          Statement sql = connection.createStatement()) {
        sql.execute("CREATE TABLE said (what TEXT)");
        sql.execute("INSERT INTO said VALUES ('안녕하세요')");
      }
      postgres.kill();
      assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);
      postgres.start();
      assertThat(ask(postgres, "SELECT what FROM said")).isEqualTo("안녕하세요");
    }
  }

  @Test
  void isAsDurableAsInProduction() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.empty()) {
      assertThat(ask(postgres, "SHOW server_version")).startsWith("18.");
      assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
    }
  }

  private static String ask(LocalPostgres postgres, String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement sql = connection.createStatement();
        ResultSet answer = sql.executeQuery(query)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
