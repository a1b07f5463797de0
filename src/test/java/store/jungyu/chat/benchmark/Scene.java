package store.jungyu.chat.benchmark;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// One question put to a server.
///
/// @param name as on the command line
/// @param says what is done
/// @param columns the figures that stand in the table
/// @param estimate about how long a run takes, of the seconds a figure is measured
/// @param play does it
record Scene(
    String name,
    String says,
    List<String> columns,
    ToIntFunction<Integer> estimate,
    Function<Stage, Figures> play) {}
