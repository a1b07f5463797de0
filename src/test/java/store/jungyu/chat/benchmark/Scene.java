package store.jungyu.chat.benchmark;

import java.util.List;
import java.util.function.Function;

/// One question put to a server.
///
/// @param name as on the command line
/// @param says what is done
/// @param columns the figures that stand in the table
/// @param play does it
record Scene(String name, String says, List<String> columns, Function<Stage, Figures> play) {}
