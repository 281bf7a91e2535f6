/** Models made of layers: described, created, applied to batches or step by step, and shared by callers. */
package org.gru4j.model;
