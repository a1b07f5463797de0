package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the chat promises when something breaks, in short; `script/chaos` does it at full length.
/// docs/reliability.md has the promises by their numbers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsIT {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private Bench bench;

  @BeforeAll
  void open() {
    long seed = Long.getLong("chat.seed", System.nanoTime());
    System.out.println("faults: -Dchat.seed=" + seed);
    bench = new Bench(seed, Map.of());
  }

  @AfterAll
  void close() {
    bench.close();
  }

  @Test
  void s1WhatWasAcknowledgedSurvivesWhateverIsKilled() throws SQLException {
    expectSound(Ordeals.killed(bench, Load.SHORT, 1));
  }

  @Test
  void s2WhatIsSentAgainIsStoredOnceAndAnswered() {
    expectSound(Ordeals.resent(bench, 10));
  }

  @Test
  void s3WhoRacesInARoomSeesOneOrder() {
    expectSound(Ordeals.raced(bench, 20, 20, 1_000));
  }

  @Test
  void s4NoReaderMissesAnythingOverTornLines() throws SQLException {
    expectSound(Ordeals.tornLines(bench, Load.SHORT, SHORT));
  }

  @Test
  void s7WhileTheDatabaseIsAwayNothingIsPromisedAndReadersStay() throws SQLException {
    expectSound(Ordeals.databaseAway(bench, Load.SHORT, SHORT));
  }

  @Test
  void s8ALineCutAroundTheCommitMakesNobodyBelieveWhatIsNot() throws SQLException {
    expectSound(Ordeals.cutAtCommit(bench, Load.SHORT, 1));
  }

  @Test
  void s5WhoWasAwayGetsExactlyWhatWasMissedOrIsTold() {
    expectSound(Crowds.away(bench, 150, 100, Duration.ofSeconds(8)));
  }

  @Test
  void s6WhoComesWhileOthersWriteMissesNothingAtTheBorder() {
    expectSound(Crowds.joined(bench, 400, 100, 100));
  }

  @Test
  void s10WhoStopsReadingIsCutAndTheOthersLoseNothing() {
    // How late they are is measured by script/chaos: beside other work a tenth is no figure.
    expectSound(Crowds.slow(bench, 200, 10, Duration.ofSeconds(4), Double.POSITIVE_INFINITY));
  }

  @Test
  void s10WhoStopsReadingAndGoesLeavesNothingBehind() {
    expectSound(Crowds.gone(bench, 8));
  }

  @Test
  void s12APlannedStopTellsEverybodyAndLosesNothing() {
    double within = Crowds.BACK_WITHIN_SECONDS;
    expectSound(Crowds.restarted(bench, "S12", 200, true, within, Double.POSITIVE_INFINITY));
  }

  @Test
  void s17NobodysSecretStandsAnywhere() throws SQLException {
    expectSound(Trials.secrets(bench));
  }

  @Test
  void aDatabaseThatLiesIsFoundOutByTheNameOfItsLie() throws SQLException {
    expectSound(Planted.inTheDatabase(bench));
  }

  private static void expectSound(Outcome outcome) {
    System.out.println(outcome);
    assertThat(outcome.broken()).isEmpty();
    assertThat(outcome.played()).isTrue();
  }
}
