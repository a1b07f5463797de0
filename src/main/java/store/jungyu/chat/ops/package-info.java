/// What the operator touches: settings, start and stop, health, metrics. It knows all the others.
@NullMarked
package store.jungyu.chat.ops;

import org.jspecify.annotations.NullMarked;
