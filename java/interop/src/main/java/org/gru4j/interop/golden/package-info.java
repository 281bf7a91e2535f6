/**
 * Golden files: inputs and weights of a recurrent layer, and the results that another system computed from them. They
 * are read and compared here. The comparison itself and its tolerances are in {@code org.gru4j.check}; the programs
 * that write the files are in {@code java/parity/golden-generator}.
 */
@NullMarked
package org.gru4j.interop.golden;

import org.jspecify.annotations.NullMarked;
