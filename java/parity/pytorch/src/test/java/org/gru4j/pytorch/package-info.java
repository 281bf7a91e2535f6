/** Models that both PyTorch and gru4j run: what one writes, the other reads. */
package org.gru4j.pytorch;
