/**
 * Reads HDF5 files from memory. jHDF parses the single structures; this package follows the references between them.
 * Sizes that a file claims are checked before memory is allocated, and circular references are errors, so hostile files
 * can do no harm. The package knows groups and arrays. Keras's layout of them is known to {@code
 * org.gru4j.interop.keras}.
 */
@NullMarked
package org.gru4j.interop.hdf5;

import org.jspecify.annotations.NullMarked;
