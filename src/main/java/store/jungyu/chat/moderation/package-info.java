/// Who may speak, and how often.
@NullMarked
package store.jungyu.chat.moderation;

import org.jspecify.annotations.NullMarked;
