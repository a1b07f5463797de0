/// The real parts a test or a developer needs around the chat: database, server, browser.
@NullMarked
package store.jungyu.chat.testing;

import org.jspecify.annotations.NullMarked;
