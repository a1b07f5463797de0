package store.jungyu.chat.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.annotation.Resource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class StoredMessagesIT {
  @Resource(lookup = "jdbc/chat")
  private DataSource database;

  @Deployment
  static WebArchive chat() {
    return ShrinkWrap.create(WebArchive.class, "inside.war");
  }

  @Test
  void theDatabaseIsThere() throws Exception {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement();
        ResultSet answer = sql.executeQuery("SELECT 1")) {
      answer.next();
      assertEquals(1, answer.getInt(1));
    }
  }
}
