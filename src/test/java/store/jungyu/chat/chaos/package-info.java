/// Breaks the chat for real, and judges by what its users and its database saw whether it kept what
/// it promises (docs/reliability.md). `script/chaos` runs it; short versions are in the tests.
@NullMarked
package store.jungyu.chat.chaos;

import org.jspecify.annotations.NullMarked;
