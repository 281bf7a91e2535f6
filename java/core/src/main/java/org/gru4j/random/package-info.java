/** Random numbers that are a function of where they are used, not of how many were drawn before. */
@NullMarked
package org.gru4j.random;

import org.jspecify.annotations.NullMarked;
