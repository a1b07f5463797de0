package store.jungyu.chat.benchmark;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the command line asks for.
///
/// @param gorilla the program of the peers on gorilla/websocket, or "" to leave them out
/// @param ws the script of the peer on ws, or "" to leave it out
/// @param scenes their names
/// @param seconds how long a figure is measured
/// @param warm seconds each scene is played before it is measured; with fewer than [#WARM] no
///   figure is worth anything
/// @param repeats how often each scene is played
/// @param profile whether to record where the chat's time goes
/// @param json where the figures go
record Options(
    String gorilla,
    String ws,
    List<String> scenes,
    int seconds,
    int warm,
    int repeats,
    boolean profile,
    Path json) {
  private static final int WARM = 45;

  /// @return null if the command line is wrong, which the user has been told
  static @Nullable Options of(String[] arguments) {
    String gorilla = "";
    String ws = "";
    List<String> scenes = Timetable.USUAL;
    int seconds = 10;
    int warm = WARM;
    int repeats = 3;
    boolean profile = false;
    Path json = Path.of("target", "benchmark", "benchmark.json");
    List<String> known = Scenes.all().stream().map(Scene::name).toList();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--gorilla" -> gorilla = value;
        case "--ws" -> ws = value;
        case "--scenes" -> scenes = Timetable.scenes(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--warm" -> warm = Integer.parseInt(value);
        case "--repeats" -> repeats = Integer.parseInt(value);
        case "--profile" -> profile = Boolean.parseBoolean(value);
        case "--json" -> json = Path.of(value);
        default -> {
          System.err.println("Unknown: " + arguments[i]);
          return null;
        }
      }
    }
    for (String scene : scenes) {
      if (!known.contains(scene)) {
        System.err.println("There is no scene \"" + scene + "\", but: " + String.join(" ", known));
        return null;
      }
    }
    return new Options(gorilla, ws, scenes, seconds, warm, repeats, profile, json);
  }

  /// Whether it is played only to see whether the benchmark works.
  boolean isTrial() {
    return warm < WARM;
  }
}
