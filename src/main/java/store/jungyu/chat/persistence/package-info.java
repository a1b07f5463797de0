/// Rooms and messages in PostgreSQL, by Jakarta Persistence. Entities and SQL stay inside.
@NullMarked
package store.jungyu.chat.persistence;

import org.jspecify.annotations.NullMarked;
