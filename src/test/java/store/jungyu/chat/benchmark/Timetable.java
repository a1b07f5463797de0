package store.jungyu.chat.benchmark;

import java.util.List;
import java.util.stream.Stream;

/// How long all takes. `script/benchmark` runs this file by itself before anything is built, so it
/// knows no other.
final class Timetable {
  static final List<String> USUAL =
      List.of(
          "start",
          "quiet",
          "room10",
          "room50",
          "rooms",
          "rooms-raised",
          "busy",
          "ingest",
          "idle",
          "storm",
          "slow");
  static final List<String> MORE =
      List.of(
          "sockets100",
          "sockets1000",
          "sockets5000",
          "sockets10000",
          "split1",
          "split10",
          "split100",
          "split1000");

  /// Before the first scene: PostgreSQL, an archive of classes, the database's tables.
  private static final int PREPARING = 60;

  private static final int START_SECONDS = 12;

  private Timetable() {}

  /// What one run of a scene takes, with the server's start.
  ///
  /// @param seconds how long a figure is measured
  /// @param warm seconds of playing before
  static int once(String scene, int seconds, int warm) {
    int confirmed = Math.max(10, seconds);
    int step = 2 + Math.max(2, seconds / 3);
    return START_SECONDS
        + switch (scene) {
          case "start" -> 5;
          case "rooms-raised" -> warm + 20 + 14 * step + confirmed;
          case "busy" -> warm + 15 + 22 * step + confirmed;
          case "ingest" -> warm + 15 + 12 * step + confirmed;
          case "idle" -> 115;
          case "storm" -> 50;
          case "slow" -> 3 * seconds + warm + 75;
          default -> seconds + warm + 13;
        };
  }

  /// How many seconds the whole is to take.
  ///
  /// @param peers how many play in every scene
  /// @param joining how many play besides where messages are joined
  static int all(List<String> scenes, int seconds, int warm, int repeats, int peers, int joining) {
    int all = PREPARING;
    for (String scene : scenes) {
      boolean joined = scene.equals("busy") || scene.equals("rooms-raised");
      int servers = 1 + peers + (joined ? joining : 0);
      all += repeats * servers * once(scene, seconds, warm);
    }
    return all;
  }

  static List<String> scenes(String named) {
    return switch (named) {
      case "usual" -> USUAL;
      case "all" -> Stream.concat(USUAL.stream(), MORE.stream()).toList();
      default -> List.of(named.split(",", -1));
    };
  }

  /// `Timetable scenes seconds warm repeats peers joining`
  static void main(String[] arguments) {
    int[] numbers = new int[arguments.length];
    for (int i = 1; i < arguments.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    int all = all(scenes(arguments[0]), numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    System.out.printf("Once all is built, this takes about %d minutes.%n", (all + 59) / 60);
  }
}
