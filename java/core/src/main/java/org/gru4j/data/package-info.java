/** Batches, and the data sets that they come from. */
package org.gru4j.data;
