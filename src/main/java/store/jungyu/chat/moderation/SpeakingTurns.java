package store.jungyu.chat.moderation;

import java.time.Duration;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.RateLimit;
import store.jungyu.chat.room.Telemetry;

/// How often one may speak: each person, all persons of one address together (since a browser can
/// make itself a new person at any time), and each address in rooms that nobody spoke in before
/// (since each such room is a row for ever).
///
/// @param ofPerson turns of a person
/// @param ofAddress turns of an address
/// @param openingRooms turns of an address in rooms without a message
public record SpeakingTurns(
    TokenBuckets ofPerson, TokenBuckets ofAddress, TokenBuckets openingRooms, Telemetry telemetry)
    implements RateLimit {

  @Override
  public Duration take(String person, String address, boolean opensRoom) {
    Duration wait = ofPerson.take(person);
    if (!wait.isZero()) {
      telemetry.exceeded(Quota.MESSAGES_PER_PERSON);
      return wait;
    }
    wait = ofAddress.take(address);
    if (!wait.isZero()) {
      ofPerson.giveBack(person);
      telemetry.exceeded(Quota.MESSAGES_PER_ADDRESS);
      return wait;
    }
    wait = opensRoom ? openingRooms.take(address) : Duration.ZERO;
    if (!wait.isZero()) {
      ofPerson.giveBack(person);
      ofAddress.giveBack(address);
      telemetry.exceeded(Quota.ROOMS_PER_ADDRESS);
    }
    return wait;
  }

  @Override
  public void notOpened(String address) {
    openingRooms.giveBack(address);
  }
}
