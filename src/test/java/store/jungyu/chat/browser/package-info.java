/// What readers see and do, in a real Chromium, on a phone and at a desk.
@NullMarked
package store.jungyu.chat.browser;

import org.jspecify.annotations.NullMarked;
