/// The pages that a blog embeds, and the headers that let it.
@NullMarked
package store.jungyu.chat.embed;

import org.jspecify.annotations.NullMarked;
