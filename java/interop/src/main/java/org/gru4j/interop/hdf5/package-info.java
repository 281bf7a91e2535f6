/**
 * HDF5 files, read from memory by jHDF's parsers of single structures; what refers from one structure to the next is
 * followed here, so that a hostile file can neither name sizes that are believed nor lead in circles.
 */
@NullMarked
package org.gru4j.interop.hdf5;

import org.jspecify.annotations.NullMarked;
