package store.jungyu.chat.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;

/// The folder `.data`: what is kept between runs, for its owner's eyes only.
final class PrivateFolder {
  private static final Path FOLDER = Path.of(".data").toAbsolutePath();
  private static final SecureRandom RANDOM = new SecureRandom();

  private PrivateFolder() {}

  /// A path inside the folder, which exists from then on.
  static Path resolve(String name) {
    try {
      Files.createDirectories(FOLDER);
      Files.setPosixFilePermissions(FOLDER, PosixFilePermissions.fromString("rwx------"));
      return FOLDER.resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A secret that is drawn once and the same ever after.
  static String secret(Path file) {
    try {
      if (!Files.exists(file)) {
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(ownerOnly));
        Files.writeString(draft, random(32));
        Files.move(draft, file); // whole or not at all
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String random(int bytes) {
    byte[] drawn = new byte[bytes];
    RANDOM.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /// Copies a folder with all that is in it; its owner alone may look into the copy, too.
  static void copy(Path folder, Path copy) {
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file,
            copy.resolve(folder.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
