/** Golden cases: weights and the results that another framework computed with them. */
@NullMarked
package org.gru4j.interop.golden;

import org.jspecify.annotations.NullMarked;
