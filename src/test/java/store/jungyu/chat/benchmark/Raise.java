package store.jungyu.chat.benchmark;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Raises the rate in steps of a third, and reports the best step.
///
/// A step is *good* if nothing was lost, the p99 is at most `good` and the generator kept its pace;
/// it *holds* if the same is true with `worst`. A step that is not good is played once more, for
/// once may be the neighbours' fault: the better one counts. Above the first step that is not good
/// none can be the best; with the first one that does not hold it ends. As these steps are short,
/// the best one is then played for longer, and that is what is reported. If it is not good then,
/// the one below it is played, at most [#DOWN] times.
///
/// @param step plays one
/// @param good milliseconds
/// @param worst milliseconds
/// @param judged how long a step takes while the rate is raised
/// @param confirmed how long the one takes that is reported
record Raise(Step step, double good, double worst, Duration judged, Duration confirmed) {
  static final int AT_MOST = 30;
  static final int DOWN = 3;
  private static final double FACTOR = 4 / 3.0;
  private static final double PACE = 0.9;

  /// Plays a step of so many messages a second.
  interface Step {
    Figures play(double perSecond, Duration time);
  }

  /// @return the reported step; the last one that held, and what ended it, stand beside it
  Figures from(double first) {
    Deque<Double> goods = new ArrayDeque<>(); // the best one first
    boolean onlyGood = true;
    double topPerSecond = 0;
    double topP99 = 0;
    String end = "";
    double rate = first;
    for (int i = 0; i < AT_MOST && end.isEmpty(); i++, rate *= FACTOR) {
      Figures played = twice(rate, onlyGood ? good : worst);
      onlyGood &= fault(played, good).isEmpty();
      if (onlyGood) {
        goods.push(rate);
      }
      end = fault(played, worst);
      if (end.isEmpty()) {
        topPerSecond = played.get("deliveriesPerSecond");
        topP99 = played.get("p99Ms");
      }
    }
    Figures reported = confirm(goods);
    reported.put("topDeliveriesPerSecond", topPerSecond).put("topP99Ms", topP99);
    reported.note = end.isEmpty() ? "no end in %d steps".formatted(AT_MOST) : end;
    return reported;
  }

  /// @param wanted with a p99 of so much there is no second time
  private Figures twice(double rate, double wanted) {
    Figures once = play(rate, judged, "");
    if (fault(once, wanted).isEmpty()) {
      return once;
    }
    Figures again = play(rate, judged, "again ");
    boolean better = fault(again, wanted).isEmpty() || !fault(once, worst).isEmpty();
    return better ? again : once;
  }

  private Figures confirm(Deque<Double> goods) {
    var reported = new Figures();
    reported.faults = "no step was good";
    for (int down = 0; down <= DOWN && !goods.isEmpty(); down++) {
      reported = play(goods.pop(), confirmed, "reported: ");
      reported.put("stepsDown", down);
      String fault = fault(reported, good);
      if (fault.isEmpty()) {
        return reported;
      }
      reported.faults = "not good for longer: " + fault;
    }
    return reported;
  }

  private Figures play(double rate, Duration time, String how) {
    Figures played = step.play(rate, time);
    System.out.printf(
        "      %s%,.0f messages/s: %,.0f deliveries/s, p99 %.0f ms %s%n",
        how, rate, played.get("deliveriesPerSecond"), played.get("p99Ms"), played.faults);
    return played;
  }

  /// Why a step is not as wanted; empty if it is.
  private static String fault(Figures played, double atMostMs) {
    if (!played.faults.isEmpty()) {
      return played.faults;
    }
    if (!(played.get("p99Ms") <= atMostMs)) {
      return "p99 %.0f ms".formatted(played.get("p99Ms"));
    }
    boolean paced = played.get("saidPerSecond") >= PACE * played.get("offeredPerSecond");
    return paced ? "" : "the generator is full";
  }
}
