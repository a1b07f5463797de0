package store.jungyu.chat.benchmark;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Buffers for frames that come in several reads, lent to visitors for as long as that takes.
final class Carries {
  private final Deque<ByteBuffer>[] free = pools();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Deque<ByteBuffer>[] pools() {
    return IntStream.range(0, 32).mapToObj(_ -> new ArrayDeque<>()).toArray(Deque[]::new);
  }

  /// Makes `visitor` read on behind what `in` holds from `from` to its position.
  ///
  /// @param wanted how many bytes the frame has
  void keep(Visitor visitor, ByteBuffer in, int from, int wanted) {
    if (in == visitor.carry && from == 0 && in.capacity() >= wanted) {
      return;
    }
    int needed = Math.max(wanted, in.position() - from);
    ByteBuffer carry = lend(needed);
    carry.put(in.flip().position(from));
    ByteBuffer old = visitor.carry;
    visitor.carry = carry;
    giveBack(old);
  }

  void release(Visitor visitor) {
    giveBack(visitor.carry);
    visitor.carry = null;
  }

  private ByteBuffer lend(int size) {
    int power = 32 - Integer.numberOfLeadingZeros(size - 1);
    ByteBuffer used = free[power].poll();
    return used == null ? ByteBuffer.allocateDirect(1 << power) : used.clear();
  }

  private void giveBack(@Nullable ByteBuffer buffer) {
    if (buffer != null) {
      free[31 - Integer.numberOfLeadingZeros(buffer.capacity())].push(buffer);
    }
  }

  /// What came of a message so far, with `in` from `from` to `to` behind it.
  static ByteBuffer join(@Nullable ByteBuffer parts, ByteBuffer in, int from, int to) {
    int had = parts == null ? 0 : parts.position();
    ByteBuffer joined = ByteBuffer.allocate(had + to - from);
    if (parts != null) {
      joined.put(parts.flip());
    }
    for (int i = from; i < to; i++) {
      joined.put(in.get(i));
    }
    return joined;
  }
}
