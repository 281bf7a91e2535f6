/**
 * Every kernel but the recurrent one in plain Java floats, for one thread, on any memory. A backend that extends {@link
 * org.gru4j.backend.portable.PortableBackend} has them, and overrides those that it does better.
 */
@NullMarked
package org.gru4j.backend.portable;

import org.jspecify.annotations.NullMarked;
