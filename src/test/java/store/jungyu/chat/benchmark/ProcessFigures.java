package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What Linux tells of a process in `/proc`: processor time and resident memory.
final class ProcessFigures {
  /// The kernel counts in hundredths of a second (`getconf CLK_TCK`, 100 on every Linux in use).
  private static final long MICROS_PER_TICK = 10_000;

  private static final int PARENT = 1;
  private static final int USER_TICKS = 11;
  private static final int CHILDREN_SYSTEM_TICKS = 14;

  private ProcessFigures() {}

  /// Processor time of all threads so far, user and system.
  static long cpuMicros(long pid) {
    String[] fields = stat(pid);
    return ticks(fields, USER_TICKS, USER_TICKS + 1) * MICROS_PER_TICK;
  }

  /// The same of a process, its children, and those children that have ended.
  static long familyCpuMicros(long pid) {
    long ticks = ticks(stat(pid), USER_TICKS, CHILDREN_SYSTEM_TICKS);
    String parent = Long.toString(pid);
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          String[] fields = stat(Long.parseLong(process.getFileName().toString()));
          if (fields[PARENT].equals(parent)) {
            ticks += ticks(fields, USER_TICKS, USER_TICKS + 1);
          }
        } catch (UncheckedIOException e) {
          // It has ended; then its parent has its time.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ticks * MICROS_PER_TICK;
  }

  static long parent(long pid) {
    return Long.parseLong(stat(pid)[PARENT]);
  }

  static long residentKib(long pid) {
    return lines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  /// What the processor calls itself.
  static String processor() {
    return lines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse("unknown");
  }

  /// The options with which a JVM was started.
  static List<String> options(long pid) {
    String line = String.join("", lines(Path.of("/proc", Long.toString(pid), "cmdline")));
    return Arrays.stream(line.split("\0", -1))
        .filter(option -> option.startsWith("-X") || option.startsWith("-javaagent"))
        .toList();
  }

  /// Fields of `/proc/PID/stat` after the name: field 3 of proc(5) has index 0.
  private static String[] stat(long pid) {
    String line = lines(Path.of("/proc", Long.toString(pid), "stat")).getFirst();
    return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static long ticks(String[] fields, int first, int last) {
    return Arrays.stream(fields, first, last + 1).mapToLong(Long::parseLong).sum();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
