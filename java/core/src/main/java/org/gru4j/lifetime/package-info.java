/** Who is inside an object, so that nobody closes it under them. For this module alone. */
@NullMarked
package org.gru4j.lifetime;

import org.jspecify.annotations.NullMarked;
