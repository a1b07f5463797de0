package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// What the build says that it is made of (`target/bom.json`) is what is delivered: the libraries
/// in the war, and the driver that lies beside the server.
final class BillOfMaterialsIT {
  private static final Path BILL = Path.of("target", "bom.json");
  private static final Path WAR = Path.of("target", "chat.war");
  private static final String LIBRARIES = "WEB-INF/lib/";

  @Test
  void eachLibraryThatIsDeliveredStandsInTheBillAndNothingElse() throws IOException {
    Map<String, String> inTheWar = inTheWar();
    Map<String, String> besideTheServer = besideTheServer();
    assertThat(inTheWar.values()).anyMatch(name -> name.startsWith("flyway-core-"));
    assertThat(inTheWar.values()).noneMatch(name -> name.startsWith("postgresql"));
    assertThat(besideTheServer).containsValue("postgresql.jar"); // without its version

    Map<String, String> bill = new TreeMap<>();
    Map<String, String> withoutVersions = new TreeMap<>();
    for (JsonObject component : components()) {
      String name = component.getString("name");
      bill.put(sha256(component), name + "-" + component.getString("version") + ".jar");
      withoutVersions.put(sha256(component), name + ".jar");
    }
    assertThat(bill).containsAllEntriesOf(inTheWar);
    assertThat(withoutVersions).containsAllEntriesOf(besideTheServer);
    assertThat(bill).hasSize(inTheWar.size() + besideTheServer.size());
  }

  @Test
  void eachHasAGroupAVersionALicenceAndAnAddress() throws IOException {
    assertThat(components())
        .isNotEmpty()
        .allSatisfy(component -> {
          assertThat(component.getString("group")).isNotBlank();
          assertThat(component.getString("version")).matches("\\d+\\..*");
          assertThat(component.getString("purl")).startsWith("pkg:maven/");
          assertThat(component.getJsonArray("licenses")).isNotEmpty();
        });
  }

  private static List<JsonObject> components() throws IOException {
    try (JsonReader bill = Json.createReader(Files.newBufferedReader(BILL))) {
      return bill.readObject().getJsonArray("components").getValuesAs(JsonObject.class);
    }
  }

  private static String sha256(JsonObject component) {
    return component.getJsonArray("hashes").getValuesAs(JsonObject.class).stream()
        .filter(hash -> hash.getString("alg").equals("SHA-256"))
        .map(hash -> hash.getString("content"))
        .findAny()
        .orElseThrow();
  }

  /// The libraries' names, by what they hash to.
  private static Map<String, String> inTheWar() throws IOException {
    Map<String, String> names = new TreeMap<>();
    try (ZipFile war = new ZipFile(WAR.toFile())) {
      for (ZipEntry entry : war.stream().filter(each -> !each.isDirectory()).toList()) {
        if (entry.getName().startsWith(LIBRARIES)) {
          try (InputStream bytes = war.getInputStream(entry)) {
            names.put(sha256(bytes.readAllBytes()), entry.getName().substring(LIBRARIES.length()));
          }
        }
      }
    }
    return names;
  }

  private static Map<String, String> besideTheServer() throws IOException {
    Path server =
        Path.of(System.getProperty("chat.liberty"), "usr", "servers")
            .resolve(Path.of(System.getProperty("chat.server"), "lib"));
    Map<String, String> names = new TreeMap<>();
    try (Stream<Path> files = Files.walk(server)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        names.put(sha256(Files.readAllBytes(file)), file.getFileName().toString());
      }
    }
    return names;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
