package store.jungyu.chat.benchmark;

/// Time and processor time up to a moment.
///
/// @param nanos the wall clock's
/// @param serverMicros the measured server's processor time
/// @param databaseMicros PostgreSQL's
/// @param generatorMicros our own
record Usage(long nanos, long serverMicros, long databaseMicros, long generatorMicros) {

  static Usage of(Target target) {
    return new Usage(
        System.nanoTime(),
        ProcessFigures.cpuMicros(target.pid()),
        target.databaseCpuMicros(),
        ProcessFigures.cpuMicros(ProcessHandle.current().pid()));
  }

  Usage since(Usage before) {
    return new Usage(
        nanos - before.nanos,
        serverMicros - before.serverMicros,
        databaseMicros - before.databaseMicros,
        generatorMicros - before.generatorMicros);
  }

  double seconds() {
    return nanos / 1e9;
  }

  /// How many processors a time of so many microseconds kept busy.
  double cores(long micros) {
    return micros / (nanos / 1e3);
  }
}
