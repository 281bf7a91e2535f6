/**
 * Models of other frameworks. Each format has a package of its own; nobody outside of it knows the format's layout.
 */
@NullMarked
package org.gru4j.interop;

import org.jspecify.annotations.NullMarked;
